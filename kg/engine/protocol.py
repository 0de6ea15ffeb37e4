"""What the house asks of an engine: questions, limits, answers, sessions on one revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.settings import Settings

MIB = 1 << 20

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Limits:
    """What one query may take: seconds it may run, bytes of memory, bytes of answer."""

    deadline: float
    memory: int
    answer: int

    @classmethod
    def from_settings(cls, settings: Settings) -> Limits:
        """The limits of a visitor's query (the settings give memory and answer in MiB)."""
        return cls(settings.deadline, settings.memory * MIB, settings.answer * MIB)


@dataclass(frozen=True)
class Query:
    """A SPARQL 1.1 query with the dataset it is asked of, as in the SPARQL protocol.

    Naming a graph here narrows the dataset and takes the place of FROM and FROM NAMED in the
    text. With neither, the default graph is the distinct union of all graphs, and every graph
    can be named.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    call: int = field(default=0, compare=False)
    """A number by which who asks may have it cancelled, below 2**53; 0 for none."""


@dataclass(frozen=True)
class Answer:
    """What a query gave, and the key of the state of the graph it was asked of.

    SELECT fills `variables` and `rows` (None where unbound), ASK `boolean`, CONSTRUCT and
    DESCRIBE `triples`. `size` is the number of bytes the answer had on its way.
    """

    key: str
    variables: tuple[str, ...] = ()
    rows: list[tuple[Term | None, ...]] = field(default_factory=list)
    boolean: bool | None = None
    triples: list[Triple] = field(default_factory=list)
    size: int = 0


@dataclass(frozen=True)
class Single:
    """The answer to one question alone: the state it is of, and the bytes of a media type.

    They are a tuple of one piece where the answer waits in memory, and an iterator elsewhere.
    """

    key: str
    revision: str
    pieces: Iterable[bytes]


class Session(Protocol):
    """Answers any number of queries, all on one revision; for one thread at a time."""

    @property
    def key(self) -> str:
        """Everything an answer depends on besides the query: revision, ontology and rules."""

    @property
    def revision(self) -> str:
        """The revision all answers of this session are of."""

    def ask(self, query: Query, within: Limits) -> Answer:
        """The answer as terms.

        Raises QuerySyntax, QueryRefused, QueryTimeout, QueryTooLarge, EngineUnavailable or,
        where none of these says it better, QueryProblem. The session can be used on afterwards.
        """

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """The answer in a registered media type, in pieces.

        Raises as `ask` does, here or from the iterator: an answer that is cut short never ends
        as if it were whole. The iterator can be read on after the session has ended.
        """


class Engine(Protocol):
    """Opens sessions on the newest revision it has; safe to use from several threads."""

    def session(self) -> AbstractContextManager[Session]:
        """A session on the newest revision. Raises EngineUnavailable."""

    def ask(self, query: Query, within: Limits) -> Answer:
        """One question in a session of its own."""

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """One streamed question in a session of its own."""

    def single(self, query: Query, media_type: str, within: Limits) -> Single:
        """One question alone, and the state it was asked of; raises as a session does."""

    def cancel(self, call: int) -> None:
        """Has the query with that number ended soon, if there is one and the engine can."""

    def current_key(self) -> str:
        """The key new sessions have; takes microseconds. Raises EngineUnavailable."""
