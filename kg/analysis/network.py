"""Links as a graph: cities as nodes, and the bodies and works between them as nodes beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.analysis.links import Link
from kg.analysis.measures import Measures
from kg.questions.library import Reading
from kg.questions.values import plain


def as_graph(links: Iterable[Link]) -> nx.Graph[str]:
    """The network: an undirected graph, each two linked nodes joined once.

    Nodes are IRIs; the attribute `links` of an edge holds every link between its ends. Nodes and
    edges stand in the order of their IRIs, so that a method with a seed gives the same on a graph
    that was written to a file and read again.
    """
    between: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        ends = (link.city, link.other) if link.city < link.other else (link.other, link.city)
        between.setdefault(ends, []).append(link)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({node for ends in between for node in ends}))
    for one, other in sorted(between):
        graph.add_edge(one, other, links=between[one, other])
    return graph


@dataclass(frozen=True)
class Place:
    """Where a city lies."""

    country: str
    region: str
    latitude: float | None
    longitude: float | None


def places(reading: Reading) -> dict[str, Place]:
    """Every city's country, region (IRIs) and coordinates."""
    answer = reading.answer("city-regions")
    found: dict[str, Place] = {}
    for row in answer.rows:
        told = dict(zip(answer.variables, map(plain, row), strict=True))
        latitude, longitude = (
            float(told[name]) if told[name] else None for name in ("latitude", "longitude")
        )
        found[told["city"]] = Place(told["country"], told["region"], latitude, longitude)
    return found


def described(
    graph: nx.Graph[str], measures: Measures, reading: Reading, where: Mapping[str, Place]
) -> nx.Graph[str]:
    """The network as files carry it: names, places and measures as plain attributes.

    Nodes are named by key and bear `label` (in the reader's language), `name_ko`, `name_en`,
    `iri`, `kind`, `country`, `latitude`, `longitude` where known, and the measures `degree`,
    `betweenness`, `community`, `component`, `core`, `cut`. Edges bear `id` (keys of the records,
    parted by `; `), `through`, `role`, `start`, `bridge` and `source`. Order is kept.
    """
    iris = list(graph)
    names = reading.name(iris)
    captions = reading.captions(iris)
    key = {iri: names[iri].key or iri for iri in iris}
    plain: nx.Graph[str] = nx.Graph()
    for iri in iris:
        told: dict[str, str | float | int | bool] = {"label": names[iri].text, "iri": iri}
        said = captions.get(iri, {})
        told |= {f"name_{code}": said[code] for code in ("ko", "en") if code in said}
        kind = names[iri].kind
        if kind is not None:
            told["kind"] = kind.name
        if place := where.get(iri):
            told["country"] = place.country.rpartition("/")[2]
            if place.latitude is not None and place.longitude is not None:
                told |= {"latitude": place.latitude, "longitude": place.longitude}
        plain.add_node(key[iri], **told, **measures.of(iri))
    for one, other in graph.edges:
        told_of = _told(graph.edges[one, other]["links"])
        plain.add_edge(key[one], key[other], **told_of, bridge=measures.bridge(one, other))
    return plain


def _told(links: Iterable[Link]) -> dict[str, str]:
    """What an edge says of its links."""
    known = list(links)
    columns = {
        "id": [link.fact.rpartition("/")[2] for link in known],
        "through": [link.through for link in known],
        "role": [link.role_id for link in known],
        "start": [link.start for link in known],
        "source": [source for link in known for source in link.sources],
    }
    return {
        name: (" " if name == "source" else "; ").join(dict.fromkeys(filter(None, said)))
        for name, said in columns.items()
    }


def as_json(graph: nx.Graph[str]) -> dict[str, Any]:
    """A described network as `nodes` (with `id`) and `edges` (with `source` and `target`).

    Where an edge has sources of its own they are `sources`, a list.
    """
    return {
        "nodes": [{"id": node, **told} for node, told in graph.nodes(data=True)],
        "edges": [
            {
                "source": one,
                "target": other,
                **{k: v for k, v in told.items() if k != "source"},
                "sources": told.get("source", "").split(),
            }
            for one, other, told in graph.edges(data=True)
        ],
    }
