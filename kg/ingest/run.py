"""From data/ to a revision: every dataset mapped, checked and committed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad

from kg.archive import Archive, Input, Revision
from kg.errors import InputProblem
from kg.ingest.blame import all_blamed, edited
from kg.ingest.check import Violation
from kg.ingest.desk import Advance, Desk, again_if_moved
from kg.ingest.edits import BUILD, Edits, edits_of, quads_of
from kg.ingest.manifest import Manifest, read_manifests
from kg.ingest.pipeline import Mapped, Place
from kg.ingest.report import Finding, Report
from kg.ingest.restating import difference
from kg.settings import Settings

_FINGERPRINT = "fingerprint"


@dataclass
class _Built:
    """A dataset of data/ with the edits of the archive on top."""

    mapped: Mapped
    quads: set[Quad]
    overruled: list[Quad]

    @property
    def name(self) -> str:
        return self.mapped.manifest.name


def build(
    settings: Settings,
    *,
    dry_run: bool = False,
    force: bool = False,
    advance: Advance = lambda dataset, rows: None,
) -> Report:
    """Maps every dataset of data/ and commits the outcome as one revision.

    Rows that cannot be used are listed and left out; the rest is loaded. What was imported or
    edited stays: the build brings only what data/ itself says. A dataset whose folder has gone
    from data/ goes. Without a change of data, ontology or mapping the newest build is left as
    it is (unless `force`), and the report has no tallies.
    """
    return again_if_moved(lambda: _build(settings, dry_run, force, advance))


def _build(settings: Settings, dry_run: bool, force: bool, advance: Advance) -> Report:
    archive = Archive.open(settings.archive)
    parent = archive.newest_id()
    manifests = read_manifests(settings.data)
    fingerprint = _fingerprint(settings)
    last = next((r for r in archive.revisions() if r.importer == BUILD), None)
    if last and not force and Input(_FINGERPRINT, fingerprint) in last.inputs:
        return Report(revision=parent)
    edits = edits_of(archive)
    held = quads_of(archive, parent)
    gone = _datasets(last) - {m.name for m in manifests}
    own = gone | {m.name for m in manifests}
    kept = {name: quads for name, quads in held.items() if name not in own}
    kept |= {name: edits[name].added for name in gone if name in edits and edits[name].added}
    everything, findings = _map_all(Desk.open(settings), manifests, edits, kept, advance)
    after = kept | {built.name: built.quads for built in everything}
    added, removed = difference(held, after)
    report = Report(
        tallies=[built.mapped.tally for built in everything],
        findings=[*(f for built in everything for f in built.mapped.findings), *findings],
        revision=parent,
        added=added,
        removed=removed,
        dry_run=dry_run,
    )
    if dry_run:
        return report
    revision = archive.commit(
        {name: after.get(name) for name in own if name in after or name in held},
        parent=parent,
        who="kg build",
        why="Build from data/",
        importer=BUILD,
        inputs=[
            Input(_FINGERPRINT, fingerprint),
            *(
                Input(f"{built.name}/{table.file}", table.sha256)
                for built in everything
                for table in built.mapped.tables
            ),
        ],
    )
    return replace(report, revision=revision.id)


def _datasets(last: Revision | None) -> set[str]:
    """The datasets that the last build made, by the files it read."""
    inputs = last.inputs if last else ()
    return {i.name.partition("/")[0] for i in inputs if "/" in i.name}


def _map_all(
    desk: Desk,
    manifests: Sequence[Manifest],
    edits: Mapping[str, Edits],
    kept: Mapping[str, set[Quad]],
    advance: Advance,
) -> tuple[list[_Built], list[Finding]]:
    """Every dataset mapped and checked; rows the check refuses are taken out and listed.

    `kept` are the datasets that data/ does not make; rows may refer to what stands in them.
    """
    refused: dict[Place, Finding] = {}
    while True:
        desk.stand(kept.values())
        everything = []
        for manifest in manifests:
            mapped = desk.map(manifest, None, advance, refused)
            quads, overruled = edits.get(manifest.name, Edits()).on(mapped.quads, desk.model)
            # Rows go on finding a place by the name data/ gives it when an edit has renamed it.
            desk.standing.add(quads | mapped.quads)
            everything.append(_Built(mapped, quads, overruled))
        after = [*kept.values(), *(built.quads for built in everything)]
        desk.stand(after)
        violations = desk.violations({q for quads in after for q in quads})
        blamed = all_blamed(violations, [b.mapped for b in everything], desk.model)
        fresh = {place: told for place, told in blamed if place not in refused}
        if not fresh:
            break
        refused |= fresh
        # The bar has gone its way; a second reading is not told.
        advance = _silent
    findings = [f for b in everything for f in _overruled(b)]
    return everything, [*findings, *_of_edits(violations, edits, kept)]


def _silent(dataset: str, rows: int) -> None:
    """Tells nobody."""


def _overruled(built: _Built) -> Iterable[Finding]:
    for quad in built.overruled:
        place = next((p for p, quads in built.mapped.rows if quad in quads), (built.name, None))
        yield Finding(
            severity="warning",
            file=place[0],
            row=place[1],
            problem=f"An edit made in the archive says otherwise and stays; left out: {quad.triple}",
            remedy="Bring data/ into line with the edit, or take the edit back (kg log, kg undo).",
        )


def _of_edits(
    violations: Iterable[Violation], edits: Mapping[str, Edits], kept: Mapping[str, set[Quad]]
) -> Iterable[Finding]:
    """What no row explains: told where an edit has part in it, else the build is refused."""
    touched = {q.subject.value: name for name, quads in kept.items() for q in quads}  # type: ignore[union-attr]
    for name, edit in edits.items():
        touched |= {q.subject.value: name for q in edit.added | edit.removed}  # type: ignore[union-attr]
    for violation in violations:
        if violation.thing not in touched:
            raise InputProblem(
                "The data breaks a rule of the ontology that no single row explains: "
                f"{violation.message['en']} ({violation.thing})",
                remedy="Correct the dataset or the shape; nothing was changed.",
            )
        yield edited(violation, touched[violation.thing])


def _fingerprint(settings: Settings) -> str:
    """A checksum over all that a build depends on: data, ontology, base and the mapping code."""
    digest = hashlib.sha256(f"{settings.base} {settings.home}".encode())
    ontology, code = settings.ontology, Path(__file__).parent.parent
    _take(digest, ontology, [ontology / "terms.ttl"])
    _take(digest, code, [code / "terms.py"])
    for root in (
        settings.data,
        ontology / "shapes",
        ontology / "vocab",
        code / "ingest",
        code / "model",
    ):
        _take(digest, root, root.rglob("*"))
    return digest.hexdigest()


def _take(digest: hashlib._Hash, root: Path, paths: Iterable[Path]) -> None:
    for path in sorted(paths):
        if path.suffix in _BUILT_FROM and path.is_file():
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())


_BUILT_FROM = {".csv", ".tsv", ".txt", ".toml", ".xlsx", ".xlsm", ".ttl", ".py"}
