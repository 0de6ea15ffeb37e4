"""Keeps a graph of ours and the union in step: each distinct triple stands once in the union.

The union of all graphs is stored as the default graph. A triple that several graphs hold
stands there once, and leaves it when no graph holds it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

_UNION = DefaultGraph()


def held(store: Store, graph: NamedNode) -> set[Triple]:
    """The triples of one graph."""
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


def put(store: Store, graph: NamedNode, triples: Collection[Triple]) -> None:
    """Adds triples to a graph and to the union."""
    store.bulk_extend(
        Quad(t.subject, t.predicate, t.object, g) for t in triples for g in (graph, _UNION)
    )


def withdraw(store: Store, graph: NamedNode, triples: Iterable[Triple]) -> None:
    """Removes triples from a graph, and from the union those that no other graph holds."""
    for triple in triples:
        spo = triple.subject, triple.predicate, triple.object
        store.remove(Quad(*spo, graph))
        holders = store.quads_for_pattern(*spo, None)
        if all(quad.graph_name == _UNION for quad in holders):
            store.remove(Quad(*spo, _UNION))
