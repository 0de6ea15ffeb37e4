"""Where cities lie: coordinates and country, for a map of any answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.engine.protocol import Limits, Query, Session
from kg.questions.values import Value, in_blocks, plain, values_clause
from kg.terms import NAMESPACES


@dataclass(frozen=True)
class Whereabouts:
    """A city's key, its coordinates in degrees, and its country where one is known."""

    key: str
    latitude: Value
    longitude: Value
    country: Value | None


def whereabouts(
    session: Session,
    within: Limits,
    name: Callable[[Sequence[str]], Mapping[str, Value]],
    iris: Iterable[str],
) -> dict[str, Whereabouts]:
    """What is known of each thing that has coordinates, by IRI; the least of several values.

    `name` gives the names of countries, by IRI.
    """
    found: dict[str, tuple[str, str, str]] = {}
    schema = NAMESPACES["schema"]
    for block in in_blocks(sorted(set(iris))):
        answer = session.ask(
            Query(
                "SELECT ?thing (MIN(?lat) AS ?latitude) (MIN(?lon) AS ?longitude) "
                f"(MIN(?land) AS ?country) WHERE {{ {values_clause('thing', block)} "
                f"?thing <{schema}latitude> ?lat ; <{schema}longitude> ?lon . "
                f"OPTIONAL {{ ?thing <{NAMESPACES['cd']}country> ?land }} }} GROUP BY ?thing"
            ),
            within,
        )
        for thing, latitude, longitude, country in answer.rows:
            found[plain(thing)] = plain(latitude), plain(longitude), plain(country)
    countries = name(sorted({country for *_, country in found.values() if country}))
    return {
        iri: Whereabouts(
            iri.rpartition("/")[2], Value(latitude), Value(longitude), countries.get(country)
        )
        for iri, (latitude, longitude, country) in found.items()
    }
