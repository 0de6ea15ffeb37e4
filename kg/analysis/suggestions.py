"""Candidate partner cities of a city, each with its reasons and what speaks against it.

Every reason is a number of records `n` of one sort and a weight `w`; it gives w·(1 − ½ⁿ) points:
the first record counts most, and no sort of evidence can drown the others. What speaks against a
candidate takes points away in the same way. Nothing here is a judgement of a city: it orders what
is on record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from kg.analysis.links import Link
from kg.analysis.network import Place

FOR = {
    "exchange": 3.0,
    "begun": 2.0,
    "forum": 2.0,
    "network": 2.0,
    "theme": 2.0,
    "plan": 2.0,
    "partner": 1.0,
}
"""Reasons and their weights: exchanges without a tie; cooperation or a letter of intent; forum
editions and networks in common; records in the fields; a region the plan names; partners in
common."""
AGAINST = {"country": 1.0, "asleep": 1.0, "unmet": 1.0}
"""Counter-arguments: ties in the same country; those of them that sleep; no record of contact."""
WEIGHTS = FOR | AGAINST
HEAVIEST = 5.0
"""A weight lies from 0 to this."""
CROWD = 200
"""A network with more members than this is no reason."""
_PARTNER = {"sister", "friendship", "twin"}


@dataclass(frozen=True)
class Reason:
    """Why a city is a candidate, or why not: a sort, the records, and the points they give."""

    sort: str
    things: tuple[str, ...]
    """IRIs of the records, or of what they are about."""
    points: float
    sources: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Who says so, by record."""


@dataclass(frozen=True)
class Candidate:
    """A city with what speaks for it and against it."""

    city: str
    place: Place
    score: float
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]


