"""Where in a text the words of a question stand, so that a page can mark them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kg.search.text import fold, is_unspaced


def marks(text: str, question: str) -> list[tuple[int, int]]:
    """Start and end of each place in `text` where a word of `question` stands, in order.

    Finds what the search finds: `Nurnberg` in Nürnberg, 고려인마을 in 고려인 마을. Places that
    touch or overlap are one. Give `Found.corrected` as the question for hits that are similar.
    """
    letters = list(_letters(text))
    folded = "".join(letter for letter, _, _ in letters)
    places = []
    for word in set(fold(question).split()):
        at = folded.find(word)
        while at >= 0:
            places.append((letters[at][1], letters[at + len(word) - 1][2]))
            at = folded.find(word, at + 1)
    return _merged(sorted(places))


def _letters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each folded character of a text with the place it comes from, loose blanks left out."""
    before, blank = "", None
    for start, end in _clusters(text):
        folded = fold(text[start:end])
        if not folded:
            # Apostrophes and the like vanish; what parts words is one blank, if it counts at all.
            if fold(f"a{text[start:end]}a") != "aa" and before:
                blank = (start, end)
            continue
        for letter in folded:
            if blank and not (is_unspaced(before) or is_unspaced(letter)):
                yield " ", *blank
            blank = None
            if letter == " ":
                blank = (start, end)
                continue
            yield letter, start, end
            before = letter


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The places of characters, each with the marks and jamo that complete it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _completes(text[at]):
            yield start, at
            start = at


def _completes(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
