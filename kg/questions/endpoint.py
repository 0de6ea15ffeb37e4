"""A visitor's own SPARQL: what it is, which formats answer it, and what it may take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.engine import guard
from kg.engine.calls import with_answers
from kg.engine.formats import Format, find, formats
from kg.engine.guard import inspect
from kg.engine.outside import CALLS, ROWS, Outside
from kg.engine.protocol import Query
from kg.questions.library import Reading
from kg.settings import Settings


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


def asked(
    text: str,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
    outside: Outside | None = None,
) -> Asked:
    """A visitor's query; raises QuerySyntax, QueryRefused or QueryTooLarge.

    With `outside` the servers it allows are asked what SERVICE asks of them, before anything
    else, and their answers take its place; this may raise QueryTimeout and ServiceProblem, too.
    """
    complete = with_answers(text, outside) if outside else text
    inspection = inspect(complete)
    return Asked(
        Query(complete, default_graphs, named_graphs),
        inspection.form,
        formats(inspection.form),
        inspection.cacheable and complete == text,
    )


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
