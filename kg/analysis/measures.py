"""Measures of a network, each by a named method; `python -m kg.analysis.measures` reads stdin."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from kg.analysis.apart import hold_back

SEED = 20021  # any number: what counts is that it never changes
EXACT = 2_000_000
"""Nodes times edges up to which betweenness is computed from every node: a second or two."""
EFFORT = 800_000
"""Edges walked in sampling, pivots times edges: some seconds."""


@dataclass(frozen=True)
class Measures:
    """The measures of every node of a network; `order` gives the nodes."""

    order: tuple[str, ...]
    edges: int
    degree: tuple[int, ...]
    """Neighbours, each counted once."""
    betweenness: tuple[float, ...]
    """Share of all shortest paths between two others that pass the node (Freeman 1977), computed
    as Brandes 2001; of a large network from `pivots` nodes drawn by SEED (Brandes, Pich 2007)."""
    pivots: int
    """How many nodes betweenness was computed from; 0 when from all, which is exact."""
    community: tuple[int, ...]
    """By Louvain (Blondel and others 2008) with SEED; 1 is the largest."""
    modularity: float
    component: tuple[int, ...]
    """1 is the largest."""
    core: tuple[int, ...]
    """The largest k for which the node lies in the k-core (Batagelj, Zaveršnik 2003)."""
    cuts: tuple[str, ...]
    """Articulation points: without one, its component falls apart (Hopcroft, Tarjan 1973)."""
    bridges: tuple[tuple[str, str], ...]
    """Edges without which their component falls apart (by chain decomposition, Schmidt 2013)."""

    @cached_property
    def _place(self) -> dict[str, int]:
        return {node: i for i, node in enumerate(self.order)}

    @cached_property
    def _cuts(self) -> frozenset[str]:
        return frozenset(self.cuts)

    @cached_property
    def _bridges(self) -> frozenset[frozenset[str]]:
        return frozenset(map(frozenset, self.bridges))

    def of(self, node: str) -> dict[str, Any]:
        """The measures of one node, by name."""
        i = self._place[node]
        return {
            "degree": self.degree[i],
            "betweenness": self.betweenness[i],
            "community": self.community[i],
            "component": self.component[i],
            "core": self.core[i],
            "cut": node in self._cuts,
        }

    def bridge(self, one: str, other: str) -> bool:
        """Whether the edge between two nodes is a bridge."""
        return frozenset((one, other)) in self._bridges

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Measures:
        """Measures as `asdict` wrote them, through JSON."""
        lists: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in told.items()}
        lists["bridges"] = tuple((one, other) for one, other in told["bridges"])
        return cls(**lists)


def pivots_of(nodes: int, edges: int) -> int:
    """From how many nodes betweenness is computed; 0 for all."""
    if nodes * edges <= EXACT:
        return 0
    return min(nodes, max(32, EFFORT // max(1, edges)))


def measure(graph: nx.Graph[str]) -> Measures:
    """All measures of a graph. Exact but for betweenness of a large one, and communities.

    Nodes are drawn and walked in the graph's own order; see `as_graph`.
    """
    pivots = pivots_of(len(graph), graph.number_of_edges())
    between = nx.betweenness_centrality(graph, k=pivots or None, seed=SEED)
    groups = _by_size(nx.community.louvain_communities(graph, seed=SEED)) if len(graph) else []
    parts = _by_size(nx.connected_components(graph))
    community, component, core = _numbers(groups), _numbers(parts), nx.core_number(graph)
    nodes = list(graph)
    return Measures(
        order=tuple(nodes),
        edges=graph.number_of_edges(),
        degree=tuple(graph.degree(n) for n in nodes),
        betweenness=tuple(round(between[n], 9) for n in nodes),
        pivots=pivots,
        community=tuple(community[n] for n in nodes),
        modularity=round(nx.community.modularity(graph, groups), 6) if graph.edges else 0.0,
        component=tuple(component[n] for n in nodes),
        core=tuple(core[n] for n in nodes),
        cuts=tuple(sorted(nx.articulation_points(graph))),
        bridges=tuple(sorted((min(e), max(e)) for e in nx.bridges(graph))),
    )


def _by_size(groups: Iterable[set[str]]) -> list[set[str]]:
    return sorted(groups, key=lambda g: (-len(g), min(g)))


def _numbers(groups: Sequence[set[str]]) -> dict[str, int]:
    return {node: number for number, group in enumerate(groups, 1) for node in group}


def main() -> None:
    """Nodes and edges as JSON from standard input, measures as JSON to standard output."""
    hold_back()
    told = json.load(sys.stdin)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(told["nodes"])
    graph.add_edges_from(told["edges"])
    json.dump(asdict(measure(graph)), sys.stdout)


if __name__ == "__main__":
    main()
