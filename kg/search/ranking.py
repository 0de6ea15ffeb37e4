"""The order of hits: how well a text of a thing fits a reading of the question, in SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.search.text import joined, phrase
from kg.search.writer import FIRST_DESCRIPTION, LATER_WORD

# Forms of a fit, best first; behind them a form for each number of words the text lacks.
EXACT, FIRST_WORD, BEGINNING, WHOLE_WORD, WORD_BEGINNING, INSIDE, SCATTERED = range(7)

# A key sorts by reading, description or not, form, weight, length; a smaller one is better.
_READING, _DESCRIPTION, _FORM, _WEIGHT = 1000, 100, 1_000_000, 100_000

_TEXTS = 1_000_000
"""More texts than a thing has; the number of a text is kept below the key."""

_OF_KINDS = (
    "WHERE thing IN (SELECT id FROM thing WHERE kind IN (SELECT value FROM json_each(:kinds)))"
)


@dataclass(frozen=True)
class Reading:
    """One way to take a question: its words, them together, and the FTS5 expression for them."""

    words: tuple[str, ...]
    whole: str
    match: str

    @classmethod
    def of(cls, words: Sequence[str]) -> Reading:
        """The reading that wants every one of the folded words."""
        words = tuple(dict.fromkeys(words))
        asked = [w for w in words if not any(w != other and w in other for other in words)]
        match = " AND ".join(phrase(word) for word in asked)
        return cls(words, joined(" ".join(words)), match)


class Row(NamedTuple):
    """A thing that was found, its best text and how that fits."""

    thing: str
    kind: str
    text: str
    lang: str
    form: int
    similar: bool
    score: float


class Taken(NamedTuple):
    """A reading and the numbers of the things it finds."""

    reading: Reading
    things: list[int]


def best(
    connection: sqlite3.Connection,
    taken: Sequence[Taken],
    kinds: Collection[str],
    limit: int,
    offset: int,
) -> list[Row]:
    """A page of the things of all readings, those of earlier readings first."""
    values: dict[str, object] = {
        "limit": limit, "offset": offset, "kinds": json.dumps(list(kinds)),
    }  # fmt: skip
    branches = " UNION ALL ".join(_branch(at, *each, values) for at, each in enumerate(taken))
    # Only the page is joined with its texts: things by the thousand are put in order by key
    # alone, and where keys are the same by number, which the writer gave in a sensible order.
    # Without MATERIALIZED each key is computed three times.
    rows = connection.execute(
        f"""
        WITH keyed AS MATERIALIZED ({branches}), page AS MATERIALIZED (
            SELECT thing, key FROM keyed
            {_OF_KINDS if kinds else ""} ORDER BY key / {_TEXTS}, thing LIMIT :limit OFFSET :offset
        )
        SELECT t.iri, t.kind, e.text, e.lang, page.key / {_TEXTS} FROM page
        JOIN thing AS t ON t.id = page.thing
        JOIN entry AS e ON e.thing = page.thing AND e.n = page.key % {_TEXTS}
        ORDER BY page.key / {_TEXTS}, page.thing
        """,
        values,
    )
    return [_row(*row) for row in rows]


def _branch(at: int, reading: Reading, found: list[int], values: dict[str, object]) -> str:
    """The SELECT that gives each thing of one reading the smallest key of its texts.

    The number of that text is the last part of the key, so that MIN yields it too.
    """
    values[f"found{at}"] = json.dumps(found)
    values[f"inside{at}"] = reading.whole
    values[f"begin{at}"] = " " + reading.whole
    values[f"whole{at}"] = f" {reading.whole} "
    scattered = "NULL"
    if len(reading.words) > 1:
        for n, word in enumerate(reading.words):
            values[f"word{at}_{n}"] = word
        missing = " + ".join(
            f"(instr(e.folded, :word{at}_{n}) = 0)" for n in range(len(reading.words))
        )
        # A text with none of the words has no key: it is not the one to show.
        scattered = f"{SCATTERED} + NULLIF({missing}, {len(reading.words)})"
    smallest = f"""
        SELECT MIN(e.n + {_TEXTS} * (
            MIN(length(e.folded), {_WEIGHT - 1}) + (3 - e.weight) * {_WEIGHT} + {_FORM} * (
            {at * _READING} + (e.weight = 1) * {_DESCRIPTION} + CASE
            WHEN instr(e.folded, :inside{at}) = 0 THEN {scattered}
            WHEN e.folded = :whole{at} THEN {EXACT}
            WHEN instr(e.folded, :whole{at}) = 1 THEN {FIRST_WORD}
            WHEN instr(e.folded, :begin{at}) = 1 THEN {BEGINNING}
            WHEN instr(e.folded, :whole{at}) THEN {WHOLE_WORD}
            WHEN instr(e.folded, :begin{at}) THEN {WORD_BEGINNING}
            ELSE {INSIDE} END)))
        FROM entry AS e WHERE e.thing = f.value AND e.n
    """
    # Descriptions are long; they are read only where no name fits, as they rank behind all names.
    return f"""
        SELECT f.value AS thing, COALESCE(
            ({smallest} < {FIRST_DESCRIPTION}), ({smallest} >= {FIRST_DESCRIPTION})
        ) AS key FROM json_each(:found{at}) AS f
    """


def _row(iri: str, kind: str, text: str, lang: str, key: int) -> Row:
    reading, rest = divmod(key // _FORM, _READING)
    return Row(iri, kind, text, lang, rest % _DESCRIPTION, reading > 0, 1 / (1 + key / _FORM))


def count(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[str, int]:
    """How many things there are of each kind, the most frequent kind first."""
    rows = connection.execute(
        """
        SELECT t.kind, COUNT(*) FROM json_each(?) AS f CROSS JOIN thing AS t ON t.id = f.value
        GROUP BY t.kind ORDER BY 2 DESC, 1
        """,
        (json.dumps(list(numbers)),),
    )
    return dict(rows)


def things(connection: sqlite3.Connection, match: str, most: int = -1) -> list[int]:
    """The numbers of the things an FTS5 expression finds, of all or of the first ones."""
    rows = connection.execute("SELECT rowid FROM grams WHERE grams MATCH ? LIMIT ?", (match, most))
    return [row[0] for row in rows]


def names(connection: sqlite3.Connection, numbers: Iterable[int]) -> Iterator[str]:
    """The folded labels and aliases of things."""
    rows = connection.execute(
        "SELECT folded FROM entry WHERE thing IN (SELECT value FROM json_each(?)) AND weight > 1",
        (json.dumps(list(numbers)),),
    )
    return (row[0] for row in rows)


def beginning(connection: sqlite3.Connection, typed: Sequence[str], limit: int) -> list[Row]:
    """The things of which a name, or a later word of one, begins with any of the spellings."""
    ranges = " UNION ALL ".join(
        "SELECT thing, n, rank, jamo FROM start WHERE jamo >= ? AND jamo < ?" for _ in typed
    )
    bounds = [bound for spelt in typed for bound in (spelt, spelt + "\U0010ffff")]
    rows = connection.execute(
        f"""
        SELECT t.iri, t.kind, e.text, e.lang, b.rank, b.jamo FROM (
            SELECT thing, n, jamo, MIN(rank) AS rank FROM ({ranges}) GROUP BY thing
        ) AS b JOIN thing AS t ON t.id = b.thing JOIN entry AS e ON e.thing = b.thing AND e.n = b.n
        ORDER BY b.rank, e.text, t.iri LIMIT ?
        """,
        (*bounds, limit),
    )
    found = []
    for iri, kind, text, lang, rank, spelt in rows:
        form = WORD_BEGINNING if rank >= LATER_WORD else EXACT if spelt == typed[0] else BEGINNING
        found.append(Row(iri, kind, text, lang, form, False, 1 / (1 + rank / _WEIGHT)))
    return found
