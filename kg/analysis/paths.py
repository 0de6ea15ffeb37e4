"""How two cities are connected: the best few ways, steps with few others on them first.

A way is a row of cities, each bound to the next by a tie or by something both have a part in. Its
cost is the sum over its steps and over the cities passed on the way:

- a step by a tie costs 1 for sister, friendship and twin cities, 1.5 for cooperation, 2 for a
  letter of intent or a joint project;
- a step through a network, forum edition, session, exchange, project or practice that `m` cities
  have a part in costs 1 + ½·log₂ m: a session of two says more than a network of sixty;
- passing a city bound to `d` others costs ¼·log₂ d, so that hubs are damped, not shut out.

The least costly ways without a repeated city come first (Yen 1971, on Dijkstra 1959).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, islice, pairwise
from math import log2

import networkx as nx

from kg.analysis.links import Link

LARGEST = 200
"""Bodies with more cities than this join nobody: to be one of so many says too little."""
PAIRS = 400_000
"""Pairs of cities joined by bodies at most; the smallest bodies come first."""
MOST = 5
"""Ways looked for at most."""
_TIES = {"cooperation": 1.5, "letter-of-intent": 2.0, "project": 2.0}


@dataclass(frozen=True)
class Shared:
    """Something that both cities of a step have a part in."""

    through: str
    body: str
    members: int
    one: tuple[Link, ...]
    other: tuple[Link, ...]


@dataclass(frozen=True)
class Step:
    """From one city to the next: their ties, and what they share, the smallest first."""

    one: str
    other: str
    ties: tuple[Link, ...]
    shared: tuple[Shared, ...]


@dataclass(frozen=True)
class Way:
    """A row of steps and what it costs."""

    cost: float
    steps: tuple[Step, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities from start to end."""
        return (self.steps[0].one, *(step.other for step in self.steps))


@dataclass(frozen=True)
class Ground:
    """Links made ready for looking for ways: built once, asked often."""

    graph: nx.Graph[str]
    """Cities; `cost` of each edge with half of what passing its ends costs."""
    bodies: dict[str, dict[str, tuple[Link, ...]]] = field(repr=False)
    """The links of each city to each body, by body and city."""
    ties: dict[frozenset[str], tuple[Link, ...]] = field(repr=False)
    left_out: tuple[str, ...]
    """Bodies too large to join anybody."""

    @cached_property
    def of_city(self) -> dict[str, set[str]]:
        """The bodies each city has a part in."""
        found: dict[str, set[str]] = {}
        for body, cities in self.bodies.items():
            for city in cities:
                found.setdefault(city, set()).add(body)
        return found

    def ways(
        self, start: str, end: str, count: int = 3, without: Collection[str] = ()
    ) -> list[Way]:
        """The best ways from one city to another, at most `count`, none over a city of `without`.

        None when nothing joins them; none for a city nothing is linked to.
        """
        graph = self.graph
        if start == end or start not in graph or end not in graph:
            return []
        passed = set(without) - {start, end}
        if passed:
            graph = nx.restricted_view(graph, [c for c in passed if c in graph], [])
        found = nx.shortest_simple_paths(graph, start, end, weight="cost")
        try:
            rows = list(islice(found, min(count, MOST)))
        except nx.NetworkXNoPath:
            return []
        return [self._way(cities) for cities in rows]

    def step(self, one: str, other: str) -> Step:
        """All that binds two cities directly."""
        common = self.of_city.get(one, set()) & self.of_city.get(other, set())
        shared = [
            Shared(links[one][0].through, body, len(links), links[one], links[other])
            for body in common
            if (links := self.bodies[body])
        ]
        shared.sort(key=lambda s: (s.members, s.through, s.body))
        return Step(one, other, self.ties.get(frozenset((one, other)), ()), tuple(shared))

    def _way(self, cities: Sequence[str]) -> Way:
        cost = sum(self.graph[a][b]["cost"] for a, b in pairwise(cities))
        ends = (_damping(self.graph, cities[0]) + _damping(self.graph, cities[-1])) / 2
        return Way(round(cost - ends, 3), tuple(self.step(a, b) for a, b in pairwise(cities)))


def ground(links: Iterable[Link]) -> Ground:
    """The ground on which ways are looked for."""
    bodies: dict[str, dict[str, list[Link]]] = {}
    ties: dict[frozenset[str], list[Link]] = {}
    for link in links:
        if link.direct:
            ties.setdefault(frozenset((link.city, link.other)), []).append(link)
        else:
            bodies.setdefault(link.other, {}).setdefault(link.city, []).append(link)
    cost: dict[frozenset[str], float] = {
        pair: min(_TIES.get(link.role_id, 1.0) for link in joined) for pair, joined in ties.items()
    }
    left_out = []
    room = PAIRS
    used: dict[str, dict[str, tuple[Link, ...]]] = {}
    for body, cities in sorted(bodies.items(), key=lambda item: (len(item[1]), item[0])):
        size = len(cities)
        if size < 2:
            continue
        room -= size * (size - 1) // 2
        if size > LARGEST or room < 0:
            left_out.append(body)
            continue
        used[body] = {city: tuple(joined) for city, joined in cities.items()}
        price = 1 + log2(size) / 2
        for pair in map(frozenset, combinations(sorted(cities), 2)):
            cost[pair] = min(cost.get(pair, price), price)
    graph: nx.Graph[str] = nx.Graph()
    ordered = sorted((min(pair), max(pair), price) for pair, price in cost.items())
    graph.add_edges_from((one, other) for one, other, _ in ordered)
    for one, other, price in ordered:
        half = (_damping(graph, one) + _damping(graph, other)) / 2
        graph.edges[one, other]["cost"] = price + half
    return Ground(
        graph, used, {pair: tuple(joined) for pair, joined in ties.items()}, tuple(left_out)
    )


def _damping(graph: nx.Graph[str], city: str) -> float:
    return log2(max(1, graph.degree(city))) / 4
