"""Rows of one dataset through mapper and graph placing: quads, or a finding for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain

from pyoxigraph import NamedNode, Quad

from kg.errors import InputProblem, KgError, RowProblem
from kg.ingest.known import Known
from kg.ingest.manifest import Manifest, SourceFile
from kg.ingest.mappers import sheet
from kg.ingest.readers.tables import read_table, require_columns
from kg.ingest.report import Finding, Tally
from kg.ingest.row import Row, Table
from kg.ingest.sources import Sources
from kg.ingest.statements import DECISIONS, SOURCE, Object, Statement
from kg.model import Model
from kg.terms import RDF_TYPE

Mapper = Callable[[Row, Known], Iterable[Statement]]
Place = tuple[str, int]
"""File and row."""
Placed = tuple[NamedNode, NamedNode, NamedNode, Object]
"""Graph, subject, predicate, object."""


@dataclass
class Mapped:
    """What one dataset says, and where each thing's statements came from."""

    manifest: Manifest
    tally: Tally
    quads: set[Quad] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    rows: list[tuple[Place, list[Quad]]] = field(default_factory=list)
    """What each row that was loaded says."""


def mapper_of(file: SourceFile, model: Model) -> tuple[Mapper, tuple[str, ...]]:
    """The mapper a manifest names and the columns it cannot do without."""
    if file.mapper == "sheet":
        try:
            kind = model.kind(file.kind)
        except KeyError:
            raise InputProblem(
                f"{file.name}: no kind is called {file.kind!r}.",
                remedy="Kinds are: " + ", ".join(k.name for k in model) + ".",
            ) from None
        # Without a common source each row must cite its own.
        return sheet.mapper(kind), ("id",) if file.source else ("id", "source_url")
    try:
        module = import_module(f"kg.ingest.mappers.{file.mapper}")
    except ModuleNotFoundError:
        raise InputProblem(
            f"{file.name}: no mapper is called {file.mapper!r}.",
            remedy="See kg/ingest/mappers, or use `sheet` with a kind.",
        ) from None
    return module.statements, module.COLUMNS


def map_dataset(
    manifest: Manifest,
    known: Known,
    sources: Sources,
    tables: Iterable[tuple[SourceFile, Table]] | None = None,
    advance: Callable[[int], None] = lambda rows: None,
    without: Mapping[Place, Finding] | None = None,
) -> Mapped:
    """Reads and maps the tables of a dataset (its own, or those given in their place).

    A row that cannot be used is a finding and is counted; a table that cannot be read raises
    InputProblem, since a dataset without one of its tables would look like deletions. `without`
    names rows that a check has refused meanwhile, each with its finding.
    """
    mapped = Mapped(manifest, Tally(manifest.name, manifest.title.get("en", "")))
    whole = tables is None
    if tables is None:
        tables = ((f, read_table(manifest.folder / f.name)) for f in manifest.files)
    for file, table in tables:
        mapper, needed = mapper_of(file, known.model)
        require_columns(table, needed)
        mapped.tables.append(table)
        _map_table(mapped, file, table, mapper, known, sources, advance, without or {})
    if whole:
        mapped.findings += _about_set_aside(mapped)
    graph = known.names.graph("sources")
    mapped.quads.update(Quad(s, p, o, graph) for s, p, o in sources.describe(manifest))
    mapped.tally.statements = len(mapped.quads)
    return mapped


def _map_table(
    mapped: Mapped,
    file: SourceFile,
    table: Table,
    mapper: Mapper,
    known: Known,
    sources: Sources,
    advance: Callable[[int], None],
    without: Mapping[Place, Finding],
) -> None:
    tally = mapped.tally
    loaded = tally.loaded
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        tally.read += 1
        advance(1)
        place = (row.file, row.number)
        if _name_of(row, file) in mapped.manifest.set_aside:
            tally.set_aside += 1
            continue
        if place in without:
            tally.refused += 1
            mapped.findings.append(without[place])
            continue
        try:
            _refuse_repeated(row, file, seen)
            quads = _quads(row, file, mapper, known, sources)
        except RowProblem as problem:
            tally.refused += 1
            mapped.findings.append(_refused(row, problem))
            continue
        tally.loaded += 1
        mapped.quads.update(quads)
        mapped.rows.append((place, quads))
    tally.expected += file.rows if file.rows is not None else len(table.rows)
    mapped.findings += _about_table(file, table, any_loaded=tally.loaded > loaded)


