"""What a misspelt word was meant to be: the nearest words and names of the index.

Distance is optimal string alignment (one letter wrong, missing, added, or two changed places)
over jamo for Hangul and over letters for the rest, as rapidfuzz computes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from kg.search.text import has_hangul, has_ideograph, jamo

_LONGEST_NAME = 40

# Letters (or jamo) from which on one, two and three of them may be wrong.
_LENIENT_FROM = (4, 6, 11)
_GUESSES = 3
_SHORT_HANGUL = 2


@dataclass(frozen=True)
class Guess:
    """What may be meant: folded, as it is written, and how many letters differ."""

    folded: str
    shown: str
    distance: int


@dataclass(frozen=True)
class Known:
    """A word or name of the index, with its best weight and the number of texts it is in."""

    folded: str
    shown: str
    weight: int
    uses: int


def tolerance(word: str) -> int:
    """How many letters (or jamo) of a word may be wrong; none where a change means another word.

    Numbers and short words name something else when one sign changes, and so do names in Han
    characters: 台中 is no misspelt 台南.
    """
    if any(c.isdigit() for c in word) or has_ideograph(word):
        return 0
    letters = len(jamo(word))
    if letters > _LONGEST_NAME:
        return 0
    return sum(letters >= least for least in _LENIENT_FROM)


class Spelling:
    """The words and names of an index, ready to be compared with."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known: dict[str, Known] = {}
        self._by_length: dict[int, list[str]] = {}
        for name in known:
            spelt = jamo(name.folded)
            if len(spelt) > _LONGEST_NAME:
                continue
            if spelt not in self._known:
                self._by_length.setdefault(len(spelt), []).append(spelt)
                self._known[spelt] = name

    def shown(self, word: str) -> str | None:
        """How the index writes a word or name it has just so, None when it has not."""
        known = self._known.get(jamo(word))
        return known.shown if known else None

    def near(self, word: str) -> list[Guess]:
        """The words and names nearest to a folded word, nearest first, at most three."""
        spelt, allowed = jamo(word), tolerance(word)
        exact = self._known.get(spelt)
        if exact is not None and exact.folded != word:
            return [Guess(exact.folded, exact.shown, 0)]
        if allowed == 0:
            return []
        lengths = range(len(spelt) - allowed, len(spelt) + allowed + 1)
        close: list[tuple[str, int]] = []
        for length in lengths:
            choices = self._by_length.get(length, ())
            close += _closest(word, choices)
        close.sort(key=lambda found: (found[1], *self._likelihood(spelt, found[0])))
        return [
            Guess(self._known[c].folded, self._known[c].shown, distance)
            for c, distance in close[:_GUESSES]
        ]

    def _likelihood(self, spelt: str, candidate: str) -> tuple[int, int, int, str]:
        """Sorts candidates at one distance: people seldom err at the start of a word."""
        known = self._known[candidate]
        shared = Prefix.similarity(spelt, candidate)
        return (-shared, -known.weight, -known.uses, candidate)


def pieces(word: str, texts: Iterable[str]) -> list[Guess]:
    """The pieces of joined texts nearest to a Hangul word, nearest first, at most three.

    Korean compounds have no blanks, so the word that is meant may stand inside a longer one:
    인권도시 for 인권됴시 in 세계인권도시포럼.
    """
    uses = Counter(piece for text in texts for piece in _windows(text, len(word)))
    windows = {jamo(piece): piece for piece in uses}
    spelt = jamo(word)
    close = _closest(word, list(windows))
    close.sort(key=lambda c: (c[1], -Prefix.similarity(spelt, c[0]), -uses[windows[c[0]]], c[0]))
    return [Guess(windows[c], windows[c], distance) for c, distance in close[:_GUESSES]]


def readings(choices: Sequence[Sequence[Guess]], *, most: int) -> list[list[Guess]]:
    """The ways to choose a guess for each word, fewest changed letters first."""
    ways = sorted(product(*choices), key=lambda way: sum(g.distance for g in way))
    return [list(way) for way in ways[:most]]


def _windows(text: str, length: int) -> Iterator[str]:
    for size in (length, length - 1, length + 1):
        for word in text.split():
            for at in range(len(word) - size + 1):
                yield word[at : at + size]


def _closest(word: str, choices: Sequence[str]) -> list[tuple[str, int]]:
    """The choices within the tolerance of a word, each with its distance; twenty at most."""
    spelt = jamo(word)
    found = process.extract(
        spelt, choices, scorer=OSA.distance, score_cutoff=tolerance(word), limit=20
    )
    # In two syllables vowels are mistaken, seldom the first consonant: 광쥬 is 광주, but 미향 is
    # not 지향.
    short = has_hangul(word) and len(word) <= _SHORT_HANGUL
    return [(c, int(distance)) for c, distance, _ in found if not short or c[0] == spelt[0]]
