"""A row is a twinning link of a world-wide list: two places, and that the list calls them twinned.

The list brings its places along. One that is known here by its Wikidata or GeoNames id is that
place; a name alone never makes it so (kinds.md, Names). Any other is described in the list's own
voice, under a key that says where it comes from, with a note that nobody has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Draft, Statement
from kg.terms import concept, digest, slug

_EACH = ("city", "country_{}_iso2", "kind", "qid", "geoname", "lat", "lon")
COLUMNS = tuple(c.format(end) if "{}" in c else f"{c}_{end}" for end in "ab" for c in _EACH)
_PLAIN = re.compile(r"[A-Z][a-z]+( [A-Z][a-z]+)*")
_TYPES = {"city": "city", "part_of_city": "district", "admin": "province"}
_NOTE = {
    "en": "Taken from a world-wide list of twin towns as it stands there; not checked.",
    "ko": "세계 자매도시 목록에 적힌 그대로이며, 확인하지 않았습니다.",
}


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The two places, and a tie whose only stage is a twinning of unknown date."""
    ends = [_place(row, end, known) for end in "ab"]
    cities = sorted((draft.iri for draft, _ in ends), key=lambda iri: iri.value)
    if cities[0] == cities[1]:
        raise RowProblem(
            "city_b",
            "Both ends of the link are one place.",
            remedy="Leave the row out, or correct the identifiers.",
        )
    for draft, fresh in ends:
        if fresh:
            yield from draft
    tie = known.draft("partnership", "--".join(c.value.rpartition("/")[2] for c in cities))
    stage = known.draft("stage", f"{tie.iri.value.rpartition('/')[2]}--list")
    tie.say("party", *cities).say("stage", stage.iri)
    stage.say("relation", concept("relation", "twin"))
    stage.say("start", known.date(row, "since_year"))
    yield from tie
    yield from stage


def _place(row: Row, end: str, known: Known) -> tuple[Draft, bool]:
    """The place at one end, and whether the list is who describes it."""
    name, code = row[f"city_{end}"], row[f"country_{end}_iso2"]
    column = f"city_{end}"
    if not name:
        raise RowProblem(column, "The place has no name.", remedy="Name it, or leave the row out.")
    country = known.country_of(f"country_{end}_iso2", code)
    same = _elsewhere(row, end)
    minted = known.draft("city", _key(row, end))
    found = None if known.stands(minted.iri) else known.identified(*same)
    if found is not None:
        return known.draft("city", found.value.rpartition("/")[2]), False
    minted.say("country", country)
    minted.say("placeType", concept("place-type", _TYPES.get(row[f"kind_{end}"], "city")))
    minted.say("label", Literal(name, language="en"))
    minted.say("latitude", known.decimal(row, f"lat_{end}"))
    minted.say("longitude", known.decimal(row, f"lon_{end}"))
    minted.say("sameAs", *map(NamedNode, same))
    minted.say("note", *(Literal(text, language=code) for code, text in _NOTE.items()))
    return minted, True


def _elsewhere(row: Row, end: str) -> list[str]:
    """The addresses of the place at Wikidata and GeoNames, as far as the row knows them."""
    qid, geoname = row[f"qid_{end}"], row[f"geoname_{end}"]
    return [f"http://www.wikidata.org/entity/{qid}"] * bool(qid) + [
        f"https://sws.geonames.org/{geoname}/"
    ] * bool(geoname)


def _key(row: Row, end: str) -> str:
    """Name, country, and what tells namesakes apart: an id, else a checksum of the words.

    A name that is not plain words adds one, since another spelling may have the same slug.
    """
    name, code, kind = (row[c] for c in (f"city_{end}", f"country_{end}_iso2", f"kind_{end}"))
    qid, geoname = row[f"qid_{end}"], row[f"geoname_{end}"]
    told = [f"g{geoname}" if geoname else qid]
    if not told[0] or not _PLAIN.fullmatch(name):
        told.append(digest(f"{name}|{code}|{kind}"))
    return "-".join(filter(None, (slug(name), code, *told))).lower()
