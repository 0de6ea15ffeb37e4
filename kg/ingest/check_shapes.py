"""The shapes as the checker wants them: one rule a kind and property, in two variants.

`within` holds for each source by itself: everything but `sh:minCount`, which stays only where
the property is a key. `union` holds for what all sources say together: the other minimums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as OneOf

import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.ingest.check_terms import term
from kg.model import Kind, Model, Property

Variant = OneOf["within", "union"]

# What a property shape says beside its constraints. Messages are looked up in the model: pySHACL
# would copy every one of them into every result.
_SPOKEN = {SH.path, SH.name, SH.description, SH.message, SH.order, SH.severity}


@dataclass(frozen=True)
class Rule:
    """One property shape of one kind, as far as a variant judges it."""

    node: URIRef
    """Names the shape in pySHACL's results."""
    target: URIRef
    """Class by which the things to be judged are marked in the graph that is checked."""
    kind: Kind
    prop: Property
    wanted: bool
    """Whether a thing without the property is judged too: the rule sets a minimum."""
    refers: bool
    """Whether the classes of the values are asked for."""
    constraints: tuple[tuple[URIRef, Node], ...]


class Rules:
    """The rules of the ontology's shapes, by variant and class of the things."""

    def __init__(self, ontology: Path, model: Model) -> None:
        self._source = Graph()
        for path in sorted((ontology / "shapes").glob("*.ttl")):
            # Parsed by the faster of the two; each file's nameless nodes stay its own.
            for said in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                self._source.add((term(said.subject), term(said.predicate), term(said.object)))
        self._rules: dict[Variant, dict[str, list[Rule]]] = {"within": {}, "union": {}}
        for kind in model:
            shapes = self._source.subjects(SH.targetClass, URIRef(kind.iri))
            nodes = {node: None for shape in shapes for node in self._property_nodes(shape)}
            for variant, rules in self._rules.items():
                rules[kind.iri] = list(self._of(kind, nodes, variant))

    def of(self, variant: Variant, cls: str) -> list[Rule]:
        """The rules for things of a class; none when the class is no kind."""
        return self._rules[variant].get(cls, [])

    def graph(self, rules: Iterable[Rule]) -> Graph:
        """The shapes graph of some rules: property shapes with targets of their own.

        Without node shapes pySHACL judges all things of a rule in one go, and names the path in
        each result.
        """
        shapes = Graph()
        for rule in rules:
            shapes.add((rule.node, SH.path, URIRef(rule.prop.path)))
            shapes.add((rule.node, SH.targetClass, rule.target))
            for predicate, value in rule.constraints:
                shapes.add((rule.node, predicate, value))
                self._copy(value, shapes)
        return shapes

    def _property_nodes(self, shape: Node) -> Iterator[Node]:
        """The property shapes of a node shape and of those it takes over by sh:node."""
        yield from self._source.objects(shape, SH.property)
        for taken in self._source.objects(shape, SH.node):
            yield from self._property_nodes(taken)

    def _of(self, kind: Kind, nodes: Iterable[Node], variant: Variant) -> Iterator[Rule]:
        for number, node in enumerate(nodes):
            path = self._source.value(node, SH.path)
            prop = kind.find(str(path))
            kept = tuple(
                (predicate, value)
                for predicate, value in self._source.predicate_objects(node)
                if isinstance(predicate, URIRef)
                and predicate.startswith(str(SH))
                and predicate not in _SPOKEN
                and _judged(predicate, prop, variant)
            )
            if kept:
                name = f"urn:rule:{variant}:{kind.name}:{number}"
                stated = {predicate for predicate, _ in kept}
                yield Rule(
                    node=URIRef(name),
                    target=URIRef(name + ":target"),
                    kind=kind,
                    prop=prop,
                    wanted=SH.minCount in stated,
                    refers=SH["class"] in stated,
                    constraints=kept,
                )

    def _copy(self, node: Node, shapes: Graph) -> None:
        """Copies what the shapes say of a node shape or list that a constraint points to."""
        if not isinstance(node, (BNode, URIRef)) or (node, None, None) in shapes:
            return
        for predicate, value in self._source.predicate_objects(node):
            # A class or datatype is named like a shape, but what is said of it is no shape.
            if predicate.startswith(str(SH)) or isinstance(node, BNode):  # type: ignore[attr-defined]
                shapes.add((node, predicate, value))
                self._copy(value, shapes)


def _judged(predicate: URIRef, prop: Property, variant: Variant) -> bool:
    if predicate != SH.minCount:
        return variant == "within"
    return prop.key == (variant == "within")
