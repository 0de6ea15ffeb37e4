"""What people changed in the archive, apart from builds: a build keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.archive import Archive, Revision
from kg.model import Model
from kg.terms import RDF_TYPE

BUILD = "build"
"""The importer that builds name in their revisions."""

Slot = tuple[str, str, str, str]
"""Graph, thing, property and language that hold one value."""


@dataclass
class Edits:
    """The statements of one dataset that imports and forms added, and those they removed."""

    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)

    def take(self, removed: set[Quad], added: set[Quad]) -> None:
        """One more change; what only takes an earlier one back leaves no trace."""
        fresh = added - self.removed
        gone = removed - self.added
        self.removed = (self.removed - added) | gone
        self.added = (self.added - removed) | fresh

    def on(self, built: set[Quad], model: Model) -> tuple[set[Quad], list[Quad]]:
        """The dataset as built with the edits on top, and what an edit overruled in it.

        Where an edit filled a property that holds one value, the edit stays: what data/ says
        there by now is left out.
        """
        kept = built - self.removed
        if not self.added:
            return kept, []
        single = _singles(kept | self.added, model)
        filled = {slot: q for q in self.added if (slot := _slot(q)) in single}
        overruled = [q for q in kept - self.added if _slot(q) in filled]
        return (kept - set(overruled)) | self.added, overruled


def edits_of(archive: Archive) -> dict[str, Edits]:
    """The edits of each dataset since the archive began.

    Builds, and undoing them, are no edits.
    """
    edits: dict[str, Edits] = {}
    revisions = sorted(archive.revisions(), key=lambda r: r.number)
    known = {r.id: r for r in revisions}
    before = after = ""
    for revision in revisions:
        if _of_build(revision, known):
            _take(archive, before, after, edits)
            before = revision.id
        after = revision.id
    _take(archive, before, after, edits)
    return {name: e for name, e in edits.items() if e.added or e.removed}


def _of_build(revision: Revision, known: dict[str, Revision]) -> bool:
    if revision.importer == BUILD:
        return True
    reverted = known.get(revision.reverts or "")
    return reverted is not None and _of_build(reverted, known)


def _take(archive: Archive, before: str, after: str, edits: dict[str, Edits]) -> None:
    """The edits in a row between two builds count by what they come to."""
    if before == after:
        return
    for name, change in archive.difference_by_dataset(before, after).items():
        edits.setdefault(name, Edits()).take(quads_in(change.removed), quads_in(change.added))


def quads_in(lines: Iterable[bytes]) -> set[Quad]:
    """The statements of lines of N-Quads."""
    return set(parse(input=b"".join(lines), format=RdfFormat.N_QUADS))


def quads_of(archive: Archive, revision: str) -> dict[str, set[Quad]]:
    """Every dataset of a revision; none for the state before the first."""
    names = archive.datasets(revision) if revision else {}
    return {name: quads_in(archive.lines(revision, name)) for name in names}


def _slot(quad: Quad) -> Slot:
    language = (quad.object.language or "") if isinstance(quad.object, Literal) else ""
    return (quad.graph_name.value, quad.subject.value, quad.predicate.value, language)  # type: ignore[union-attr]


def _singles(quads: Iterable[Quad], model: Model) -> set[Slot]:
    """The slots of these statements that hold one value, as the kind of their thing declares."""
    quads = list(quads)
    holding = {
        kind.iri: {p.path for p in kind.properties if p.single or p.one_a_language}
        for kind in model
    }
    single: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
            paths = holding.get(quad.object.value, set())
            single.setdefault(quad.subject.value, set()).update(paths)  # type: ignore[union-attr]
    return {
        _slot(q)
        for q in quads
        if q.predicate.value in single.get(q.subject.value, ())  # type: ignore[union-attr]
    }
