"""What is refused before any parser sees a query: updates, calls out, and shapes that kill.

The parser of the embedded engine ends its process on deep nesting, its planner works for minutes
on a few hundred patterns, and SERVICE opens connections. So a query is read here token by token;
a word in a string, an IRI, a comment or a local name is none.
"""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urljoin

from kg.engine.formats import Form
from kg.engine.plain import plain_form
from kg.engine.tokens import Token, next_token, place
from kg.errors import QueryProblem, QueryRefused, QuerySyntax, QueryTooLarge

LENGTH = 64 * 1024
DEPTH = 64
PATTERNS = 100
TEMPLATE = 400
OPERATORS = 1000
CLAUSES = 400

_UPDATES = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
_FORMS: dict[str, Form] = {
    "SELECT": "SELECT", "ASK": "ASK", "CONSTRUCT": "CONSTRUCT", "DESCRIBE": "DESCRIBE",
}  # fmt: skip
_FRESH = frozenset("NOW RAND UUID STRUUID BNODE".split())
_CLAUSES = frozenset(
    ["UNION", "OPTIONAL", "MINUS", "EXISTS", "GRAPH", "VALUES", "BIND", "FILTER", "AS"]
)
_OPERATORS = frozenset(
    ["!", "||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "|", "^"]
)
_OPERANDS = frozenset("variable string language number prefixed iri blank".split())
_CONSTRAINED = frozenset("FILTER HAVING BY ASC DESC".split())
_CLOSES = {")": "(", "}": "{", "]": "["}
# Reading 64 KiB takes a tenth of a second of Python's lock. Were several read at once, every small
# query beside them would wait for all of them at each of its steps; so they are read in turn.
_LONG = 4096
_one_at_a_time = threading.Lock()
# An IRI of plain signs. Wherever it stands, in a string or a comment as well, and even where its `<`
# is less-than (then two slashes follow, which no expression has), another one in its place changes
# nothing that the guard looks at but the names after FROM.
_PLAIN_IRI = re.compile(r"<https?://[A-Za-z0-9._~/%-]*+>")
_STAND_IN = "<http://x>"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True)
class Inspection:
    """What is known of a query that was let through.

    `cacheable` is False where asking twice may give two answers (NOW, RAND, UUID, BNODE).
    `from_default` and `from_named` are the absolute IRIs of FROM and FROM NAMED.
    """

    form: Form
    cacheable: bool
    from_default: tuple[str, ...] = ()
    from_named: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def inspect(text: str) -> Inspection:
    """Lets a query through and says what it is, or refuses it.

    Raises QueryRefused for updates and SERVICE, QueryTooLarge for what is too long, QuerySyntax
    for what is nested too deeply or is no SPARQL. A query let through may still be wrong
    SPARQL: the parser says so.
    """
    if len(text) > LENGTH or len(text.encode(errors="replace")) > LENGTH:
        raise QueryTooLarge(
            f"The query is longer than {LENGTH // 1024} KiB.",
            remedy="Shorten it; split long VALUES lists into several queries.",
        )
    if len(text) >= _LONG:
        with _one_at_a_time:
            return Reading(text).whole()
    # Pages and programs ask the same of one thing after another.
    with suppress(QueryProblem):  # told with the places of the text itself
        found = _of_shape(_PLAIN_IRI.sub(_STAND_IN, text))
        if not found.from_default and not found.from_named:
            return found
    return Reading(text).whole()


@lru_cache(maxsize=512)
def _of_shape(text: str) -> Inspection:
    """What is said of all queries that differ from this text in their plain IRIs only."""
    form = plain_form(text)
    return Inspection(form, cacheable=True) if form else Reading(text).whole()


@dataclass
class _Frame:
    """An open bracket: what `<` and `(` mean inside it, and how many patterns it holds."""

    sign: str
    # pattern: triples; expression: operators apply; list: a path, a collection or VALUES rows
    mode: str = "pattern"
    limit: int = PATTERNS
    patterns: int = 0
    # parentheses open expressions here: after SELECT, GROUP BY, ORDER BY, HAVING
    expressions: bool = False
    values_due: bool = False


