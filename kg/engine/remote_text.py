"""What must be known of a query's text before it is handed to an engine of another maker."""

from __future__ import annotations

from functools import lru_cache

from kg.engine.guard import Reading
from kg.engine.tokens import Token

_COUNTING = frozenset("COUNT SUM AVG GROUP_CONCAT".split())
# Functions of the database below, which a query could call by these names.
_INSIDE = ("bif:", "sql:")
_INSIDE_IRIS = ("bif:", "sql:", "http://www.openlinksw.com/schemas/bif#")


class _Listening(Reading):
    """The guard's own reading, so that both see the same tokens; keeps what it read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.heard: list[tuple[int, Token]] = []

    def take(self, token: Token) -> None:
        self.heard.append((len(self.frames), token))
        super().take(token)


@lru_cache(maxsize=512)
def _heard(text: str) -> tuple[tuple[int, Token], ...]:
    reading = _Listening(text)
    reading.whole()
    return tuple(reading.heard)


def names_graphs(text: str) -> bool:
    """Whether the query says GRAPH."""
    return any(token.kind == "word" and token.upper == "GRAPH" for _, token in _heard(text))


def repeats_matter(text: str) -> bool:
    """Whether the answer may change when a statement is matched twice."""
    tokens = [token for _, token in _heard(text)]
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind != "word":
            continue
        if token.upper in _COUNTING:
            return True
        if token.upper == "SELECT" and (after is None or after.upper != "DISTINCT"):
            return True
    return False


def reaches_inside(text: str) -> bool:
    """Whether the query gives the engine orders or calls functions of the database below."""
    for _, token in _heard(text):
        if token.kind == "word" and token.upper == "DEFINE":
            return True
        if token.kind == "prefixed" and token.text.lower().startswith(_INSIDE):
            return True
        if token.kind == "iri" and token.text[1:-1].lower().startswith(_INSIDE_IRIS):
            return True
    return False


def without_dataset(text: str) -> str:
    """The query without its FROM and FROM NAMED; lines stay where they are."""
    kept, position, due = [], 0, False
    for depth, token in _heard(text):
        if depth == 1 and token.kind == "word" and token.upper == "FROM":
            due = True
            kept.append(text[position : token.start])
        elif not due:
            continue
        elif token.kind in ("iri", "prefixed"):
            due = False
        position = token.start + len(token.text)
    return "".join([*kept, text[position:]]) if kept else text
