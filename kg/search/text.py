"""Text as the search index sees it: folded, joined, cut into pairs, taken apart into jamo.

The same functions run over what is indexed and over what is asked, so a difference that one of
them removes can never stand between a question and its answer. The forms follow the Unicode
Standard: NFKC and NFKD (UAX 15), case folding (chapter 3.13), Hangul syllables and their jamo
(chapter 3.12).
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 20_000
"""Characters of one text that are indexed; what lies behind is not found."""

EDGE = "_"
"""Stands before and after each word in the pairs; no folded text holds it."""

# Apostrophes, primes and letter-like quotes vanish: people write Xi'an and Xian, O'zbekiston
# with U+02BB or without. Middle dots, hyphens and everything else that is no letter part words:
# 경제·통상 and 경제 통상.
_APOSTROPHES = (
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u2018\u2019\u201b\u2032\u2035\uff07"
)

# NFKC turns the Korean middle dot into a vowel and the spacing accents into blank and mark, so
# they are settled before it.
_BEFORE = {ord(c): None for c in _APOSTROPHES} | {0x318D: " ", 0x119E: " "}

# Letters that carry a stroke or stand for two, which no normal form takes apart; 臺 and 台 are
# written for one another in the names of Taiwan.
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "ħ": "h", "ŧ": "t", "ŀ": "l",
    "æ": "ae", "œ": "oe", "þ": "th", "臺": "台",
}  # fmt: skip

# Marks that people leave out: the accents of Latin, Greek and Cyrillic, the vowel points of
# Hebrew and Arabic, marks for symbols, variation selectors. Marks that are part of the spelling
# (voiced kana, vowels of Indic and South-East Asian scripts) stay.
_DROPPED_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x06D6, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20F0),
    (0xFE00, 0xFE2F), (0xE0100, 0xE01EF),
)  # fmt: skip

_HANGUL_FILLERS = (0x115F, 0x1160)
_LAST_CACHED = 0xFFFF


class _Characters(dict[int, str | None]):
    """What becomes of a character, filled as characters are met.

    Only the Basic Multilingual Plane is remembered, so that hostile text cannot fill memory.
    """

    def __missing__(self, code: int) -> str | None:
        kept = self._judge(code)
        if code <= _LAST_CACHED:
            self[code] = kept
        return kept

    def _judge(self, code: int) -> str | None:
        category = unicodedata.category(chr(code))
        if category == "Cf" or code in _HANGUL_FILLERS:
            return None
        if category[0] == "M":
            dropped = any(first <= code <= last for first, last in _DROPPED_MARKS)
            return None if dropped else chr(code)
        return chr(code) if category[0] in "LN" else " "


_CHARACTERS = _Characters(
    {ord(c): None for c in _APOSTROPHES} | {ord(c): to for c, to in _LETTERS.items()}
)

_UNSPACED = "\u1100-\u11ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u9fff"
_UNSPACED += "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
_LOOSE_BLANK = re.compile(f" (?=[{_UNSPACED}])|(?<=[{_UNSPACED}]) ")
_NEXT_INITIAL = {
    unicodedata.lookup(f"HANGUL JONGSEONG {name}"): unicodedata.lookup(f"HANGUL CHOSEONG {name}")
    for name in (
        "KIYEOK", "SSANGKIYEOK", "NIEUN", "TIKEUT", "RIEUL", "MIEUM", "PIEUP", "SIOS",
        "SSANGSIOS", "IEUNG", "CIEUC", "CHIEUCH", "KHIEUKH", "THIEUTH", "PHIEUPH", "HIEUH",
    )
}  # fmt: skip
_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def fold(text: str) -> str:
    """The text without what people leave out or write differently; words parted by one blank.

    Compatibility forms, case and Latin, Greek and Cyrillic marks are gone, Hangul is composed,
    letters such as ø and ß are spelled out, apostrophes vanish, whatever else is neither letter
    nor digit parts words. Folding folded text changes nothing.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_BEFORE)).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_CHARACTERS)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def joined(folded: str) -> str:
    """Folded text without the blanks beside Hangul, Han and kana.

    Korean puts or omits them at will (고려인 마을, 고려인마을), Chinese and Japanese have none.
    """
    return _LOOSE_BLANK.sub("", folded)


def is_unspaced(character: str) -> bool:
    """Whether blanks beside the character say nothing: Hangul, Han, kana."""
    return _UNSPACED_CHARACTER.match(character) is not None


def pairs(text: str) -> str:
    """The character pairs of joined text, edges of words included: `_g gw wa … u_`."""
    cut: list[str] = []
    for word in text.split():
        edged = EDGE + word + EDGE
        cut.extend(edged[at : at + 2] for at in range(len(edged) - 1))
    return " ".join(cut)


def phrase(word: str) -> str:
    """The FTS5 expression that finds a folded word wherever it stands, inside words too."""
    if len(word) == 1:
        # Each character begins a pair, the last one of a word the pair with the edge.
        return f'"{word}" *'
    return '"' + " ".join(word[at : at + 2] for at in range(len(word) - 1)) + '"'


def jamo(word: str) -> str:
    """The word without blanks, its Hangul as jamo: one wrong vowel is one wrong letter."""
    return unicodedata.normalize("NFD", word.replace(" ", ""))


def under_way(typed: str) -> list[str]:
    """The jamo that a Hangul text still being typed may become, as they stand first.

    On a Korean keyboard a consonant first joins the syllable before it: on the way to 가나
    stands 간. So a last final consonant is also taken as the initial of the next syllable.
    """
    initial = _NEXT_INITIAL.get(typed[-1:])
    return [typed] if initial is None else [typed, typed[:-1] + initial]


def has_hangul(word: str) -> bool:
    """Whether a Hangul syllable or jamo stands in the word."""
    return _HANGUL.search(word) is not None


def has_ideograph(word: str) -> bool:
    """Whether a Han character stands in the word."""
    return _IDEOGRAPH.search(word) is not None
