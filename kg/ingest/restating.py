"""What stands when rows have restated their things, each in its source's voice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.ingest.desk import Desk
from kg.ingest.pipeline import Mapped
from kg.model import Kind, Model
from kg.model.sheet import column_of, entered
from kg.terms import RDF_TYPE, cd

Spoken = tuple[NamedNode | BlankNode | DefaultGraph, NamedNode | BlankNode | Triple]
"""Graph and thing: what one source says of one thing."""
Held = Mapping[str, set[Quad]]
"""Statements by dataset."""


def restated(
    desk: Desk, held: Held, mapped: Mapped, homes: Collection[str], columns: Collection[str] | None
) -> dict[str, set[Quad]]:
    """The datasets that change, whole, when the rows have been taken in.

    What a source says of a thing is restated in the datasets (of `homes`) where it stands; what
    stands nowhere comes into the dataset of the import. `columns` are those of a kind's sheet:
    what they have no place for stays as it is.
    """
    target, register = mapped.manifest.name, desk.names.graph("sources")
    claims = {q for q in mapped.quads if q.graph_name != register}
    spoken = {_spoken(q) for q in claims}
    restates = _Restates(desk.model, claims, columns)
    home: dict[Spoken, str] = {}
    for name in sorted(homes, key=lambda name: (name != target, name)):
        for quad in held.get(name, ()):
            if _spoken(quad) in spoken:
                home.setdefault(_spoken(quad), name)
    standing = {q for name in homes for q in held.get(name, ())}
    changes = {}
    for name in {target, *homes}:
        before = held.get(name, set())
        after = {q for q in before if _spoken(q) not in spoken or q in claims or not restates(q)}
        after |= {q for q in claims - standing if home.get(_spoken(q), target) == name}
        if name == target and after - before:
            after |= _described(desk, mapped, after - before, new=name not in held)
        if after != before:
            changes[name] = after
    return changes


class _Restates:
    """Whether the rows say anew what a statement says."""

    def __init__(
        self, model: Model, claims: Iterable[Quad], columns: Collection[str] | None
    ) -> None:
        self._columns = columns
        self._kinds: dict[object, Kind] = {
            q.subject: model.kind(q.object.value)
            for q in claims
            if q.predicate == RDF_TYPE and isinstance(q.object, NamedNode)
        }
        self._parts = {kind.part_through for kind in model}

    def __call__(self, quad: Quad) -> bool:
        if self._columns is None:
            # A row may speak of one part of its thing; the other parts stay.
            return quad.predicate.value not in self._parts
        kind = self._kinds.get(quad.subject)
        own = {p.path: p for p in entered(kind)} if kind else {}
        prop = own.get(quad.predicate.value)
        if prop is None:
            return False
        language = quad.object.language if isinstance(quad.object, Literal) else None
        return column_of(prop, language) in self._columns


def _described(desk: Desk, mapped: Mapped, fresh: set[Quad], *, new: bool) -> set[Quad]:
    """What the register of sources needs for statements that are new in the dataset.

    A Source that is described already is only said to be part of the dataset, too.
    """
    cited = {q.graph_name for q in fresh}
    dataset = desk.names.thing("dataset", mapped.manifest.name)
    described = cd("Source").value
    found = set()
    for quad in mapped.quads:
        if quad.graph_name != desk.names.graph("sources"):
            continue
        if quad.subject == dataset:
            wanted = new
        elif quad.subject not in cited:
            wanted = False
        elif described in desk.standing.classes(quad.subject.value):  # type: ignore[union-attr]
            wanted = quad.predicate in (RDF_TYPE, cd("dataset"))
        else:
            wanted = True
        if wanted:
            found.add(quad)
    return found


def _spoken(quad: Quad) -> Spoken:
    return (quad.graph_name, quad.subject)


def difference(before: Held, after: Held) -> tuple[int, int]:
    """How many statements of the whole graph come and go."""
    old = {q for quads in before.values() for q in quads}
    new = {q for quads in after.values() for q in quads}
    return len(new - old), len(old - new)
