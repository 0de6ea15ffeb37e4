"""A row is a city, province or other place: its names, country, coordinates and identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import PLACES, Statement

COLUMNS = ("id", "city_en", "city_ko", "country_iso2", "place_type")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The place, in the voice of the register of places."""
    city = known.draft("city", known.key(row), by=PLACES)
    city.say("country", known.country(row, "country_iso2"))
    city.say("placeType", known.concept(row, "place_type", "place-type"))
    city.say("label", known.text(row, "city_en", "en"), known.text(row, "city_ko", "ko"))
    city.say("label", *_native(row))
    city.say("altLabel", *(Literal(alias) for alias in row.many("aliases")))
    city.say("formerName", *(Literal(former) for former in row.many("former_names")))
    city.say("partOf", known.thing(row, "part_of", "city"))
    city.say("latitude", known.decimal(row, "lat")).say("longitude", known.decimal(row, "lon"))
    if row["qid"]:
        city.say("sameAs", NamedNode(f"http://www.wikidata.org/entity/{row['qid']}"))
    if row["geonames_id"]:
        city.say("sameAs", NamedNode(f"https://sws.geonames.org/{row['geonames_id']}/"))
    city.say("note", *known.texts(row, "note"))
    yield from city


def _native(row: Row) -> Iterator[Literal]:
    """The local name in its own language's tag; one that repeats a name above adds nothing."""
    if not row["native"]:
        return
    if not row["native_lang"]:
        raise RowProblem(
            "native_lang",
            "The local name has no language.",
            remedy="Write its BCP 47 tag, such as de, ja or zh-Hans.",
        )
    if row["native_lang"] not in ("en", "ko"):
        yield Literal(row["native"], language=row["native_lang"])
