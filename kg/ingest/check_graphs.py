"""Statements as pySHACL wants them: plain rdflib graphs, with a node for each thing and source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox
from rdflib import RDF, Graph, URIRef

from kg.ingest.check_shapes import Rule, Rules, Variant
from kg.ingest.check_terms import term

Classes = Callable[[str], Collection[str]]
"""The classes of a thing or concept, those above them included."""


@dataclass
class Batch:
    """What pySHACL is given: the graph, the rules it concerns, and where each node came from."""

    graph: Graph = field(default_factory=Graph)
    rules: dict[URIRef, Rule] = field(default_factory=dict)
    origin: dict[URIRef, tuple[str | None, str]] = field(default_factory=dict)
    """Graph (None in the union) and thing of each node."""


Said = Mapping[str, Mapping[str, Collection[ox.Triple]]]
"""Statements by graph and thing."""


def within(said: Said, rules: Rules, classes: Classes) -> Batch:
    """All graphs as one, each thing under a name of its own in each graph that speaks of it."""
    batch = Batch()
    for number, (graph, about) in enumerate(sorted(said.items())):
        for thing, triples in about.items():
            node = URIRef(f"{thing}#g{number}")
            batch.origin[node] = (graph, thing)
            _add(batch, node, triples, rules, "within")
    _add_classes(batch, classes)
    return batch


def union(things: Mapping[str, Iterable[ox.Triple]], rules: Rules) -> Batch:
    """What all sources together say of each thing."""
    batch = Batch()
    for thing, triples in things.items():
        node = URIRef(thing)
        batch.origin[node] = (None, thing)
        _add(batch, node, list(triples), rules, "union")
    return batch


def by_subject(triples: Iterable[ox.Triple]) -> dict[str, list[ox.Triple]]:
    """The statements about each thing; statements about blank nodes are left out."""
    said: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            said.setdefault(triple.subject.value, []).append(triple)
    return said


def kinds_said(triples: Iterable[ox.Triple]) -> set[str]:
    """The classes that statements about one thing give it."""
    return {
        t.object.value
        for t in triples
        if t.predicate.value == str(RDF.type) and isinstance(t.object, ox.NamedNode)
    }


def _add(
    batch: Batch, node: URIRef, said: Collection[ox.Triple], rules: Rules, variant: Variant
) -> None:
    paths = {triple.predicate.value for triple in said}
    asked: set[str] = set()
    for cls in kinds_said(said):
        for rule in rules.of(variant, cls):
            # A thing without the property can break a minimum only.
            if rule.wanted or rule.prop.path in paths:
                batch.rules[rule.node] = rule
                batch.graph.add((node, RDF.type, rule.target))
                asked.add(rule.prop.path)
    for triple in said:
        if triple.predicate.value in asked:
            batch.graph.add((node, URIRef(triple.predicate.value), term(triple.object)))


def _add_classes(batch: Batch, classes: Classes) -> None:
    refer = {URIRef(rule.prop.path) for rule in batch.rules.values() if rule.refers}
    pointed = {
        value
        for path in refer
        for value in batch.graph.objects(None, path)
        if isinstance(value, URIRef)
    }
    for value in pointed:
        for cls in classes(str(value)):
            batch.graph.add((value, RDF.type, URIRef(cls)))
