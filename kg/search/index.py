"""Asking the search index: best texts first, typos forgiven, suggestions while typing."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from kg.errors import SearchProblem
from kg.search import ranking
from kg.search.answer import Found, Hit, Match
from kg.search.correction import Correction
from kg.search.ranking import Reading, Taken
from kg.search.text import fold, is_unspaced, jamo, under_way
from kg.search.writer import FORMAT, START_LENGTH

LONGEST_QUESTION = 200
"""Characters of a question that are read."""

_CONNECTIONS = 4
_MOST_HITS = 1_000
_FEW = 3
_MAPPED = 1 << 28
_MOST_WORDS = 12
"""Words of a question that are read."""


class Index:
    """One index file, open for reading; may be shared by threads, not by forked processes.

    It keeps answering from the file that was opened when another is put in its place: open a
    new Index to see that one.
    """

    def __init__(self, path: Path, connections: list[sqlite3.Connection], revision: str) -> None:
        self.path = path
        self.revision = revision
        self._all = connections
        self._free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        for connection in connections:
            self._free.put(connection)
        self._correction = Correction()
        # A connection of sqlite3 is part of a cycle (its cache of statements calls it), so without
        # this its file stays open until the collector comes by.
        weakref.finalize(self, _close, connections)

    @classmethod
    def open(cls, path: Path) -> Index:
        """The index at `path`; raises SearchProblem when there is none that can be read."""
        if not path.is_file():
            raise SearchProblem(
                f"There is no search index at {path}.", remedy="Build it with `kg build`."
            )
        connections: list[sqlite3.Connection] = []
        try:
            # The file may be replaced between two connections; all must see the same one.
            while len({_fact(c, "stamp") for c in connections}) != 1:
                _close(connections)
                connections = [_connect(path) for _ in range(_CONNECTIONS)]
            format, revision = _fact(connections[0], "format"), _fact(connections[0], "revision")
        except sqlite3.Error as reason:
            _close(connections)
            raise SearchProblem(
                f"The search index {path} cannot be read: {reason}.",
                remedy="Build it again with `kg build`.",
            ) from reason
        if format != FORMAT:
            _close(connections)
            raise SearchProblem(
                f"The search index {path} has format {format}, this version reads {FORMAT}.",
                remedy="Build it again with `kg build`.",
            )
        return cls(path, connections, revision)

    def close(self) -> None:
        """Lets go of the file; nothing may be asked while or after it closes."""
        _close(self._all)

    def search(
        self, text: str, *, kinds: Collection[str] = (), limit: int = 50, offset: int = 0
    ) -> Found:
        """The things whose texts hold every word of `text`, best first; a hit a thing.

        A word is found inside words too. The words may stand in different texts of a thing.
        Whole text, then beginning, whole word, beginning of a word, anywhere; within these
        labels before aliases, shorter before longer; descriptions after all others. Where fewer
        than three things are found, none by a whole word (in Hangul, Han or kana: none at all),
        similar spellings are looked for and follow. Any text may be asked; SearchProblem is raised only when the file is damaged.
        `limit` is at most 1,000.
        """
        cut, text = len(text) > LONGEST_QUESTION, text[:LONGEST_QUESTION]
        if not text.strip():
            return Found(reason="empty", cut=cut)
        words = fold(text).split()
        if not words:
            return Found(reason="unsearchable", cut=cut)
        reading, cut = Reading.of(words[:_MOST_WORDS]), cut or len(words) > _MOST_WORDS
        page = (max(0, min(limit, _MOST_HITS)), max(0, min(offset, 2**31)))
        with self._connection() as connection:
            taken = [Taken(reading, ranking.things(connection, reading.match))]
            corrected = None
            if len(taken[0].things) < _FEW and not _plain(connection, taken[0]):
                other = self._correction.of(connection, reading)
                more = ranking.things(connection, other[0].match) if other else []
                more = [thing for thing in more if thing not in taken[0].things]
                if other and more:
                    taken.append(Taken(other[0], more))
                    corrected = other[1]
            by_kind = ranking.count(connection, [n for each in taken for n in each.things])
            rows = ranking.best(connection, taken, list(kinds), *page)
        hits = [_hit(row) for row in rows]
        total = sum(n for kind, n in by_kind.items() if not kinds or kind in kinds)
        return Found(hits, total, by_kind, corrected, "" if total else "nothing", cut)

    def suggest(self, text: str, limit: int = 8) -> list[Hit]:
        """What may be meant by a text still being typed; names it begins first, one a thing.

        Then names of which it begins a later word, then what `search` finds. Hangul is compared
        by jamo, so a syllable under way (광ㅈ, 과) already finds 광주.
        """
        limit = max(0, min(limit, _MOST_HITS))
        typed = jamo(fold(text[:LONGEST_QUESTION]))[:START_LENGTH]
        if not typed or limit == 0:
            return []
        with self._connection() as connection:
            rows = ranking.beginning(connection, under_way(typed), limit)
        hits = [_hit(row) for row in rows]
        if len(hits) < limit:
            named = {hit.thing for hit in hits}
            more = [h for h in self.search(text, limit=2 * limit).hits if h.thing not in named]
            if hits:
                more = [h for h in more if h.match != "similar"]
            hits += more[: limit - len(hits)]
        return hits

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of this thread's own for a while; waits when all are in use."""
        connection = self._free.get()
        try:
            yield connection
        except sqlite3.DatabaseError as reason:
            raise SearchProblem(
                f"The search index {self.path} is damaged: {reason}.",
                remedy="Build it again with `kg build`.",
            ) from reason
        finally:
            self._free.put(connection)


def _plain(connection: sqlite3.Connection, taken: Taken) -> bool:
    """Whether few hits are what was meant: the best has the words whole, so far as there are words.

    Hangul, Han and kana run on without blanks; there, to be found inside is to be meant.
    """
    best = ranking.best(connection, [taken], [], 1, 0)
    if any(is_unspaced(character) for character in taken.reading.whole):
        return bool(best)
    return bool(best) and best[0].form in (
        ranking.EXACT,
        ranking.FIRST_WORD,
        ranking.WHOLE_WORD,
    )


def _hit(row: ranking.Row) -> Hit:
    match: Match = "infix"
    if row.similar:
        match = "similar"
    elif row.form <= ranking.BEGINNING:
        match = "exact" if row.form == ranking.EXACT else "prefix"
    return Hit(row.thing, row.kind, row.text, row.lang, row.score, match)


def _connect(path: Path) -> sqlite3.Connection:
    # Immutable: the file is only ever replaced, so no lock and no look for changes is needed.
    address = path.resolve().as_uri() + "?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    # All connections then share the pages that the system holds of the file.
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    return connection


def _fact(connection: sqlite3.Connection, name: str) -> str:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
