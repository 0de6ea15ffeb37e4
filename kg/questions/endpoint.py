"""A visitor's own SPARQL: what it is, which formats answer it, and what it may take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg.engine import guard
from kg.engine.calls import with_answers
from kg.engine.formats import Format, find, formats
from kg.engine.guard import inspect
from kg.engine.lanes import QUICK
from kg.engine.outside import CALLS, ROWS, Outside
from kg.engine.protocol import Answer, Query
from kg.questions.library import Reading, Table
from kg.settings import Settings

LONG = QUICK
"""Seconds from which on a query is a long one."""


@dataclass(frozen=True)
class Shown:
    """An answer for a page: the bytes, in which format, and the same as a table if it is no graph."""

    content: bytes
    format: Format
    table: Table | None


@dataclass(frozen=True)
class Asked:
    """A query that may be run, and the formats of its answer, the usual one first."""

    query: Query
    form: str
    formats: tuple[Format, ...]
    lasting: bool
    """Whether asking again gives the same answer on the same revision (no NOW, RAND, UUID,
    and no other server asked)."""

    def format(self, name: str) -> Format | None:
        """The format of a media type or ending, None when it does not fit the query's form."""
        return find(name, self.formats)

    def answer(self, reading: Reading, media_type: str) -> Iterator[bytes]:
        """The answer as bytes; raises as `Session.stream` does."""
        return reading.stream(self.query, media_type)

    def shown(self, reading: Reading) -> Shown:
        """The answer in its usual format and as a table, asked once; raises as `answer` does."""
        format = self.formats[0]
        content = b"".join(self.answer(reading, format.media_type))
        return Shown(content, format, None if format.of_graphs else reading.tabled(_read(content)))


def asked(
    text: str,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
    outside: Outside | None = None,
    call: int = 0,
) -> Asked:
    """A visitor's query; raises QuerySyntax, QueryRefused or QueryTooLarge.

    `call` is the number by which the visitor may cancel it, 0 for none.

    With `outside` the servers it allows are asked what SERVICE asks of them, before anything
    else, and their answers take its place; this may raise QueryTimeout and ServiceProblem, too.
    """
    complete = with_answers(text, outside) if outside else text
    inspection = inspect(complete)
    return Asked(
        Query(complete, default_graphs, named_graphs, call),
        inspection.form,
        formats(inspection.form),
        inspection.cacheable and complete == text,
    )


def _read(content: bytes) -> Answer:
    """Rows or a truth from their JSON."""
    found = parse_query_results(content, QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        return Answer("", boolean=bool(found))
    return Answer("", tuple(v.value for v in found.variables), [tuple(row) for row in found])


def outside(settings: Settings) -> Outside | None:
    """The servers that SERVICE may ask; None where the settings allow none."""
    allowed = settings.service_allow.split()
    return (
        Outside(allowed, seconds=settings.deadline, contact=settings.contact) if allowed else None
    )


def at_once(settings: Settings) -> int:
    """How many visitors' queries a web process takes on at once: the rest of its threads is for
    pages, however many ask.
    """
    return max(1, settings.web_threads * 3 // 4)


@dataclass(frozen=True)
class Bound:
    """A limit of the endpoint: the term it is published by, its number, in which unit."""

    term: str
    number: float
    unit: str


def bounds(settings: Settings) -> tuple[Bound, ...]:
    """Every limit of the endpoint, as the service description and the page tell it."""
    told = [
        Bound("deadline", settings.deadline, "seconds"),
        Bound("memoryLimit", settings.memory << 20, "bytes"),
        Bound("answerLimit", settings.answer << 20, "bytes"),
        Bound("lengthLimit", guard.LENGTH, "bytes"),
        Bound("depthLimit", guard.DEPTH, "brackets"),
        Bound("patternLimit", guard.PATTERNS, "patterns"),
        Bound("clientLimit", settings.client_queries * settings.web_workers, "queries"),
        Bound("rateLimit", settings.client_minute * settings.web_workers, "queries a minute"),
        Bound("queryLimit", at_once(settings) * settings.web_workers, "queries"),
        Bound("longQueryLimit", settings.long_queries, "queries"),
    ]
    if settings.service_allow:
        told.append(Bound("serviceLimit", CALLS, "calls"))
        told.append(Bound("serviceRows", ROWS, "rows"))
    return tuple(told)
