"""The command line: build, serve, import, check, ask, log, undo, export."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column
from rich.table import Table as Grid
from rich.text import Text

from kg.archive import Archive
from kg.errors import InputProblem, KgError, QuestionProblem
from kg.ingest.imports import ImportRequest, import_table
from kg.ingest.manifest import read_manifests
from kg.ingest.report import Report
from kg.ingest.run import build as build_all
from kg.model import read_model
from kg.serving import answering, serve_forever
from kg.settings import Settings
from kg.terms import Names

_SEVERITY = {"refused": "red", "warning": "yellow", "note": "dim"}


class _Command(click.Group):
    """Prints problem and remedy of any error of ours, and exits 1 without a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KgError as problem:
            click.echo(f"Problem: {problem.problem}", err=True)
            if problem.remedy:
                click.echo(f"Remedy:  {problem.remedy}", err=True)
            context.exit(1)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`): nothing is wrong here, and what is
            # still to be written has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="city-diplomacy-graph")
@click.pass_context
def main(context: click.Context) -> None:
    """The city-diplomacy exchange knowledge graph.

    Settings come from the environment (KG_PORT, KG_VAR, …): see the README.
    """
    context.obj = Settings.from_environment()


@contextmanager
def _progress(totals: dict[str, int]) -> Iterator[Callable[[str, int], None]]:
    """A progress bar over rows, on a terminal only."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task("rows", total=sum(totals.values()) or None)

        def advance(dataset: str, rows: int) -> None:
            bar.update(task, advance=rows, description=dataset)

        yield advance


@main.command()
@click.option("--dry-run", is_flag=True, help="Map and check everything, change nothing.")
@click.option("--force", is_flag=True, help="Build even if nothing has changed since.")
@click.option("--strict", is_flag=True, help="Exit 1 when a row was refused.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def build(settings: Settings, dry_run: bool, force: bool, strict: bool, as_json: bool) -> None:
    """Build the graph from data/ and commit it as a revision."""
    expected = {m.name: sum(f.rows or 0 for f in m.files) for m in read_manifests(settings.data)}
    with _progress(expected) as advance:
        report = build_all(settings, dry_run=dry_run, force=force, advance=advance)
    _tell(report, as_json)
    if strict and report.refused:
        raise click.exceptions.Exit(1)


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dataset", help="Dataset the rows belong to (a folder of data/, or a new name).")
@click.option("--kind", help="Kind of the rows, for a sheet of that kind's own columns.")
@click.option("--replace", is_flag=True, help="The file is the whole dataset; the rest goes.")
@click.option("--dry-run", is_flag=True, help="Check only, change nothing.")
@click.option("--who", default="desk", show_default=True, help="Office that imports.")
@click.option("--why", default="", help="Reason, kept in the log.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def import_(
    settings: Settings, file: Path, dataset: str | None, kind: str | None, replace: bool,
    dry_run: bool, who: str, why: str, as_json: bool,
) -> None:  # fmt: skip
    """Import a table (CSV or XLSX): all of it, or nothing when a row cannot be used."""
    request = ImportRequest(
        path=file, dataset=dataset, kind=kind, replace=replace, who=who, why=why
    )
    with _progress({"rows": 0}) as advance:
        report = import_table(settings, request, dry_run=dry_run, advance=advance)
    _tell(report, as_json)
    if report.refused:
        click.echo("Nothing was changed: correct the rows above and import again.", err=True)
        raise click.exceptions.Exit(1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--dataset", help="Dataset the file belongs to.")
@click.option("--kind", help="Kind of the rows.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def check(
    settings: Settings, file: Path | None, dataset: str | None, kind: str | None, as_json: bool
) -> None:
    """Check a table, or without one all of data/; change nothing. Exits 1 on a refused row."""
    if file is None:
        report = build_all(settings, dry_run=True, force=True)
    else:
        request = ImportRequest(path=file, dataset=dataset, kind=kind)
        report = import_table(settings, request, dry_run=True)
    _tell(report, as_json)
    if report.refused:
        raise click.exceptions.Exit(1)


@main.command()
@click.option("--build/--no-build", "first", default=False, help="Build from data/ first.")
@click.pass_obj
def serve(settings: Settings, first: bool) -> None:
    """Serve pages and the SPARQL endpoint until stopped."""
    if first:
        _tell(build_all(settings), False)
    serve_forever(settings)


@main.command()
@click.argument("name", required=False)
@click.argument("values", nargs=-1)
@click.option(
    "--lang",
    type=click.Choice(["ko", "en"]),
    default="ko",
    show_default=True,
    help="Language of names and headings.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "ttl", "query"]),
    default="table",
    help="How the answer is written; `query` prints the SPARQL instead.",
)
@click.pass_obj
def ask(
    settings: Settings, name: str | None, values: tuple[str, ...], lang: str, form: str
) -> None:
    """Ask a stored question: kg ask partners city=san-antonio-us. Without a name, list them."""
    from kg.export.answers import as_turtle
    from kg.export.tables import answer_rows, as_csv
    from kg.questions.catalogue import Catalogue
    from kg.questions.library import Library
    from kg.questions.topics import by_topic, topic_name

    given = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals:
            raise QuestionProblem(
                f"{value!r} gives no value.", remedy="Write parameter=value: city=gwangju-kr."
            )
        given[key] = text
    catalogue = Catalogue.read(read_model(settings.ontology), Names(settings.base))
    if name is None:
        for topic, questions in by_topic(catalogue).items():
            click.echo(f"\n{topic_name(topic, lang)}")
            for question in questions:
                click.echo(f"{question.name:28} {question.title[lang]}")
        return
    question, asked = catalogue[name], catalogue.values(name, **given)
    query = catalogue.query(name, **given)
    if form == "query":
        click.echo(query)
        return
    with answering(settings) as engine, Library(settings, engine).reading(lang) as reading:
        if form == "ttl":
            _write([as_turtle(reading, question, asked, Names(settings.base))], None)
            return
        table = reading.ask(name, **given)
    header = [question.headings.get(c, {}).get(lang, c) for c in table.columns]
    rows = list(answer_rows(table))
    if form == "csv":
        for line in as_csv(header, rows):
            sys.stdout.buffer.write(line)
    elif form == "json":
        records = [dict(zip(table.columns, row, strict=True)) for row in rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        told = ", ".join(f"{key}={text}" for key, text in asked.items())
        title = question.title[lang] + (f" ({told})" if told else "")
        _print_table(header, rows, title=title)
        click.echo(_counted(len(rows), "row"))


@main.command()
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write.")
@click.pass_obj
def questions(settings: Settings, output: Path | None) -> None:
    """Write the list of stored questions, as docs/questions.md has it."""
    from kg.export.questions_page import questions_page
    from kg.questions.catalogue import Catalogue

    catalogue = Catalogue.read(read_model(settings.ontology), Names(settings.base))
    _write([questions_page(catalogue).encode()], output)


@main.command()
@click.argument("address", required=False)
@click.option("--afresh", is_flag=True, help="Compare every graph with what the engine holds.")
@click.pass_obj
def publish(settings: Settings, address: str | None, afresh: bool) -> None:
    """Bring the remote engine at ADDRESS (or KG_ENGINE) to the newest revision, by difference."""
    from kg.publish import publish as bring

    settings = replace(settings, engine=address or settings.engine)
    with _progress({}) as advance:
        click.echo(str(bring(settings, afresh=afresh, advance=advance)))


@main.command()
@click.option("--limit", default=20, show_default=True, help="How many revisions.")
@click.pass_obj
def log(settings: Settings, limit: int) -> None:
    """Show the newest revisions: who, when, why, what changed."""
    archive = Archive.open(settings.archive)
    for revision in archive.revisions(limit):
        click.echo(
            f"{revision.id[:12]}  {revision.when:%Y-%m-%d %H:%M}  {revision.who}: {revision.why}"
        )
        if revision.parent:
            changes = archive.difference_by_dataset(revision.parent, revision.id)
            for dataset, change in sorted(changes.items()):
                told = f"+{len(change.added)} -{len(change.removed)}"
                click.echo(f"              {dataset}: {told}")
    if archive.newest() is None:
        click.echo("No revision yet: kg build makes the first.")


@main.command()
@click.argument("revision")
@click.option("--who", default="desk", show_default=True, help="Office that takes it back.")
@click.option("--why", default="", help="Reason, kept in the log.")
@click.pass_obj
def undo(settings: Settings, revision: str, who: str, why: str) -> None:
    """Take back one revision's changes, as a new revision."""
    archive = Archive.open(settings.archive)
    found = archive.revision(revision)
    new = archive.undo(found.id, who=who, why=why)
    click.echo(f"{found.id[:12]} was taken back; the newest revision is {new.id[:12]}.")


@main.command()
@click.argument("kind", required=False)
@click.option(
    "--format",
    "form",
    default="csv",
    show_default=True,
    type=click.Choice(["csv", "xlsx", "json", "ttl", "jsonld", "nt", "rdf", "nq", "sheet"]),
    help="What is written; `nq` is the whole graph, `sheet` can be imported again.",
)
@click.option(
    "--lang",
    type=click.Choice(["ko", "en"]),
    default="ko",
    show_default=True,
    help="Language of names and headings.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write.")
@click.pass_obj
def export(settings: Settings, kind: str | None, form: str, lang: str, output: Path | None) -> None:
    """Export all things of a kind, or (--format nq) the whole graph.

    `--format sheet` writes the kind's sheet as `kg import --kind` reads it.
    """
    from kg.export.dumps import whole
    from kg.export.files import exported

    if form == "nq":
        _write(whole(settings, "HEAD"), output)
        return
    _kind_named(settings, kind)
    with answering(settings) as engine:
        body = exported(settings, engine, kind, form, lang)
    _write([body], output)


def _kind_named(settings: Settings, kind: str | None) -> None:
    """Refuses a wrong name before an engine is started."""
    model = read_model(settings.ontology)
    names = ", ".join(k.name for k in model)
    if kind is None:
        raise QuestionProblem("It is not said what to export.", remedy=f"Name a kind: {names}.")
    try:
        model.kind(kind)
    except KeyError:
        raise QuestionProblem(
            f"No kind is called {kind!r}.", remedy=f"Kinds are: {names}."
        ) from None


def _write(pieces: Iterable[bytes], output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.writelines(pieces)
        return
    try:
        with output.open("wb") as file:
            file.writelines(pieces)
            size = file.tell()
    except OSError as reason:
        raise InputProblem(
            f"{output} cannot be written: {reason.strerror}.",
            remedy="Name another file, or free space on its disk.",
        ) from reason
    click.echo(f"{output} was written, {size} bytes.", err=True)


def _tell(report: Report, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return
    if report.tallies:
        columns = ("read", "loaded", "set_aside", "refused", "statements")
        rows = [[t.dataset, *(str(getattr(t, c)) for c in columns)] for t in report.tallies]
        total = [str(sum(getattr(t, c) for t in report.tallies)) for c in columns]
        _print_table(
            ["dataset", "rows", "loaded", "set aside", "refused", "statements"], rows, total
        )
    console = _console()
    for finding in report.findings:
        style = _SEVERITY[finding.severity]
        console.print(str(finding), style=style, highlight=False, markup=False, soft_wrap=True)
    click.echo(_outcome(report))


def _outcome(report: Report) -> str:
    """The last line: what has come of it."""
    findings = _counted(len(report.findings), "finding")
    added, removed = _counted(report.added, "statement"), report.removed
    if report.dry_run:
        return (
            f"Dry run: nothing was changed; {added} would be added, {removed} removed; {findings}."
        )
    if not report.tallies:
        return f"Nothing has changed since the last build: revision {report.revision[:12]}."
    if not (report.added or report.removed):
        return f"Nothing was changed: revision {report.revision[:12] or 'none'}; {findings}."
    return f"Revision {report.revision[:12]}: {added} added, {removed} removed, {findings}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _console() -> Console:
    """Where people read; what goes into a file or another program is never cut to a width."""
    return Console() if sys.stdout.isatty() else Console(width=100_000)


def _print_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    total: Sequence[str] = (),
    title: str | None = None,
) -> None:
    # As Text: what stands in brackets in the data is no markup.
    grid = Grid(*(Column(Text(name)) for name in header), title=Text(title) if title else None)
    for row in rows:
        grid.add_row(*map(Text, row))
    if total:
        grid.add_section()
        grid.add_row("all", *total)
    _console().print(grid)
