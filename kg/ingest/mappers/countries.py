"""A row is a country or territory with a code: its names, codes and sub-region."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, PLACES, Statement

COLUMNS = ("id", "iso2", "iso3", "name_ko", "name_en", "region", "region_by")

_VOICES = {"m49": PLACES, EDITORS: EDITORS}


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The country in the voice of the register of places.

    A sub-region that the table of the UN does not give is said by the editors, so that nobody
    takes it for the UN's word.
    """
    key = known.key(row)
    if key != row["iso2"].lower():
        raise RowProblem(
            "id",
            f"{key!r} is not the code {row['iso2']!r} in lower case.",
            remedy="The key of a country is its two-letter code: kr.",
        )
    country = known.draft("country", key, by=PLACES)
    country.say("label", *known.texts(row, "name"))
    country.say("altLabel", *(Literal(alias) for alias in row.many("aliases")))
    country.say("iso2", Literal(row["iso2"])).say("iso3", Literal(row["iso3"]))
    country.say("region", known.concept(row, "region", "m49"), by=_voice(row))
    country.say("note", *known.texts(row, "note"))
    yield from country


def _voice(row: Row) -> str:
    try:
        return _VOICES[row["region_by"]]
    except KeyError:
        raise RowProblem(
            "region_by",
            f"{row['region_by']!r} does not say who assigned the sub-region.",
            remedy="Write m49 (the table of the UN) or editors.",
        ) from None
