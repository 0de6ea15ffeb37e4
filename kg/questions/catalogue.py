"""All stored questions, read once and asked by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.engine.protocol import Answer, Limits, Query, Session
from kg.errors import QuestionProblem
from kg.model import Model
from kg.questions.bind import bind, terms, texts, variables
from kg.questions.moment import Clock, utc_today
from kg.questions.question import Question, read_question
from kg.terms import Names


class Catalogue:
    """The questions of a folder of topics, by name. The clock tells what `today` is."""

    def __init__(
        self,
        questions: Mapping[str, Question],
        model: Model,
        names: Names,
        clock: Clock = utc_today,
    ) -> None:
        self._questions = dict(questions)
        self._model = model
        self._names = names
        self._clock = clock

    @classmethod
    def read(
        cls,
        model: Model,
        names: Names,
        folder: Path = Path(__file__).parent,
        clock: Clock = utc_today,
    ) -> Catalogue:
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
        return cls(found, model, names, clock)

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
        on = self._clock()
        return bind(question.text, terms(question, given, self._model, self._names, on))

    def runnable(self, name: str) -> str:
        """A question's SPARQL as an example that runs, without its header.

        Parameters stand at their examples, else at their defaults. Where one has neither, all
        stay `$name`, which SPARQL reads as a variable: the answer is then about all there is.
        """
        question = self[name]
        free = any(p.default is None and p.example is None for p in question.parameters)
        text = question.text if free else self.query(name, **question.samples)
        # Titles and help are told beside the query; what the header says stands there.
        return "\n".join(x for x in text.splitlines() if not x.startswith("# @")).strip() + "\n"

    def values(self, name: str, **given: str) -> dict[str, str]:
        """The values a question is asked with, as text: given or default, as they are today.

        One that has neither is left out. Raises QuestionProblem for an unknown parameter.
        """
        return texts(self[name], given, self._clock())

    def ask(self, session: Session, within: Limits, name: str, **given: str) -> Answer:
        """The answer to a question over the session's revision."""
        return session.ask(Query(self.query(name, **given)), within)
