"""Writing the search index: a SQLite file made aside and put in place in one step."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import SearchProblem
from kg.search.text import LONGEST, fold, jamo, joined, pairs

FORMAT = "1"
"""Changes with the tables or the folding; an index of another format is refused."""

LABEL, ALIAS, DESCRIPTION = 3, 2, 1

FIRST_DESCRIPTION = 100_000
"""Numbers of a thing's texts: labels and aliases below, descriptions from here on."""

# Tables of one file. `grams` holds a row a thing, so that several words may be found in
# different texts of it; it keeps no text of its own. `folded` is joined text with a blank before
# and after. `start` has each place where the typing of a name may begin.
_TABLES = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL);
    CREATE TABLE entry (thing INTEGER, n INTEGER, weight INTEGER NOT NULL, text TEXT NOT NULL,
        lang TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (thing, n)) WITHOUT ROWID;
    CREATE TABLE start (jamo TEXT, thing INTEGER, n INTEGER, rank INTEGER NOT NULL,
        PRIMARY KEY (jamo, thing, n)) WITHOUT ROWID;
    CREATE TABLE word (folded TEXT PRIMARY KEY, shown TEXT NOT NULL, weight INTEGER NOT NULL,
        uses INTEGER NOT NULL) WITHOUT ROWID;
    CREATE VIRTUAL TABLE grams USING fts5 (pairs, content='', columnsize=0,
        tokenize="ascii tokenchars '_'");
"""

_LONGEST_NAME = 200
_STARTS = 12
START_LENGTH = 48
LATER_WORD = 10_000
"""Ranks of a start from here on are those of a name's second and further words."""
_TRIMMED = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True)
class Entry:
    """One text of a thing: a label (weight 3), an alias or identifier (2), a description (1)."""

    thing: str
    kind: str
    text: str
    lang: str
    weight: int

    def __post_init__(self) -> None:
        if self.weight not in (LABEL, ALIAS, DESCRIPTION):
            raise ValueError(f"{self.weight!r} is no weight: 3, 2 and 1 are.")


def build(path: Path, entries: Iterable[Entry], *, revision: str = "") -> None:
    """Writes the index of all entries to `path`, in place of the one that stands there.

    Readers see the old file or the new one, never a part: it is written under another name in
    the same folder (which is made if need be), forced to disk, then renamed. Entries may come in
    any order; those whose text holds neither letter nor digit are left out, as is a text that a
    thing already has. Of a text, the first 20,000 characters are indexed. `revision` is kept for
    the reader to compare. Raises SearchProblem when the file cannot be written.
    """
    things: dict[str, list[Entry]] = {}
    for entry in entries:
        things.setdefault(entry.thing, []).append(entry)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
                _fill(connection, things, revision)
            _force(aside)
            aside.replace(path)
            _force(path.parent)
        finally:
            aside.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as reason:
        raise SearchProblem(
            f"The search index {path} cannot be written: {reason}.",
            remedy="See that its folder may be written to and has room, then build again.",
        ) from reason


def _force(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _fill(connection: sqlite3.Connection, things: dict[str, list[Entry]], revision: str) -> None:
    # The file has another name until it is whole, so a crash needs no journal.
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    connection.execute("BEGIN")
    words: dict[str, _Word] = {}
    # A file of its own each time: readers that hold several connections compare it.
    facts = {"format": FORMAT, "revision": revision, "stamp": secrets.token_hex(8)}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
    # Where nothing else parts two hits, the thing of which more is said stands first.
    for id, iri in enumerate(sorted(things, key=lambda i: (-len(things[i]), i)), start=1):
        _fill_thing(connection, id, things[iri], words)
    connection.executemany(
        "INSERT INTO word VALUES (?, ?, ?, ?)",
        ((folded, w.shown, w.weight, w.uses) for folded, w in sorted(words.items())),
    )
    connection.execute("INSERT INTO grams (grams) VALUES ('optimize')")
    connection.execute("COMMIT")


def _fill_thing(
    connection: sqlite3.Connection, id: int, entries: list[Entry], words: dict[str, _Word]
) -> None:
    seen: set[str] = set()
    grams: list[str] = []
    for entry in sorted(entries, key=lambda e: (-e.weight, e.lang, e.text)):
        folded = fold(entry.text[:LONGEST])
        if not folded or folded in seen:
            continue
        n = len(seen) + (FIRST_DESCRIPTION if entry.weight == DESCRIPTION else 0)
        seen.add(folded)
        whole = joined(folded)
        grams.append(pairs(whole))
        row = (id, n, entry.weight, _storable(entry.text), entry.lang, f" {whole} ")
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
        if entry.weight > DESCRIPTION and len(folded) <= _LONGEST_NAME:
            _fill_starts(connection, id, n, entry.weight, folded)
            for key, shown in _names(entry.text, folded):
                words.setdefault(key, _Word(shown)).count(entry.weight)
    if seen:
        named = (id, entries[0].thing, entries[0].kind)
        connection.execute("INSERT INTO thing VALUES (?, ?, ?)", named)
        connection.execute("INSERT INTO grams (rowid, pairs) VALUES (?, ?)", (id, " ".join(grams)))


def _fill_starts(connection: sqlite3.Connection, id: int, n: int, weight: int, folded: str) -> None:
    """Where typing may begin: at the name, then at each of its words."""
    parts = folded.split()
    for at in range(min(len(parts), _STARTS)):
        typed = jamo("".join(parts[at:]))[:START_LENGTH]
        rank = (at > 0) * LATER_WORD + (LABEL - weight) * 1_000 + len(folded)
        connection.execute("INSERT OR IGNORE INTO start VALUES (?, ?, ?, ?)", (typed, id, n, rank))


@dataclass
class _Word:
    """A word or whole name that a misspelt one may be meant for."""

    shown: str
    weight: int = 0
    uses: int = 0

    def count(self, weight: int) -> None:
        self.weight = max(self.weight, weight)
        self.uses += 1


def _names(text: str, folded: str) -> Iterator[tuple[str, str]]:
    """The words of a name and the name itself, each folded and as it is written."""
    spelled = {fold(piece): _TRIMMED.sub("", piece) for piece in text.split()}
    parts = folded.split()
    for word in dict.fromkeys(parts):
        if len(word) > 1 and not word.isdigit():
            yield word, _storable(spelled.get(word, word))
    if len(parts) > 1:
        yield folded, _storable(text.strip())


def _storable(text: str) -> str:
    """The text with lone surrogates, which no file can hold, shown as question marks."""
    return text.encode("utf-8", "replace").decode()
