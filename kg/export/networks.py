"""A list of ties as a network, for programs that draw and measure: GraphML and GEXF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import combinations

import networkx as nx

from kg.model import Kind
from kg.questions.library import Reading
from kg.questions.records import Record

NETWORK_FORMATS = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml"}
"""Media types by the ending of an address."""

_PLACE = ("latitude", "longitude", "country")


def as_graph(reading: Reading, kind: Kind, things: Sequence[str]) -> nx.MultiGraph[str]:
    """The network of some ties: a node for each party, an edge for each two parties of a tie.

    Nodes are named by key and bear `label` (in the reader's language), `name_ko`, `name_en`,
    `kind`, `country` (key), `latitude` and `longitude` where known. Edges bear the tie's key as
    `id`, its `name`, the columns of its list (a concept as its id, several values parted by
    `; `) and the addresses of its sources. A tie of three parties is a triangle of one `id`.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    ends: dict[str, list[str]] = {}
    local = next(p.local for p in kind.properties if p.path == kind.edge_through)
    records = list(reading.records(kind, things))
    for record in records:
        parties = [value.iri for value, _ in record.values.get(local, ()) if value.iri]
        ends[record.thing.iri] = sorted(dict.fromkeys(parties))
    keys = _add_nodes(graph, reading, sorted({i for pair in ends.values() for i in pair}))
    for record in records:
        told = _edge(kind, record)
        for one, other in combinations(ends[record.thing.iri], 2):
            graph.add_edge(keys[one], keys[other], **told)
    return graph


def as_network(graph: nx.Graph[str], ending: str) -> bytes:
    """The network as GraphML or GEXF."""
    out = io.BytesIO()
    if ending == "graphml":
        nx.write_graphml(graph, out)
    else:
        nx.write_gexf(graph, out)
    return out.getvalue()


def _add_nodes(graph: nx.MultiGraph[str], reading: Reading, iris: Sequence[str]) -> dict[str, str]:
    """Puts the parties in; gives the node of each IRI."""
    names = reading.name(iris)
    captions = reading.captions(iris)
    places = {
        record.thing.iri: record
        for kind in {v.kind.name: v.kind for v in names.values() if v.kind}.values()
        if all(any(p.local == local for p in kind.properties) for local in _PLACE)
        for record in reading.records(kind, [i for i in iris if names[i].kind == kind])
    }
    for iri in iris:
        name = names[iri]
        told: dict[str, str | float] = {"label": name.text, "iri": iri}
        told |= {
            f"name_{code}": text
            for code, text in captions.get(iri, {}).items()
            if code in ("ko", "en")
        }
        if name.kind is not None:
            told["kind"] = name.kind.name
        if iri in places:
            told |= _place(places[iri])
        graph.add_node(name.key or iri, **told)
    return {iri: names[iri].key or iri for iri in iris}


def _place(record: Record) -> dict[str, str | float]:
    told: dict[str, str | float] = {}
    for local in _PLACE:
        values = record.values.get(local, ())
        if values:
            first = values[0][0]
            told[local] = first.id if local == "country" else float(first.text)
    return told


def _edge(kind: Kind, record: Record) -> dict[str, str]:
    told = {"id": record.thing.key, "name": record.thing.text}
    for prop in kind.columns:
        values = sorted({value.id for value, _ in record.values.get(prop.local, ())})
        if values:
            told[prop.local] = "; ".join(values)
    return told | {"source": " ".join(record.sources)}
