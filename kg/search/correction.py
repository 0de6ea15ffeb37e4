"""Correcting a question of which little is found: the nearest spelling that finds something."""

from __future__ import annotations

import sqlite3
from threading import Lock

from kg.search import ranking
from kg.search.ranking import Reading
from kg.search.spelling import Guess, Known, Spelling, pieces, readings, tolerance
from kg.search.text import has_hangul, phrase

# Bounds that keep a hostile question as quick as an honest one.
_MOST_WORDS = 6
_MOST_READINGS = 8
_THINGS_OF_A_PART = 2_000
_PIECES_OF_THINGS = 100

_LONG = 4
_LEAST_HANGUL, _LEAST_LATIN = 2, 3


class Correction:
    """Corrects questions by the words of one index; may be shared by threads."""

    def __init__(self) -> None:
        self._spelling: Spelling | None = None
        self._reading_words = Lock()

    def of(self, connection: sqlite3.Connection, reading: Reading) -> tuple[Reading, str] | None:
        """The nearest other reading that finds something, and how it is written.

        None when there is none within the tolerance of its words, and for questions of more than
        six words.
        """
        words = reading.words
        if len(words) > _MOST_WORDS:
            return None
        for way in self._ways(connection, words):
            other = Reading.of([word for guess in way for word in guess.folded.split()])
            if other.words != words and ranking.things(connection, other.match, 1):
                return other, " ".join(guess.shown for guess in way)
        return None

    def _ways(self, connection: sqlite3.Connection, words: tuple[str, ...]) -> list[list[Guess]]:
        """The spellings to try, nearest first: a name for all words, or a guess a word."""
        spelling = self._known(connection)
        ways = [[guess] for guess in spelling.near(" ".join(words))]
        if len(words) > 1:
            choices = [self._choices(connection, spelling, word) for word in words]
            ways += readings(choices, most=_MOST_READINGS)
        elif not ways or ways[0][0].distance > 1:
            ways += [[guess] for guess in self._inside(connection, words[0])]
        ways = sorted(ways, key=lambda way: sum(g.distance for g in way))[:_MOST_READINGS]
        return ways if len(words) > 1 else ways + self._parted(spelling, words[0])

    def _choices(
        self, connection: sqlite3.Connection, spelling: Spelling, word: str
    ) -> list[Guess]:
        """What one of several words may be: itself where it is found, else what is near."""
        found = ranking.things(connection, Reading.of([word]).match, 1)
        shown = spelling.shown(word)
        itself = [Guess(word, shown or word, 0)] if found else []
        if itself and shown:
            return itself
        return [*itself, *spelling.near(word)] or self._inside(connection, word)

    def _parted(self, spelling: Spelling, word: str) -> list[list[Guess]]:
        """A word run together taken as two: 세계인권포럼 as 세계인권 포럼, humanrights.

        Halves in Hangul may be any; others must be words of the index, else all could be parted.
        """
        least = _LEAST_HANGUL if has_hangul(word) else _LEAST_LATIN
        ways = []
        for at in range(len(word) - least, least - 1, -1):
            halves = (word[:at], word[at:])
            shown = [spelling.shown(half) for half in halves]
            if has_hangul(word) or all(shown):
                pairs = zip(halves, shown, strict=True)
                ways.append([Guess(half, known or half, 0) for half, known in pairs])
        return ways[:_MOST_READINGS]

    def _inside(self, connection: sqlite3.Connection, word: str) -> list[Guess]:
        """Pieces of Korean compounds that are near, from the things sharing most syllables.

        Of long words pairs of syllables are looked up, of short ones (광쥬) single syllables:
        there a wrong one spoils every pair.
        """
        if not has_hangul(word) or tolerance(word) == 0:
            return []
        size = 2 if len(word) >= _LONG else 1
        shared: dict[int, int] = {}
        for part in {word[at : at + size] for at in range(len(word) - size + 1)}:
            for thing in ranking.things(connection, phrase(part), _THINGS_OF_A_PART):
                shared[thing] = shared.get(thing, 0) + 1
        nearest = sorted(shared, key=lambda thing: (-shared[thing], thing))[:_PIECES_OF_THINGS]
        return pieces(word, ranking.names(connection, nearest))

    def _known(self, connection: sqlite3.Connection) -> Spelling:
        """The words of the index, read at the first misspelling."""
        with self._reading_words:
            if self._spelling is None:
                rows = connection.execute("SELECT folded, shown, weight, uses FROM word")
                self._spelling = Spelling(Known(*row) for row in rows)
            return self._spelling
