"""From files to a revision: build everything from data/, or import one table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from kg.archive import Archive, Input
from kg.errors import InputProblem
from kg.ingest.check import Checker, Violation
from kg.ingest.known import Known
from kg.ingest.manifest import Manifest, SourceFile, read_manifests
from kg.ingest.pipeline import Mapped, Place, map_dataset
from kg.ingest.report import Finding, Report
from kg.ingest.row import Table
from kg.ingest.sources import Sources
from kg.ingest.standing import Standing
from kg.ingest.words import read_words
from kg.model import Model, read_model
from kg.settings import Settings
from kg.terms import Names

BUILD = "build"
_FINGERPRINT = "fingerprint"
Advance = Callable[[str, int], None]
"""Told the dataset's name and how many rows went by, for a progress bar."""


@dataclass
class Desk:
    """All that reading rows needs: the model, what stands already, the tables of words."""

    settings: Settings
    model: Model
    names: Names
    standing: Standing

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """The desk with nothing standing yet."""
        names = Names(settings.base)
        return cls(settings, read_model(settings.ontology), names, Standing(names))

    def known(self) -> Known:
        """What rows may refer to, as of now."""
        fields = self.model.concepts.get("field", {})
        words = read_words(self.settings.data / "reference", fields)
        return Known(self.model, self.names, self.standing.places, words, self.settings.home)


def build(
    settings: Settings,
    *,
    dry_run: bool = False,
    force: bool = False,
    advance: Advance = lambda dataset, rows: None,
) -> Report:
    """Maps every dataset of data/ and commits the outcome as one revision.

    Rows that cannot be used are listed and left out; the rest is loaded. What was imported or
    edited since the last build stays: the build brings only what changed in data/ itself.
    Without a change of data, ontology or mapping the newest build is left as it is (unless
    `force`), and the report has no tallies.
    """
    archive = Archive.open(settings.archive)
    manifests = read_manifests(settings.data)
    fingerprint = _fingerprint(settings)
    last = next((r for r in archive.revisions() if r.importer == BUILD), None)
    if last and not force and Input(_FINGERPRINT, fingerprint) in last.inputs:
        return Report(revision=archive.newest_id())
    desk = Desk.open(settings)
    everything = _map_all(desk, manifests, advance)
    report = Report(
        tallies=[m.tally for m in everything],
        findings=[f for m in everything for f in m.findings],
        dry_run=dry_run,
    )
    if dry_run:
        return report
    parent = archive.newest()
    changes = {m.manifest.name: _merged(archive, last.id if last else None, m) for m in everything}
    revision = archive.commit(
        changes,
        parent=parent.id if parent else None,
        who="kg build",
        why="Build from data/",
        importer=BUILD,
        inputs=[
            Input(_FINGERPRINT, fingerprint),
            *(Input(t.file, t.sha256) for m in everything for t in m.tables),
        ],
    )
    return _with_difference(report, archive, parent.id if parent else None, revision.id)


def _map_all(desk: Desk, manifests: Iterable[Manifest], advance: Advance) -> list[Mapped]:
    """Every dataset mapped and checked; rows the check refuses are taken out and listed."""
    manifests = tuple(manifests)
    refused: dict[Place, Finding] = {}
    while True:
        desk.standing = Standing(desk.names)
        everything = []
        for manifest in manifests:
            mapped = map_one(desk, manifest, None, advance, refused)
            desk.standing.add(mapped.quads)
            everything.append(mapped)
        violations = _check(desk, everything)
        fresh = {p: f for p, f in _rows_of(violations, everything, desk) if p not in refused}
        if violations and not fresh:
            raise InputProblem(
                f"The data breaks a rule of the ontology that no single row explains: "
                f"{violations[0].message['en']} ({violations[0].thing})",
                remedy="Correct the dataset or the shape; nothing was changed.",
            )
        if not violations:
            return everything
        refused |= fresh


