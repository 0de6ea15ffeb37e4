"""All stored questions, read once and asked by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.engine.protocol import Answer, Limits, Query, Session
from kg.errors import QuestionProblem
from kg.model import Model
from kg.questions.bind import bind, terms, variables
from kg.questions.question import Question, read_question
from kg.terms import Names


class Catalogue:
    """The questions of a folder of topics, by name."""

    def __init__(self, questions: Mapping[str, Question], model: Model, names: Names) -> None:
        self._questions = dict(questions)
        self._model = model
        self._names = names

    @classmethod
    def read(cls, model: Model, names: Names, folder: Path = Path(__file__).parent) -> Catalogue:
        """Reads every `<topic>/<name>.rq`.

        Raises QuestionProblem for a bad header, two questions of one name, or parameters that
        the query does not use.
        """
        found: dict[str, Question] = {}
        for path in sorted(folder.glob("*/*.rq")):
            question = read_question(path)
            if question.name in found:
                raise QuestionProblem(
                    f"Two questions are called {question.name!r}.", remedy="Rename one file."
                )
            declared = {p.name for p in question.parameters}
            if declared != variables(question.text):
                odd = ", ".join(sorted(declared ^ variables(question.text)))
                raise QuestionProblem(
                    f"{path.name}: header and query differ in the parameters {odd}.",
                    remedy="Each @param is a $name of the query, and the other way round.",
                )
            found[question.name] = question
        return cls(found, model, names)

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())

    def __getitem__(self, name: str) -> Question:
        """The question of that name; raises QuestionProblem."""
        try:
            return self._questions[name]
        except KeyError:
            raise QuestionProblem(
                f"No question is called {name!r}.", remedy="See the list of questions."
            ) from None

    def query(self, name: str, **given: str) -> str:
        """The SPARQL of a question with its values put in."""
        question = self[name]
        return bind(question.text, terms(question, given, self._model, self._names))

    def ask(self, session: Session, within: Limits, name: str, **given: str) -> Answer:
        """The answer to a question over the session's revision."""
        return session.ask(Query(self.query(name, **given)), within)
