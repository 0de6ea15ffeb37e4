"""A city's surroundings as nodes, edges and options for vis-network, made by pyvis."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.analysis.links import Link

MOST = 150
"""Nodes drawn at first."""
_STRENGTH = {"sister": 6, "friendship": 5, "twin": 5, "cooperation": 4, "project": 3}
_OPTIONS: dict[str, Any] = {
    "nodes": {"borderWidth": 2},
    "edges": {"smooth": False, "width": 2},
    "interaction": {"hover": True, "keyboard": {"enabled": True, "bindToWindow": False},
                    "navigationButtons": False, "zoomView": True},
    "layout": {"randomSeed": 7, "improvedLayout": False},
    "physics": {"stabilization": {"iterations": 300, "fit": True}, "solver": "forceAtlas2Based",
                "forceAtlas2Based": {"gravitationalConstant": -130, "springLength": 150,
                                     "avoidOverlap": 0.8}, "minVelocity": 1},
}  # fmt: skip
_SHAPES = {"city": "dot", "network": "square", "edition": "triangle", "session": "triangleDown",
           "exchange": "diamond", "project": "hexagon", "practice": "star"}  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """The links within some steps of a city, as far as they were taken."""

    city: str
    links: tuple[Link, ...]
    steps: Mapping[str, int]
    """How far each node lies."""
    left_out: int
    """Nodes within reach that were not taken."""


def surroundings(
    links: Iterable[Link], city: str, depth: int = 1, most: int = MOST
) -> Surroundings:
    """What lies within `depth` steps of a city (through a body: two), the nearest first.

    Within a step those bound more firmly come first: by relation, then by number of links, then
    by IRI. At depth 1 the city's ties and all it has a part in; at depth 2 what binds these to
    others, too.
    """
    about: dict[str, list[Link]] = {}
    for link in links:
        about.setdefault(link.city, []).append(link)
        about.setdefault(link.other, []).append(link)
    steps, left_out, ring = {city: 0}, 0, [city]
    for step in range(1, depth + 1):
        reached: dict[str, list[Link]] = {}
        for node in ring:
            for link in about.get(node, ()):
                other = link.other if link.city == node else link.city
                if other not in steps:
                    reached.setdefault(other, []).append(link)
        ordered = sorted(reached, key=lambda n: (-_firm(reached[n]), -len(reached[n]), n))
        ring = ordered[: max(0, most - len(steps))]
        left_out += len(ordered) - len(ring)
        steps |= dict.fromkeys(ring, step)
    shown = {
        (link.through, link.city, link.other, link.fact, link.role): link
        for node in steps
        for link in about.get(node, ())
        if link.city in steps and link.other in steps
    }
    return Surroundings(city, tuple(shown.values()), steps, left_out)


def _firm(links: Iterable[Link]) -> int:
    return max((_STRENGTH.get(link.role_id, 1) for link in links), default=0)


def drawn(
    around: Surroundings,
    text: Callable[[str], str],
    address: Callable[[str], str],
    kind: Callable[[str], str],
    edge_text: Callable[[Link], str],
) -> dict[str, Any]:
    """`nodes`, `edges` and `options` as vis-network takes them.

    Labels are plain text: vis-network draws them on a canvas, and titles are left out since it
    would read them as HTML. `group` is the kind of a node, `relation` what an edge says; colours
    are the page's own. Physics settles before the first picture and then stops.
    """
    # Brings IPython along: only where a picture is wanted. It ships no types.
    from pyvis.network import Network  # type: ignore[import-untyped]

    net = Network(height="100%", width="100%", notebook=False, cdn_resources="local")
    for node, step in around.steps.items():
        of = kind(node)
        net.add_node(
            node,
            label=text(node),
            shape=_SHAPES.get(of, "dot"),
            size=26 if step == 0 else 15 if step == 1 else 9,
            group=of,
            address=address(node),
            step=step,
        )
    joined: dict[tuple[str, str], list[Link]] = {}
    for link in around.links:
        joined.setdefault((link.city, link.other), []).append(link)
    for (one, other), between in joined.items():
        best = max(between, key=lambda link: _STRENGTH.get(link.role_id, 1))
        net.add_edge(
            one,
            other,
            relation=best.role_id if best.direct else best.through,
            said="; ".join(dict.fromkeys(filter(None, map(edge_text, between)))),
        )
    net.set_options(json.dumps(_OPTIONS))
    nodes, edges, _heading, _height, _width, options = net.get_network_data()
    for node in nodes:
        node.pop("color", None)
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}