def _name_of(row: Row, file: SourceFile) -> str:
    """How a manifest names a row that is set aside."""
    return f"{file.name}#{row.cells.get('id', '').strip() or row.number}"


def _refuse_repeated(row: Row, file: SourceFile, seen: dict[tuple[str, ...], int]) -> None:
    """Two rows of one identifier would be two things in one.

    Where rows restate (`repeats` in the manifest) the shapes tell what contradicts. A kind's
    own sheet has a row for each source of a thing.
    """
    id = row.cells.get("id", "").strip()
    if not id or file.repeats:
        return
    source = (row["source_url"] or file.source) if file.mapper == "sheet" else ""
    first = seen.setdefault((id.lower(), source), row.number)
    if first != row.number:
        raise RowProblem(
            "id",
            f"The identifier {id!r} stands in row {first} already.",
            remedy="Give one of the two another identifier. If both speak of one thing, put them "
            "together, or say `repeats = true` for the file in dataset.toml.",
        )


def _about_table(file: SourceFile, table: Table, *, any_loaded: bool) -> Iterator[Finding]:
    if file.rows is not None and file.rows != len(table.rows):
        yield Finding(
            severity="warning",
            file=table.file,
            problem=f"{len(table.rows)} rows were read where the manifest expects {file.rows}.",
            remedy="Correct `rows` in dataset.toml, or look for rows that came or went unseen.",
        )
    if not any_loaded:
        # Rows that were all refused say nothing of which columns are read.
        return
    read = set(chain.from_iterable(row.read for row in table.rows))
    for column in table.columns:
        if column not in read and column not in file.ignored:
            yield Finding(
                severity="warning",
                file=table.file,
                column=column,
                problem="Nothing reads this column.",
                remedy="Name it under `ignored` in dataset.toml with the reason, or map it.",
            )


def _about_set_aside(mapped: Mapped) -> Iterator[Finding]:
    """Rows the manifest sets aside that are not there."""
    files = {f.name: f for f in mapped.manifest.files}
    found = {
        _name_of(row, files[table.file])
        for table in mapped.tables
        if table.file in files
        for row in table.rows
    }
    for name in sorted(set(mapped.manifest.set_aside) - found):
        file, _, id = name.partition("#")
        yield Finding(
            severity="warning",
            file=file,
            column="id",
            problem=f"No row bears the identifier {id!r}, which the manifest sets aside.",
            remedy="Correct or remove the entry under [[set_aside]] in dataset.toml.",
        )


def _refused(row: Row, problem: KgError) -> Finding:
    return Finding(
        severity="refused",
        file=row.file,
        row=row.number,
        column=getattr(problem, "column", ""),
        problem=problem.problem,
        remedy=problem.remedy,
    )


def _quads(
    row: Row, file: SourceFile, mapper: Mapper, known: Known, sources: Sources
) -> list[Quad]:
    said = list(mapper(row, known))
    cited = row["source_url"] or file.source
    graph_of: dict[str, NamedNode] = {}
    for voice in {s.by for s in said} | ({SOURCE} if cited else set()):
        if voice == DECISIONS:
            graph_of[voice] = known.names.graph(DECISIONS)
        else:
            graph_of[voice] = sources.find(cited if voice == SOURCE else voice)
    placed = {(graph_of[s.by], s.subject, s.predicate, s.object) for s in said}
    whole = placed | set(_completed(placed, known.model))
    return [Quad(s, p, o, graph) for graph, s, p, o in whole]


def _completed(placed: set[Placed], model: Model) -> Iterator[Placed]:
    """Type and key properties of each thing, for every graph that speaks of it.

    A graph is self-standing: each thing in it bears type and key properties there (kinds.md).
    """
    classes = {s: o for _, s, p, o in placed if p == RDF_TYPE and isinstance(o, NamedNode)}
    for thing, cls in classes.items():
        graphs = {g for g, s, _, _ in placed if s == thing}
        if len(graphs) == 1:
            continue
        keys = {RDF_TYPE.value, *(p.path for p in model.kind(cls.value).keys)}
        facts = {(p, o) for _, s, p, o in placed if s == thing and p.value in keys}
        yield from ((g, thing, p, o) for g in graphs for p, o in facts)
