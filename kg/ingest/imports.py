"""One table into the graph: all of it, or nothing when a row cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from kg.archive import Archive, Input
from kg.errors import InputProblem
from kg.ingest.manifest import Manifest, SourceFile, read_manifests
from kg.ingest.pipeline import Mapped, mapper_of
from kg.ingest.readers.tables import read_table
from kg.ingest.report import Finding, Report
from kg.ingest.row import Table
from kg.ingest.run import Advance, Desk, finding, map_one, violations_in
from kg.ingest.sources import OFFICE
from kg.model.sheet import columns
from kg.settings import Settings
from kg.terms import slug

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

    A row restates its thing: what the dataset said of that thing in that source's voice before
    is replaced by what the row says now; everything else stays. With `replace` the file is the
    whole dataset. Any refused row leaves the graph as it was; the report lists them all.

    Raises InputProblem when the file or its columns cannot be read, RevisionMoved when another
    commit came first.
    """
    table = read_table(request.path, file=request.name or request.path.name)
    desk = Desk.open(settings)
    manifest, file = _target(settings, desk, request, table)
    archive = Archive.open(settings.archive)
    parent = archive.newest()
    held = _standing(desk, archive, parent.id if parent else "", manifest.name, request.replace)
    mapped = map_one(desk, manifest, [(file, table)], advance, {})
    desk.standing.add(mapped.quads)
    result = mapped.quads if request.replace else _restated(held, mapped.quads)
    report = Report(tallies=[mapped.tally], findings=list(mapped.findings), dry_run=dry_run)
    report.add(_checked(desk, mapped, result))
    if report.refused or dry_run:
        return replace(report, revision=parent.id if parent else "")
    why = request.why or f"Import of {table.file} into {manifest.name}"
    revision = archive.commit(
        {manifest.name: result},
        parent=parent.id if parent else None,
        who=request.who,
        why=why,
        importer=IMPORT,
        inputs=[Input(table.file, table.sha256)],
    )
    return replace(
        report,
        revision=revision.id,
        added=len(result - held),
        removed=len(held - result),
    )


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


def _standing(
    desk: Desk, archive: Archive, revision: str, dataset: str, replaced: bool
) -> set[Quad]:
    """Takes in the newest revision; answers what the dataset says in it."""
    held: set[Quad] = set()
    if not revision:
        return held
    for name in archive.datasets(revision):
        quads = set(parse(input=b"".join(archive.lines(revision, name)), format=RdfFormat.N_QUADS))
        if name == dataset:
            held = quads
            if replaced:
                continue
        desk.standing.add(quads)
    return held


def _restated(held: set[Quad], said: set[Quad]) -> set[Quad]:
    """What stands when the rows have restated their things, each in its source's voice."""
    restated = {(q.graph_name, q.subject) for q in said}
    return {q for q in held if (q.graph_name, q.subject) not in restated} | said


def _checked(desk: Desk, mapped: Mapped, result: set[Quad]) -> list[Finding]:
    """Findings of the check over each thing the rows speak of, whole in its graph."""
    spoken = {(q.graph_name, q.subject) for q in mapped.quads}
    batch = {q for q in result if (q.graph_name, q.subject) in spoken}
    graphs: dict[str, set[Quad]] = {}
    for quad in batch:
        graphs.setdefault(quad.graph_name.value, set()).add(quad)  # type: ignore[union-attr]
    findings = []
    for violation in violations_in(desk, graphs):
        place = next(
            (
                p
                for (graph, thing), p in mapped.places.items()
                if thing == violation.thing and violation.graph in (None, graph)
            ),
            (mapped.tables[0].file, None),
        )
        findings.append(finding(violation, place, desk))
    return findings
