"""The analyst of an application: asks, computes, and keeps what was computed by revision."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx

from kg.analysis.apart import apart
from kg.analysis.kept import Recent, Shelf, Underway
from kg.analysis.links import NOW, THROUGH, Link, links
from kg.analysis.measures import Measures, measure
from kg.analysis.network import Place, as_graph, places
from kg.analysis.paths import Ground, Step, Way, ground
from kg.analysis.suggestions import Candidate, Evidence, Reason, suggest
from kg.questions.library import Reading

SMALL = 200_000
"""Nodes times edges up to which a network is measured where it is asked for: milliseconds."""
CANDIDATES = 200
"""Candidates worked out and kept; who wants more asks for a region or a field."""


class Analyst:
    """Answers about the network of a reading's revision; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder)
        self._links: Recent[list[Link]] = Recent(12)
        self._grounds: Recent[Ground] = Recent(3)
        self._graphs: Recent[nx.Graph[str]] = Recent(4)
        self._measures: Recent[Measures] = Recent(6)
        self._underway: Underway[Measures] = Underway()
        self._places: Recent[dict[str, Place]] = Recent(2)
        self._evidence: Recent[Evidence] = Recent(4)

    def links(self, reading: Reading, through: Sequence[str], year: str = NOW) -> list[Link]:
        """The links of some kinds; see `kg.analysis.links`."""
        return [
            link
            for name in through
            for link in self._links.get(
                (reading.key, name, year), partial(links, reading, [name], year)
            )
        ]

    def network(self, reading: Reading, through: Sequence[str], year: str = NOW) -> nx.Graph[str]:
        """The network of some kinds of link at the end of a year."""
        return self._graphs.get(
            (reading.key, year, *through),
            lambda: as_graph(self.links(reading, through, year)),
        )

    def measures(self, reading: Reading, through: Sequence[str], year: str = NOW) -> Measures:
        """The measures of that network; a large one is measured once, by a process of its own.

        Raises EngineUnavailable while that takes long (it goes on), and as `kg.analysis.apart` and `kg.analysis.kept` do.
        """
        graph = self.network(reading, through, year)
        name = (reading.key, year, *through)
        if len(graph) * graph.number_of_edges() <= SMALL:
            return self._measures.get(name, lambda: measure(graph))
        given = {"nodes": list(graph), "edges": list(graph.edges)}
        key = reading.key

        def kept() -> Measures:
            told = self._shelf.get(
                key,
                " ".join(("measures", *name[1:])),
                lambda: apart("kg.analysis.measures", given),
            )
            return Measures.read(told)

        return self._measures.get(name, lambda: self._underway.get(name, kept))

    def places(self, reading: Reading) -> dict[str, Place]:
        """Where every city lies."""
        return self._places.get((reading.key,), lambda: places(reading))

    def ground(self, reading: Reading, through: Sequence[str]) -> Ground:
        """The ground on which ways are looked for."""
        return self._grounds.get(
            (reading.key, *through), lambda: ground(self.links(reading, through))
        )

    def ways(
        self,
        reading: Reading,
        ends: tuple[str, str],
        through: Sequence[str],
        count: int,
        without: Collection[str] = (),
    ) -> list[Way]:
        """The best ways between two cities; their rows of cities are kept."""
        on = self.ground(reading, through)
        told = self._shelf.get(
            reading.key,
            json.dumps(["ways", *ends, count, *through, sorted(without)]),
            lambda: [[w.cost, w.cities] for w in on.ways(*ends, count, without)],
        )
        return [Way(cost, _steps(on, cities)) for cost, cities in told]

    def candidates(
        self,
        reading: Reading,
        city: str,
        weights: Mapping[str, float],
        fields: Collection[str],
        regions: Collection[str],
        asleep_from: str,
    ) -> list[Candidate]:
        """Candidate partners of a city (IRI), at most CANDIDATES; see `kg.analysis.suggestions`.

        `asleep_from` is the day from which an exchange keeps a tie awake.
        """
        name = ["cited candidates", city, sorted(weights.items()), sorted(fields), sorted(regions)]
        told = self._shelf.get(
            reading.key,
            json.dumps([*name, asleep_from]),
            lambda: [
                asdict(found)
                for found in suggest(
                    city, self._known(reading, city, asleep_from), weights, fields, regions
                )[:CANDIDATES]
            ],
        )
        return [
            Candidate(
                t["city"],
                Place(**t["place"]),
                t["score"],
                tuple(map(_reason, t["reasons"])),
                tuple(map(_reason, t["against"])),
            )
            for t in told
        ]

    def _known(self, reading: Reading, city: str, since: str) -> Evidence:
        return self._evidence.get(
            (reading.key, city, since), lambda: self._evidence_of(reading, city, since)
        )

    def _evidence_of(self, reading: Reading, city: str, since: str) -> Evidence:
        themes: dict[str, dict[str, set[str]]] = {}
        said: dict[str, set[str]] = {}
        for row in reading.ask("city-fields"):
            who, field, thing = row["city"], row["field"], row["thing"]
            if who is not None and field is not None and thing is not None:
                themes.setdefault(who.iri, {}).setdefault(field.iri, set()).add(thing.iri)
                if source := row["source"]:
                    said.setdefault(thing.iri, set()).add(source.iri)
        key = city.rpartition("/")[2]
        aimed = reading.ask("plan-regions", city=key)
        for row in aimed:
            if (region := row["region"]) and (source := row["source"]):
                said.setdefault(region.iri, set()).add(source.iri)
        slept = reading.ask("asleep", city=key, **{"from": since})
        return Evidence(
            self.links(reading, tuple(THROUGH)),
            self.places(reading),
            themes,
            {row["region"].iri for row in aimed if row["region"]},
            {row["tie"].iri for row in slept if row["tie"]},
            said,
        )


def _reason(told: Mapping[str, Any]) -> Reason:
    return Reason(told["sort"], tuple(told["things"]), told["points"], told["sources"])


def _steps(on: Ground, cities: Sequence[str]) -> tuple[Step, ...]:
    return tuple(on.step(one, other) for one, other in pairwise(cities))
