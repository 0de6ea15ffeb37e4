"""Checks statements against the shapes: what breaks a rule, in which source, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH

from kg.errors import ModelProblem
from kg.ingest import check_graphs
from kg.ingest.check_graphs import Batch, Said
from kg.ingest.check_shapes import Rules, Variant
from kg.model import Model
from kg.model.kinds import Text
from kg.terms import RDF_TYPE

_UNTYPED = {
    "ko": "출처마다 그 안의 모든 것에 종류가 적혀 있어야 합니다.",
    "en": "Within a source each thing it speaks of bears its type.",
}
_COUNTED = {
    SH.MinCountConstraintComponent,
    SH.MaxCountConstraintComponent,
    SH.UniqueLangConstraintComponent,
}


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One rule broken by one thing."""

    graph: str | None
    """The source that breaks it; None when it is what all sources together lack."""
    thing: str
    path: str | None
    value: str | None
    """The value that may not be; all of them, parted by ` | `, when their number may not be."""
    message: Text = field(compare=False)
    """As the shape says it, ko and en."""
    variant: Variant


class Checker:
    """Judges statements by the shapes of an ontology; pySHACL is the judge.

    `sh:minCount` is judged over the union of all sources, everything else within each source;
    properties marked `cd:key true` keep their minimum within each source.
    """

    def __init__(self, ontology: Path, model: Model) -> None:
        self._rules = Rules(ontology, model)
        self._above = {kind.iri: kind.above for kind in model}
        self._concepts = {
            concept: cls
            for cls, scheme in model.schemes.items()
            for concept in model.concepts.get(scheme, ())
        }

    def check(
        self,
        graphs: Mapping[str, Collection[ox.Triple]],
        union: Callable[[str], Iterable[ox.Triple]],
        types: Callable[[str], Collection[str]],
    ) -> list[Violation]:
        """What changed statements break, sorted by source, thing and property.

        `graphs` holds the changed sources, each with all it says of each changed thing; `union`
        answers with all that all sources will say of a thing, `types` with the classes it has
        (classes of what `graphs` holds, and concepts of the ontology, are known without it).
        """
        said = {name: check_graphs.by_subject(triples) for name, triples in graphs.items()}
        things = sorted({thing for about in said.values() for thing in about})
        classes = self._classes_of(said, types)
        within = check_graphs.within(said, self._rules, classes)
        whole = check_graphs.union({thing: union(thing) for thing in things}, self._rules)
        found = {*_untyped(said), *self._judged(within, "within"), *self._judged(whole, "union")}
        return sorted(found, key=_order)

    def _classes_of(
        self,
        said: Said,
        types: Callable[[str], Collection[str]],
    ) -> check_graphs.Classes:
        batch: dict[str, set[str]] = {}
        for about in said.values():
            for thing, triples in about.items():
                batch.setdefault(thing, set()).update(check_graphs.kinds_said(triples))

        def classes(iri: str) -> set[str]:
            if iri in self._concepts:
                return {self._concepts[iri]}
            own = {*batch.get(iri, ()), *types(iri)}
            return own.union(*(self._above.get(cls, ()) for cls in own))

        return classes

    def _judged(self, batch: Batch, variant: Variant) -> Iterator[Violation]:
        if not batch.rules:
            return
        shapes = self._rules.graph(batch.rules.values())
        _, results, text = pyshacl.validate(
            batch.graph, shacl_graph=shapes, advanced=False, inference="none", meta_shacl=False
        )
        if not isinstance(results, Graph):
            raise ModelProblem(
                f"The shapes cannot be checked against: {text}",
                remedy="Correct the file in ontology/shapes that it speaks of.",
            )
        for result in results.objects(None, SH.result):
            focus = results.value(result, SH.focusNode)
            shape = results.value(result, SH.sourceShape)
            assert isinstance(focus, URIRef)
            assert isinstance(shape, URIRef)
            rule = batch.rules[shape]
            graph, thing = batch.origin[focus]
            if results.value(result, SH.sourceConstraintComponent) in _COUNTED:
                values = batch.graph.objects(focus, URIRef(rule.prop.path))
                value = " | ".join(sorted(map(_shown, values))) or None
            else:
                value = _shown(results.value(result, SH.value))
            yield Violation(
                graph=graph,
                thing=thing,
                path=rule.prop.path,
                value=value,
                message=rule.prop.message,
                variant=variant,
            )


def _untyped(said: Said) -> Iterator[Violation]:
    """Things without a class in a source: no rule would ever look at them."""
    for graph, about in said.items():
        for thing, triples in about.items():
            if not check_graphs.kinds_said(triples):
                yield Violation(
                    graph=graph,
                    thing=thing,
                    path=RDF_TYPE.value,
                    value=None,
                    message=_UNTYPED,
                    variant="within",
                )


def _shown(node: object) -> str:
    if isinstance(node, Literal) and node.language:
        return f"{node}@{node.language}"
    return str(node)


def _order(violation: Violation) -> tuple[str, ...]:
    return (
        violation.graph or "",
        violation.thing,
        violation.path or "",
        violation.value or "",
        violation.variant,
    )
