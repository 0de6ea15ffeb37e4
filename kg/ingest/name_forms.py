"""Forms of a place's name: what spellings have in common, and what 시, -do or "City of" add."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from kg.search.text import fold

Sort = OneOf["settlement", "region", "district"]
"""City, town, village; province, state, prefecture; county, ward. Never taken for one another."""

_DISTRICTS = {"district", "county", "regency", "division", "ward", "borough"}
_SETTLEMENTS = {"city", "town", "municipality", "village", "island"}
_REGIONS = {
    *("province", "state", "prefecture", "region", "department", "governorate", "territory"),
    *("republic", "community", "oblast", "canton", "voivodeship"),
}

# Longest first. 县 is a county, 県 a prefecture; 縣 is a county in Taiwan.
_SUFFIXES: tuple[tuple[str, Sort], ...] = (
    *((suffix, "settlement") for suffix in ("특별자치시", "특별시", "광역시", "직할시", "시")),
    *((suffix, "region") for suffix in ("특별자치도", "도", "주", "성", "현")),
    *((suffix, "district") for suffix in ("군", "구")),
    *((suffix, "settlement") for suffix in ("直轄市", "特別市", "市")),
    *((suffix, "region") for suffix in ("省", "県", "州", "府")),
    *((suffix, "district") for suffix in ("县", "縣", "区", "區")),
    *((suffix, "settlement") for suffix in ("-gwangyeoksi", "-teukbyeolsi", "-si", "-shi")),
    *((suffix, "region") for suffix in ("-do", "-ken")),
    *((suffix, "district") for suffix in ("-gun", "-gu", "-ku")),
)
_METROPOLITAN = (
    *("특별자치시", "특별시", "광역시", "직할시", "-gwangyeoksi", "-teukbyeolsi"),
    *("metropolitan city", "special city"),
)
_LAST_WORDS: tuple[tuple[str, Sort], ...] = (
    *((word, "settlement") for word in ("metropolitan city", "special city")),
    *((word, "settlement") for word in ("city", "municipality", "town")),
    *((word, "region") for word in ("province", "state", "prefecture", "region", "department")),
    *((word, "district") for word in ("district", "county", "regency")),
)
_FIRST_WORDS: tuple[tuple[str, Sort], ...] = (
    *((word + " of", "settlement") for word in ("metropolitan city", "city", "municipality")),
    *((word + " of", "settlement") for word in ("special city", "town")),
    *((word + " of", "region") for word in ("province", "state", "region", "prefecture")),
    *((word + " of", "district") for word in ("district", "county", "regency")),
    # Indonesian and Vietnamese, folded.
    *(("kota", "settlement"), ("thanh pho", "settlement"), ("tp", "settlement")),
    *(("provinsi", "region"), ("tinh", "region"), ("kabupaten", "district")),
)
_LEAST = 2
"""Characters a name keeps at least: 서구 and 전주 end in what only looks like a suffix."""

_ASIDE = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]?")
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True)
class Form:
    """A name taken apart: the bare name, and what its suffix or first words say of the place."""

    key: str
    says: Sort | None = None
    metropolitan: bool = False
    grown: bool = False
    """Whether the affix belongs to the name by grammar (타이난시), not by choice (Mexico City)."""


def sort_of(place_type: str) -> Sort:
    """The sort of a type of place, given as id, words or IRI: `metropolitan-city`, `province`."""
    words = set(fold(place_type.rpartition("/")[2]).split())
    if words & _DISTRICTS:
        return "district"
    if words & _REGIONS and not words & _SETTLEMENTS:
        return "region"
    return "settlement"


def plain(name: str) -> str:
    """The name with only letter case and blanks evened out: the closest way to be the same."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def key(name: str) -> str:
    """What spellings have in common: no case, marks, blanks, hyphens or apostrophes."""
    return fold(name).replace(" ", "")


def take_apart(name: str) -> Form:
    """The form of a name; one without suffix or first words says nothing of its place."""
    text = plain(name)
    if suffixed := _without_suffix(text):
        return suffixed
    words = fold(text)
    for affix, says in _FIRST_WORDS:
        if words.startswith(affix + " "):
            return _worded(words.removeprefix(affix), affix.removesuffix(" of"), says)
    for affix, says in _LAST_WORDS:
        if words.endswith(" " + affix):
            return _worded(words.removesuffix(affix), affix, says)
    return Form(_ancestors_bare(text))


def _worded(rest: str, affix: str, says: Sort) -> Form:
    return Form(key(rest), says, metropolitan=affix in _METROPOLITAN)


def _without_suffix(text: str) -> Form | None:
    for suffix, says in _SUFFIXES:
        rest = text.removesuffix(suffix).rstrip()
        if rest != text and len(rest.split()[-1] if rest else "") >= _LEAST:
            bare = _ancestors_bare(rest)
            return Form(bare, says, metropolitan=suffix in _METROPOLITAN, grown=True)
    return None


def _ancestors_bare(text: str) -> str:
    """The key with the suffixes of the words before the last taken off: 경기도 광주, 경기 광주."""
    *before, last = text.split() or [""]
    if not _HANGUL.search(last):
        return key(text)
    return key("".join(_bare_word(word) for word in before) + last)


def _bare_word(word: str) -> str:
    for suffix, _ in _SUFFIXES:
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= _LEAST:
            return rest
    return word


def shorter_keys(name: str) -> Iterator[str]:
    """Bare keys of what people may shorten the name to, without meaning this place for sure.

    `광주` and `Gwangju` of `광주(경기)`, `경기도 광주시` and `Gwangju, Gyeonggi`; `Mexico` of
    `Mexico City`.
    """
    text = plain(name)
    whole = take_apart(text)
    if whole.says and not whole.grown:
        yield whole.key
    without = _ASIDE.sub("", text).partition(",")[0].strip()
    if without and without != text:
        yield take_apart(without).key
    last = without.split()[-1] if without else ""
    if last != without and _HANGUL.search(last):
        yield take_apart(last).key