@dataclass(frozen=True)
class Evidence:
    """What is on record, from the stored questions."""

    links: Collection[Link]
    places: Mapping[str, Place]
    themes: Mapping[str, Mapping[str, Collection[str]]]
    """Records by city and field."""
    regions: Collection[str]
    """Regions that the city's plans name."""
    asleep: Collection[str]
    """Ties of the city that sleep."""
    said: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Sources by what the themes and regions name; links carry their own."""


def suggest(
    city: str,
    known: Evidence,
    weights: Mapping[str, float],
    fields: Collection[str] = (),
    regions: Collection[str] = (),
) -> list[Candidate]:
    """Every city with a reason and no sister, friendship or twin tie, the best first.

    With `fields` only cities with a record in one of them, and only those records count; without,
    those in the fields in which the city itself has records. With `regions` only cities there.
    """
    found = _Records(city, known)
    wanted = set(fields) or set(known.themes.get(city, ()))
    candidates = []
    for other in sorted(found.met | (known.themes.keys() & known.places.keys()) | _aimed(known)):
        place = known.places.get(other)
        if other == city or place is None or other in found.partners:
            continue
        if regions and place.region not in regions:
            continue
        themes = known.themes.get(other, {})
        records = {thing for field in wanted & themes.keys() for thing in themes[field]}
        if fields and not records:
            continue
        reasons = found.reasons(other)
        reasons["theme"] = records
        if place.region in known.regions:
            reasons["plan"] = {place.region}
        against = found.against(other, place)
        candidates.append(
            Candidate(
                other,
                place,
                *_weighed(reasons, against, weights, partial(found.sources, other)),
            )
        )
    candidates = [c for c in candidates if any(r.points > 0 for r in c.reasons)]
    return sorted(candidates, key=lambda c: (-c.score, -len(c.reasons), c.city))


def _aimed(known: Evidence) -> set[str]:
    """Cities in the regions that the plans name."""
    return {iri for iri, place in known.places.items() if place.region in known.regions}


def _weighed(
    reasons: Mapping[str, Collection[str]],
    against: Mapping[str, Collection[str]],
    weights: Mapping[str, float],
    sources: Callable[[str], Collection[str]],
) -> tuple[float, tuple[Reason, ...], tuple[Reason, ...]]:
    """The points in all, and both sorts of reasons that have records, the weightiest first."""
    speaking = [_reason(sort, reasons.get(sort, ()), weights, sources) for sort in FOR]
    counter = [_reason(sort, against.get(sort, ()), weights, sources) for sort in AGAINST]
    return (
        round(sum(r.points for r in speaking) - sum(r.points for r in counter), 3),
        tuple(sorted((r for r in speaking if r.things), key=lambda r: -r.points)),
        tuple(sorted((r for r in counter if r.things), key=lambda r: -r.points)),
    )


def _reason(
    sort: str,
    things: Collection[str],
    weights: Mapping[str, float],
    sources: Callable[[str], Collection[str]],
) -> Reason:
    points = weights[sort] * (1 - 0.5 ** len(things))
    told = tuple(sorted(things))
    said = {thing: found for thing in told if (found := sources(thing))}
    return Reason(sort, told, round(points, 3), said)


class _Records:
    """The records that bind one city to others, by the other city."""

    def __init__(self, city: str, known: Evidence) -> None:
        self._city = city
        self._known = known
        self._ties: dict[str, dict[str, set[str]]] = {}
        self._said: dict[tuple[str, str], set[str]] = {}
        bodies: dict[str, dict[str, set[str]]] = {"network": {}, "forum": {}, "exchange": {}}
        sorts = {"networks": "network", "forum": "forum", "exchanges": "exchange"}
        for link in known.links:
            ends = (link.city, link.other), (link.other, link.city), ("", link.fact)
            for key in ends if link.sources else ():
                self._said.setdefault(key, set()).update(link.sources)
            if link.direct:
                for one, other in ((link.city, link.other), (link.other, link.city)):
                    self._ties.setdefault(one, {}).setdefault(other, set()).add(link.fact)
            elif link.through in sorts and "/session/" not in link.other:
                bodies[sorts[link.through]].setdefault(link.other, set()).add(link.city)
        begun: dict[str, set[str]] = {}
        self.partners: set[str] = set()
        """Cities with a sister, friendship or twin tie."""
        for link in known.links:
            if link.direct and city in (link.city, link.other):
                other = link.other if link.city == city else link.city
                if link.role_id in _PARTNER:
                    self.partners.add(other)
                else:
                    begun.setdefault(other, set()).add(link.fact)
        self._found: dict[str, dict[str, set[str]]] = {"begun": begun}
        for sort, having in bodies.items():
            for body, cities in having.items():
                if city in cities and (sort != "network" or len(cities) <= CROWD):
                    for other in cities - {city}:
                        self._found.setdefault(sort, {}).setdefault(other, set()).add(body)
        between = self._found.setdefault("partner", {})
        for partner in self.partners:
            for other in self._ties.get(partner, {}):
                if other != city:
                    between.setdefault(other, set()).add(partner)
        self.met: set[str] = {other for by in self._found.values() for other in by}
        """Cities that something binds to the city, even if only by one between."""

    def reasons(self, other: str) -> dict[str, Collection[str]]:
        """The records that bind the other city, by sort."""
        return {sort: by[other] for sort, by in self._found.items() if other in by}

    def sources(self, other: str, thing: str) -> tuple[str, ...]:
        """Who says that a record, or what it is about, binds the other city or either of the two."""
        found = set(self._known.said.get(thing, ()))
        for city in (other, self._city, ""):
            found |= self._said.get((city, thing), set())
        return tuple(sorted(found))

    def against(self, other: str, place: Place) -> dict[str, Collection[str]]:
        """What speaks against the other city."""
        places, ties = self._known.places, self._ties.get(self._city, {})
        there = {
            fact
            for partner in self.partners
            if (at := places.get(partner)) and at.country == place.country
            for fact in ties.get(partner, ())
        }
        met = any(other in self._found.get(sort, ()) for sort in ("exchange", "forum", "begun"))
        return {
            "country": there,
            "asleep": there & set(self._known.asleep),
            "unmet": () if met else (other,),
        }
