"""What can go wrong, each with the problem and its remedy."""

from __future__ import annotations


class KgError(Exception):
    """A problem a person can act on: what is wrong, and what to do about it.

    The command line prints both sentences and exits 1; `web.problems` turns each kind of
    error into a status and a page.
    """

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


class SettingProblem(KgError):
    """A setting from the environment has a value that cannot be used."""


class ModelProblem(KgError):
    """A file of the ontology says something the interpreter of shapes does not understand."""


class InputProblem(KgError):
    """A file as a whole cannot be read (missing, empty, broken, wrong encoding, wrong columns)."""


class RowProblem(KgError):
    """One cell of a table cannot be used; `column` names it."""

    def __init__(self, column: str, problem: str, *, remedy: str) -> None:
        super().__init__(problem, remedy=remedy)
        self.column = column


class ArchiveProblem(KgError):
    """The archive cannot be read or written."""


class RevisionMoved(ArchiveProblem):
    """Another commit came first: the parent the change was made on is no longer the newest."""


class UnknownRevision(ArchiveProblem):
    """No revision bears that name."""


class QuestionProblem(KgError):
    """A stored question, or a value given for one of its parameters, cannot be used."""


class SearchProblem(KgError):
    """The search index is missing, damaged, of another version, or cannot be written."""


class UnknownThing(KgError):
    """Nothing in the graph bears that key."""


class QueryProblem(KgError):
    """A query cannot be answered; the subclasses say why."""


class QuerySyntax(QueryProblem):
    """The query is not SPARQL 1.1 Query, or is nested more deeply than is allowed."""

    def __init__(self, problem: str, *, remedy: str, line: int = 0, column: int = 0) -> None:
        super().__init__(problem, remedy=remedy)
        self.line = line
        self.column = column


class QueryRefused(QueryProblem):
    """The query asks for what is not allowed here: Update, SERVICE, LOAD, graphs from outside."""


class QueryTimeout(QueryProblem):
    """The query ran longer than its deadline."""


class QueryTooLarge(QueryProblem):
    """The query, its memory or its answer is larger than is allowed."""


class ServiceProblem(QueryProblem):
    """Another server, which a query asks with SERVICE, did not answer as it should."""


class EngineUnavailable(QueryProblem):
    """No engine answers, or all workers are busy."""


class PlacesTaken(EngineUnavailable):
    """A long query found no place among the long ones, nor one to wait for it."""


class GraphMoved(EngineUnavailable):
    """A session cannot go on because the revision it stands on is no longer served."""

    def __init__(self) -> None:
        super().__init__(
            "The graph moved to a newer revision while this was being answered.",
            remedy="Ask again; the answer will be of the newer revision.",
        )
