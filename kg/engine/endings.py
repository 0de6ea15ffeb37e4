"""How a query can end badly, in words for the person who asked, and on the wire."""

from __future__ import annotations

import re
from typing import Any

from kg.engine.protocol import MIB
from kg.errors import (
    EngineUnavailable,
    KgError,
    PlacesTaken,
    QueryProblem,
    QueryRefused,
    QuerySyntax,
    QueryTimeout,
    QueryTooLarge,
)

# Why a worker was ended, as its obituary says it.
DEADLINE, MEMORY, CRASH, CROWDED = "deadline", "memory", "crash", "crowded"
CANCELLED, IDLE = "cancelled", "idle"

_KINDS: dict[str, type[QueryProblem]] = {
    kind.__name__: kind
    for kind in (QueryProblem, QueryRefused, QueryTimeout, QueryTooLarge, EngineUnavailable)
}
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def too_late(seconds: float) -> QueryTimeout:
    """The query ran longer than its deadline."""
    return QueryTimeout(
        f"The query was ended after {seconds:g} seconds.",
        remedy="Narrow it: name a thing or a graph, add a LIMIT, or ask in several steps.",
    )


def cancelled() -> QueryTimeout:
    """Who asked the query had it cancelled."""
    return QueryTimeout("The query was cancelled by who asked it.", remedy="Run it again.")


def too_hungry(memory: int) -> QueryTooLarge:
    """The query took more memory than is allowed."""
    return QueryTooLarge(
        f"The query needs more than {memory // MIB} MiB of memory.",
        remedy="Sort, group or join fewer rows: narrow the patterns, or ask in several steps.",
    )


def too_long(answer: int) -> QueryTooLarge:
    """The answer is larger than is allowed."""
    return QueryTooLarge(
        f"The answer is larger than {answer / MIB:g} MiB.",
        remedy="Ask for it in parts with LIMIT and OFFSET, or take the dump of the data.",
    )


def too_many() -> PlacesTaken:
    """All places for long queries are taken, and so are those to wait for one."""
    return PlacesTaken(
        "This query needs long, and too many long queries are running already.",
        remedy="Try again in a few seconds, or narrow it: name a thing or a graph, add a LIMIT.",
    )


def broken(detail: str = "") -> QueryProblem:
    """The query ended the worker, or the engine failed in a way it does not explain."""
    return QueryProblem(
        "The query could not be answered" + (f": {detail}" if detail else "") + ".",
        remedy="Simplify it; if it is an ordinary query, report it with its text.",
    )


def not_sparql(message: str) -> QuerySyntax:
    """What the parser did not understand, with the place where it says one."""
    found = _PLACE.match(message)
    line, column, detail = (int(found[1]), int(found[2]), found[3]) if found else (0, 0, message)
    # The parser lists whole classes of characters; a person is helped by the short messages only.
    where = f" at line {line}, column {column}" if found else ""
    expected = f" ({detail})" if len(detail) <= 60 else ""
    return QuerySyntax(
        f"The query is not SPARQL 1.1{where}{expected}.",
        remedy="Correct it there; a prefix, a bracket or a dot may be missing just before.",
        line=line,
        column=column,
    )


def to_wire(ending: KgError) -> dict[str, Any]:
    """An ending as the worker sends it."""
    message = {
        "kind": type(ending).__name__, "problem": ending.problem, "remedy": ending.remedy,
    }  # fmt: skip
    if isinstance(ending, QuerySyntax):
        return {**message, "line": ending.line, "column": ending.column}
    return message


def from_wire(message: dict[str, Any]) -> QueryProblem:
    """The ending a worker sent."""
    problem, remedy = message["problem"], message["remedy"]
    if message["kind"] == QuerySyntax.__name__:
        line, column = message["line"], message["column"]
        return QuerySyntax(problem, remedy=remedy, line=line, column=column)
    return _KINDS.get(message["kind"], QueryProblem)(problem, remedy=remedy)
