"""One table into the graph: all of it, or nothing when a row cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad

from kg.archive import Archive, Input
from kg.errors import InputProblem
from kg.ingest.blame import blamed, finding
from kg.ingest.desk import Advance, Desk, again_if_moved
from kg.ingest.edits import quads_of
from kg.ingest.manifest import Manifest, SourceFile, read_manifests
from kg.ingest.pipeline import Mapped, mapper_of
from kg.ingest.readers.tables import read_table
from kg.ingest.report import Finding, Report
from kg.ingest.restating import difference, restated
from kg.ingest.row import Table
from kg.ingest.sources import OFFICE
from kg.model.sheet import columns
from kg.settings import Settings
from kg.terms import RDF_TYPE, slug

IMPORT = "import"
OFFICE_NAME = "Gwangju Metropolitan City"
OWN_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """Which file goes into which dataset, as what, and who says so."""

    path: Path
    dataset: str | None = None
    kind: str | None = None
    replace: bool = False
    """The file is the whole dataset: what it does not say goes."""
    who: str = "desk"
    why: str = ""
    name: str = ""
    """How findings call the file, where the path is a temporary one."""


def import_table(
    settings: Settings,
    request: ImportRequest,
    *,
    dry_run: bool = False,
    advance: Advance = lambda dataset, rows: None,
) -> Report:
    """Maps and checks a table and commits it as one revision, all or nothing.

    A row restates its thing: what was said of that thing in that source's voice before is
    replaced by what the row says now; everything else stays, and so does what the sheet has no
    column for. Rows of a kind's own sheet restate wherever the thing stands; with a dataset
    named, only there. With `replace` the file is the whole dataset. Any refused row leaves the
    graph as it was; the report lists them all. When another commit comes between, the table is
    read onto the newer revision.

    Raises InputProblem when the file or its columns cannot be read, RevisionMoved when other
    commits keep coming first.
    """
    table = read_table(request.path, file=request.name or request.path.name)
    return again_if_moved(lambda: _import(settings, request, table, dry_run, advance))


def _import(
    settings: Settings, request: ImportRequest, table: Table, dry_run: bool, advance: Advance
) -> Report:
    desk = Desk.open(settings)
    manifest, file = _target(settings, desk, request, table)
    archive = Archive.open(settings.archive)
    parent = archive.newest_id()
    held = quads_of(archive, parent)
    desk.stand(q for name, q in held.items() if not (request.replace and name == manifest.name))
    mapped = desk.map(manifest, [(file, table)], advance)
    if request.replace:
        changes = {manifest.name: mapped.quads}
    else:
        homes = {request.dataset or name for name in held}
        columns = table.columns if file.mapper == "sheet" else None
        changes = restated(desk, held, mapped, homes, columns)
    after = held | changes
    desk.stand(after.values())
    report = Report(
        tallies=[mapped.tally],
        findings=[*mapped.findings, *_checked(desk, mapped, held, after)],
        revision=parent,
        dry_run=dry_run,
    )
    if report.refused:
        return report
    report.added, report.removed = difference(held, after)
    if dry_run or all(held.get(name) == quads for name, quads in changes.items()):
        return report
    revision = archive.commit(
        changes,
        parent=parent,
        who=request.who,
        why=request.why or f"Import of {table.file} into {', '.join(sorted(changes))}",
        importer=IMPORT,
        inputs=[Input(table.file, table.sha256)],
    )
    return replace(report, revision=revision.id)


def _target(
    settings: Settings, desk: Desk, request: ImportRequest, table: Table
) -> tuple[Manifest, SourceFile]:
    """The dataset and mapper meant: a kind's own sheet, or the dataset's table that fits."""
    known = {m.name: m for m in read_manifests(settings.data)}
    if request.kind:
        return _sheet(desk, request, known.get(request.dataset or ""))
    if not request.dataset:
        raise InputProblem(
            "It is not said what the rows are.",
            remedy="Give --dataset (one of " + ", ".join(sorted(known)) + ") or --kind.",
        )
    if request.dataset not in known:
        raise InputProblem(
            f"No dataset is called {request.dataset!r}.",
            remedy="Use one of " + ", ".join(sorted(known)) + "; or say the --kind of the rows.",
        )
    manifest = known[request.dataset]
    fitting = [f for f in manifest.files if _fits(f, table, desk)]
    if len(fitting) != 1:
        raise InputProblem(
            f"{table.file} has the columns of {len(fitting)} tables of {manifest.name!r}.",
            remedy="Start from an export of the dataset, or from a blank sheet with --kind. "
            + "Needed: "
            + "; ".join(
                f"{f.name}: {', '.join(mapper_of(f, desk.model)[1])}" for f in manifest.files
            ),
        )
    # The expected number of rows belongs to the file in data/, not to this one.
    return manifest, replace(fitting[0], rows=None)


def _fits(file: SourceFile, table: Table, desk: Desk) -> bool:
    _, needed = mapper_of(file, desk.model)
    if not set(needed) <= set(table.columns):
        return False
    if file.mapper != "sheet":
        return True
    own = set(columns(desk.model.kind(file.kind)))
    return len(own & set(table.columns)) > len(needed)


def _sheet(
    desk: Desk, request: ImportRequest, existing: Manifest | None
) -> tuple[Manifest, SourceFile]:
    try:
        kind = desk.model.kind(request.kind or "")
    except KeyError:
        raise InputProblem(
            f"No kind is called {request.kind!r}.",
            remedy="Kinds are: " + ", ".join(k.name for k in desk.model) + ".",
        ) from None
    name = request.dataset or f"desk-{kind.slug}"
    file = SourceFile(
        name=request.name or request.path.name,
        mapper="sheet",
        kind=kind.name,
        source=OFFICE,
        ignored={},
    )
    if existing:
        return existing, file
    if slug(name) != name:
        raise InputProblem(
            f"{name!r} cannot name a dataset.", remedy=f"Try {slug(name) or 'desk'!r}."
        )
    titles = {code: f"{text} ({OFFICE_NAME})" for code, text in kind.plural.items()}
    return Manifest(
        name=name,
        folder=request.path.parent,
        title=titles,
        publisher=OFFICE_NAME,
        licence=OWN_LICENCE,
        retrieved=datetime.now(UTC).date().isoformat(),
        attribution="",
        order=90,
        files=(file,),
        set_aside={},
    ), file


def _checked(
    desk: Desk,
    mapped: Mapped,
    held: Mapping[str, set[Quad]],
    after: Mapping[str, set[Quad]],
) -> Iterator[Finding]:
    """What breaks a rule: in the things the rows speak of, and where a thing that goes is named."""
    spoken = {(q.graph_name, q.subject) for q in mapped.quads}
    batch = {q for quads in after.values() for q in quads if (q.graph_name, q.subject) in spoken}
    file = mapped.tables[0].file
    told = set()
    for violation in desk.violations(batch):
        places: list[tuple[str, int | None]] = [*blamed(violation, [mapped])]
        for place in places or [(file, None)]:
            found = finding(violation, place, desk.model)
            if found not in told:
                told.add(found)
                yield found
    things = {q.subject for quads in held.values() for q in quads if q.predicate == RDF_TYPE}
    gone = {thing for thing in things if not desk.standing.classes(thing.value)}  # type: ignore[union-attr]
    for name, quads in sorted(after.items()):
        for thing in sorted({q.object.value for q in quads if q.object in gone}):  # type: ignore[union-attr]
            yield Finding(
                severity="refused",
                file=file,
                problem=f"Without its row {thing} would go, but {name} still names it.",
                remedy="Keep the row, or first correct what names the thing.",
            )