@dataclass
class Reading:
    """A query as it is read, token by token; `kg.engine.calls` reads on in its manner."""

    text: str
    frames: list[_Frame] = field(default_factory=lambda: [_Frame("")])
    before: list[Token] = field(default_factory=list)
    form: Form | None = None
    fresh: bool = False
    operators: int = 0
    clauses: int = 0
    base: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)
    datasets: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))

    def whole(self) -> Inspection:
        """Reads all of it; raises as `inspect` does."""
        position = 0
        while position < len(self.text):
            token = next_token(self.text, position, operator=self._operator_due())
            if token is None:
                raise self._wrong(
                    "No SPARQL can stand", position, "Correct the text there (a quote may be open)."
                )
            position += len(token.text)
            if token.kind == "space":
                continue
            self.take(token)
            self.before = [*self.before[-2:], token]
        if self.form is None:
            raise QuerySyntax(
                "This is no SPARQL query.", remedy="Begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
            )
        return Inspection(
            self.form, not self.fresh, tuple(self.datasets[0]), tuple(self.datasets[1])
        )

    def _operator_due(self) -> bool:
        """Whether `<` is less-than here: in an expression, after an operand."""
        if self.frames[-1].mode != "expression" or not self.before:
            return False
        last = self.before[-1]
        return (
            last.kind in _OPERANDS
            or last.text in (")", "}")
            or (last.kind == "word" and last.upper in ("TRUE", "FALSE"))
        )

    def take(self, token: Token) -> None:
        """Takes the next token into account, or refuses it."""
        if token.kind == "word":
            self._word(token)
        elif token.kind in ("prefixed", "iri"):
            self._name(token)
        if token.kind == "sign":
            self._sign(token)
        elif token.kind in _OPERANDS and self.frames[-1].mode == "list":
            self._pattern(2, token)

    def _word(self, token: Token) -> None:
        word, frame = token.upper, self.frames[-1]
        # The parser needs no blank between a keyword and what follows: SERVICE<...>, trueSERVICE.
        if "SERVICE" in word:
            raise _no_service()
        if word in _UPDATES:
            raise QueryRefused(
                f"{word} belongs to SPARQL Update; this address only answers queries.",
                remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; data are changed by import.",
            )
        if self.form is None and word in _FORMS:
            self.form = _FORMS[word]
        if word in _FRESH:
            self.fresh = True
        if word in _CLAUSES:
            self.clauses += 1
            if self.clauses > CLAUSES:
                raise _too_many("clauses", CLAUSES)
        if word in ("SELECT", "HAVING", "ORDER", "GROUP"):
            frame.expressions = True
        elif word in ("WHERE", "FROM", "VALUES"):
            frame.expressions = False
        if word in ("GRAPH", "VALUES"):
            self._pattern(1, token)
        frame.values_due = word == "VALUES" or (frame.values_due and word == "UNDEF")

    def _name(self, token: Token) -> None:
        """Prologue and dataset: the only places where the guard must know what a name means."""
        words = [t.upper for t in self.before[-2:]]
        if self.form is None and token.kind == "iri":
            if words[-1:] == ["BASE"]:
                self.base = self.absolute(token)
            elif words[:1] == ["PREFIX"]:
                self.prefixes[self.before[-1].text] = self.absolute(token)
        elif self.form is not None and len(self.frames) == 1:
            if words[-1:] == ["FROM"]:
                self.datasets[0].append(self.absolute(token))
            elif words == ["FROM", "NAMED"]:
                self.datasets[1].append(self.absolute(token))

    def absolute(self, token: Token) -> str:
        """The IRI that a token stands for."""
        if token.kind == "iri":
            try:
                plain = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), token.text[1:-1])
                if not self.base:
                    return plain
                # urljoin drops an empty fragment, and with it the # most namespaces end in.
                head, mark, fragment = plain.partition("#")
                return urljoin(self.base, head).partition("#")[0] + mark + fragment
            except (ValueError, OverflowError) as reason:
                raise self._wrong("No IRI stands", token.start, "Correct the IRI.") from reason
        prefix, colon, local = token.text.partition(":")
        # An unknown prefix is the parser's to report: it knows the place.
        return self.prefixes.get(prefix + colon, "") + re.sub(r"\\(.)", r"\1", local)

    def _sign(self, token: Token) -> None:
        sign, frame = token.text, self.frames[-1]
        if sign in "([{":
            self._open(token)
        elif sign in _CLOSES:
            if frame.sign != _CLOSES[sign]:
                raise self._wrong(f"A {sign} closes nothing", token.start, "Balance the brackets.")
            self.frames.pop()
        elif frame.mode != "expression" and sign in (".", ";", ",", "/"):
            self._pattern(1, token)
        if sign in _OPERATORS:
            self.operators += 1
            if self.operators > OPERATORS:
                raise _too_many("operators", OPERATORS)
        if sign == "<" and frame.mode != "expression":
            raise self._wrong("A < begins no IRI", token.start, "Close the IRI, without blanks.")

    def _open(self, token: Token) -> None:
        if len(self.frames) > DEPTH:
            line, column = place(self.text, token.start)
            raise QuerySyntax(
                f"The query is nested more than {DEPTH} brackets deep.",
                remedy="Write it flatter, or ask in several steps.", line=line, column=column,
            )  # fmt: skip
        frame, last = self.frames[-1], self.before[-1] if self.before else None
        if token.text == "(":
            self.frames.append(_Frame("(", mode=self._parenthesis(frame, last)))
        elif token.text == "[":
            self._pattern(1, token)
            self.frames.append(_Frame("[", mode="list" if frame.mode == "list" else "pattern"))
        else:
            if last is not None and "SERVICE" in last.upper and last.kind in ("prefixed", "word"):
                self._hidden_service()
            if frame.values_due:
                self.frames.append(_Frame("{", mode="list", limit=LENGTH))
                frame.values_due = False
                return
            if frame.sign == "{":
                self._pattern(1, token)
            template = last is not None and last.upper == "CONSTRUCT"
            frame.expressions = False
            self.frames.append(_Frame("{", limit=TEMPLATE if template else PATTERNS))

    def _parenthesis(self, frame: _Frame, last: Token | None) -> str:
        """Whether a parenthesis holds an expression or a list (path, collection, VALUES)."""
        if frame.mode != "pattern":
            return frame.mode
        if last is not None and last.kind == "word":
            return "list" if last.upper in ("VALUES", "A") else "expression"
        if last is not None and last.kind in ("prefixed", "iri") and len(self.before) > 1:
            caller = self.before[-2]
            if caller.kind == "word" and caller.upper in _CONSTRAINED:
                return "expression"
        return "expression" if frame.expressions else "list"

    def _hidden_service(self) -> None:
        """`SERVICEex:a {` is a call to `ex:a` for a parser that needs no blank after a keyword."""
        words = [t.upper for t in self.before[:-1]]
        if words[-1:] == ["GRAPH"] or words[-1:] == ["FROM"] or words[-2:] == ["FROM", "NAMED"]:
            return
        raise _no_service()

    def _pattern(self, weight: int, token: Token) -> None:
        frame = next(f for f in reversed(self.frames) if f.sign in ("{", ""))
        frame.patterns += weight
        if frame.patterns > frame.limit:
            line, column = place(self.text, token.start)
            raise QueryTooLarge(
                f"A group of the query holds more than {frame.limit} patterns "
                f"(line {line}, column {column}).",
                remedy="Ask in several steps; give long lists with VALUES.",
            )

    def _wrong(self, what: str, offset: int, remedy: str) -> QuerySyntax:
        line, column = place(self.text, offset)
        return QuerySyntax(
            f"{what} at line {line}, column {column}.", remedy=remedy, line=line, column=column
        )


def _no_service() -> QueryRefused:
    return QueryRefused(
        "SERVICE asks another server, which is not done here.",
        remedy="Ask both servers yourself and join the answers.",
    )


def _too_many(what: str, limit: int) -> QueryTooLarge:
    return QueryTooLarge(
        f"The query has more than {limit} {what}.",
        remedy="Give long lists with VALUES or IN, or ask in several steps.",
    )
