"""SERVICE within a query: asked first, its answer put in its place as VALUES.

A bounded part of SPARQL 1.1 Federated Query: the address is written out, the group within
SERVICE stands for itself (what is bound outside narrows the join, not the call), and holds no
SERVICE of its own. SILENT turns a server's failure into an answer that says nothing; an address
that is not on the list stays refused.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Triple

from kg.engine.guard import LENGTH, Reading, inspect
from kg.engine.outside import CALLS, ROWS, Outside, Rows
from kg.engine.tokens import Token, place
from kg.errors import (
    QueryRefused,
    QuerySyntax,
    QueryTimeout,
    QueryTooLarge,
    ServiceProblem,
)

_NOTHING = "VALUES () { () }"
"""One solution that binds nothing: what SERVICE SILENT gives when the server fails."""


@dataclass
class Call:
    """A SERVICE clause: where it stands in the text, whom it asks, and the group asked for."""

    start: int
    address: str = ""
    silent: bool = False
    opened: int = -1
    depth: int = 0
    end: int = -1


def with_answers(text: str, outside: Outside) -> str:
    """The query with each SERVICE clause replaced by what its server answers.

    The text that comes out has passed no guard: it is to be inspected as any other. Raises
    QueryRefused for an address that is not allowed, QuerySyntax, QueryTooLarge, QueryTimeout
    and ServiceProblem.
    """
    if "SERVICE" not in text.upper() or len(text) > LENGTH:
        return text
    calls, prologue = _calls(text)
    for call in calls:
        outside.check(call.address)
    sent = [f"{prologue}\nSELECT * WHERE {text[c.opened : c.end]}\nLIMIT {ROWS + 1}" for c in calls]
    # The guard reads what is sent and what is left: nothing is asked for a query that is
    # refused anyway, and no SERVICE or update is smuggled out.
    for query in (*sent, _replaced(text, calls, [_NOTHING] * len(calls))):
        inspect(query)
    until = time.monotonic() + outside.seconds
    answers = [_answer(c, query, outside, until) for c, query in zip(calls, sent, strict=True)]
    return _replaced(text, calls, answers)


def _replaced(text: str, calls: list[Call], answers: list[str]) -> str:
    """The text with an answer in the place of each clause."""
    for call, answer in reversed(list(zip(calls, answers, strict=True))):
        text = text[: call.start] + answer + text[call.end :]
    return text


def _answer(call: Call, query: str, outside: Outside, until: float) -> str:
    try:
        return _values(outside.ask(call.address, query, until))
    except (ServiceProblem, QueryTimeout, QueryTooLarge):
        if call.silent:
            return _NOTHING
        raise


def _values(found: Rows) -> str:
    names = " ".join(f"?{name}" for name in found.variables)
    rows = " ".join("(" + " ".join(_written(term) for term in row) + ")" for row in found.rows)
    told = f"VALUES ({names}) {{ {rows} }}"
    if len(told.encode()) > LENGTH:
        raise QueryTooLarge(
            f"What SERVICE answers takes more than {LENGTH // 1024} KiB within the query.",
            remedy="Ask for fewer rows and columns within SERVICE.",
        )
    return told


def _written(term: object) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, BlankNode | Triple):
        raise ServiceProblem(
            "The other server answers with a node that has no name, which cannot be joined.",
            remedy="Ask within SERVICE for what has an IRI or is a value.",
        )
    return str(term)


@dataclass
class _Calls(Reading):
    """Reads a query as the guard does, and finds its SERVICE clauses instead of refusing them."""

    found: list[Call] = field(default_factory=list)
    prologue: int = -1

    @property
    def open(self) -> Call | None:
        """The clause that is being read."""
        return self.found[-1] if self.found and self.found[-1].end < 0 else None

    def take(self, token: Token) -> None:
        """Takes a token; those between SERVICE and its bracket are the clause's."""
        call = self.open
        if token.kind == "word" and token.upper == "SERVICE":
            self._begin(token, call)
        elif call is not None and call.opened < 0:
            self._head(call, token)
        else:
            super().take(token)
            if self.form is not None and self.prologue < 0:
                self.prologue = token.start
            if call is not None and len(self.frames) == call.depth:
                call.end = token.start + len(token.text)

    def _begin(self, token: Token, call: Call | None) -> None:
        if call is not None:
            raise QueryRefused(
                "SERVICE stands within SERVICE, which is not done here.",
                remedy="Ask both servers side by side in one group.",
            )
        if len(self.found) >= CALLS:
            raise QueryTooLarge(
                f"The query asks other servers more than {CALLS} times.",
                remedy="Ask in several steps.",
            )
        self.found.append(Call(token.start))

    def _head(self, call: Call, token: Token) -> None:
        if token.kind == "word" and token.upper == "SILENT" and not call.address:
            call.silent = True
        elif token.kind in ("iri", "prefixed") and not call.address:
            call.address = self.absolute(token)
        elif token.text == "{" and call.address:
            call.opened, call.depth = token.start, len(self.frames)
            # To the guard the group is one as any other; it must not see the IRI before it.
            self.before = []
            super().take(token)
        else:
            line, column = place(self.text, token.start)
            raise QueryRefused(
                f"SERVICE is followed by no address that is written out (line {line}, column "
                f"{column}).",
                remedy="Write SERVICE <https://…> { … }; a variable cannot name the server here.",
            )


def _calls(text: str) -> tuple[list[Call], str]:
    """The SERVICE clauses of a query, and the prefixes it declares."""
    reading = _Calls(text)
    reading.whole()
    if any(call.end < 0 for call in reading.found) or len(reading.frames) > 1:
        raise QuerySyntax("A bracket of the query has no end.", remedy="Close it.")
    return reading.found, text[: max(0, reading.prologue)]