def map_one(
    desk: Desk,
    manifest: Manifest,
    tables: list[tuple[SourceFile, Table]] | None,
    advance: Advance,
    refused: Mapping[Place, Finding],
) -> Mapped:
    """One dataset mapped, from its own tables or from those given in their place."""
    known = desk.known()
    sources = Sources(desk.names, known.words, manifest.retrieved)
    mapped = map_dataset(
        manifest, known, sources, tables, lambda rows: advance(manifest.name, rows), refused
    )
    mapped.findings += [
        Finding(
            severity="warning",
            file=manifest.name,
            problem=f"The publisher at {host} is not known; its rank is taken as press.",
            remedy="Add the host to data/reference/publishers.csv.",
        )
        for host in sorted(sources.unknown_hosts)
    ]
    return mapped


def violations_in(desk: Desk, graphs: Mapping[str, Iterable[Quad]]) -> list[Violation]:
    """What the rules of the ontology find in some graphs, given what stands."""
    checker = Checker(desk.settings.ontology, desk.model)
    triples = {graph: [q.triple for q in quads] for graph, quads in graphs.items()}
    return checker.check(triples, desk.standing.union, desk.standing.classes)


def _check(desk: Desk, batch: Iterable[Mapped]) -> list[Violation]:
    graphs: dict[str, set[Quad]] = {}
    for mapped in batch:
        for quad in mapped.quads:
            graphs.setdefault(quad.graph_name.value, set()).add(quad)  # type: ignore[union-attr]
    return violations_in(desk, graphs)


def _rows_of(
    violations: Iterable[Violation], batch: Iterable[Mapped], desk: Desk
) -> Iterable[tuple[Place, Finding]]:
    batch = list(batch)
    for violation in violations:
        for mapped in batch:
            for (graph, thing), place in mapped.places.items():
                if thing == violation.thing and violation.graph in (None, graph):
                    yield place, finding(violation, place, desk)


def finding(violation: Violation, place: tuple[str, int | None], desk: Desk) -> Finding:
    """A violation as a finding at the row that spoke of the thing."""
    value = f" (value: {violation.value})" if violation.value else ""
    column = ""
    for kind in desk.model:
        for prop in kind.properties:
            if prop.path == violation.path:
                column = prop.column
    return Finding(
        severity="refused",
        file=place[0],
        row=place[1],
        column=column,
        problem=f"{violation.message['en']}{value}",
        remedy=_REMEDY.get(violation.variant, _REMEDY["within"]),
    )


_REMEDY = {
    "within": "Correct the cell, or first add the thing it names; the code book says what fits.",
    "union": "No source says it yet: fill it in here, or in another row of the same thing.",
}


def _merged(archive: Archive, base: str | None, mapped: Mapped) -> set[Quad]:
    """The dataset as built, with what was edited in the archive since the last build kept."""
    name = mapped.manifest.name
    newest = archive.newest()
    if base is None or newest is None or newest.id == base:
        return mapped.quads
    before, now = (_quads(archive, id, name) for id in (base, newest.id))
    if before == now:
        return mapped.quads
    return (now - (before - mapped.quads)) | (mapped.quads - before)


def _quads(archive: Archive, revision: str, dataset: str) -> set[Quad]:
    if dataset not in archive.datasets(revision):
        return set()
    lines = b"".join(archive.lines(revision, dataset))
    return set(parse(input=lines, format=RdfFormat.N_QUADS))


def _with_difference(report: Report, archive: Archive, old: str | None, new: str) -> Report:
    if old == new:
        return replace(report, revision=new)
    if old is None:
        return replace(report, revision=new, added=sum(archive.datasets(new).values()))
    difference = archive.difference(old, new)
    return replace(
        report, revision=new, added=len(difference.added), removed=len(difference.removed)
    )


def _fingerprint(settings: Settings) -> str:
    """A checksum over all that a build depends on: data, ontology, base and the mapping code."""
    digest = hashlib.sha256(f"{settings.base} {settings.home}".encode())
    folders = (settings.data, settings.ontology / "shapes", settings.ontology / "vocab")
    for folder in (*folders, Path(__file__).parent):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in _BUILT_FROM):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


_BUILT_FROM = {".csv", ".toml", ".xlsx", ".ttl", ".py"}
