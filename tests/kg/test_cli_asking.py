"""Asking stored questions and exporting on the command line."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import zipfile
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.export.files import exported
from kg.serving import answering
from tests.kg.tiny import PLACES, Office

ENTERED = ("city", "country", "partnership", "stage")


def test_without_a_name_every_question_is_listed_and_no_engine_is_needed(office: Office, kg):
    result = kg(office, "ask", "--lang", "en")

    assert result.exit_code == 0
    assert any(line.startswith("partners ") for line in result.stdout.splitlines())
    assert not office.settings.run.exists()


def test_an_answer_comes_as_a_table_csv_or_json(served: Office, kg):
    asked = ("ask", "partners", "city=gwangju-kr", "--lang", "en")
    table = kg(served, *asked)
    records = json.loads(kg(served, *asked, "--format", "json").stdout)
    lines = list(
        csv.reader(io.StringIO(kg(served, *asked, "--format", "csv").stdout.lstrip("\ufeff")))
    )

    assert {r["partner"] for r in records} == {"Turin", "Yancheng"}
    assert len(lines) == len(records) + 1
    for city in ("Turin", "Yancheng"):
        assert city in table.stdout
        assert any(city in cell for line in lines for cell in line)
    assert table.stdout.splitlines()[-1] == f"{len(records)} rows"


def test_the_query_of_a_question_is_printed_with_its_values(office: Office, kg):
    result = kg(office, "ask", "partners", "city=turin-it", "--format", "query")

    assert "/id/city/turin-it>" in result.stdout
    assert "$city" not in "".join(x for x in result.stdout.splitlines() if not x.startswith("#"))


WRONG = {
    "an unknown question": (["nosuch"], "No question is called 'nosuch'"),
    "an unknown parameter": (["partners", "town=turin-it"], "town"),
    "a value that is no key": (["partners", "city=<x>"], "city"),
    "a parameter without a value": (["partners", "turin-it"], "parameter=value"),
}


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.replace(" ", "-"))
def test_a_question_that_cannot_be_asked_says_why(office: Office, kg, case):
    arguments, problem = WRONG[case]
    result = kg(office, "ask", *arguments)

    assert result.exit_code == 1
    assert problem in result.stderr
    assert "Remedy:" in result.stderr


def test_asking_before_anything_was_built_says_to_build(office: Office, kg):
    for command in (["ask", "partners", "city=turin-it"], ["export", "city"]):
        result = kg(office, *command)
        assert result.exit_code == 1
        assert "kg build" in result.stderr


def test_without_a_running_keeper_one_is_started_and_stopped(built: Office, kg):
    result = kg(built, "ask", "partners", "city=gwangju-kr", "--format", "json")

    assert {r["since"] for r in json.loads(result.stdout)} == {"2002-05-21", "2017-03"}
    with (built.settings.run / "keeper.lock").open() as lock:
        # A keeper holds it for as long as it lives; this raises when it is held.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_text_in_brackets_is_no_markup(served: Office, kg, monkeypatch):
    # Rich would swallow [bold] or refuse [/].
    from kg import cli

    printed = []
    monkeypatch.setattr(cli, "_console", lambda: _Paper(printed))
    cli._print_table(["[head]"], [["[/] of [bold]A[/bold]"]])

    assert printed
    assert "[/] of [bold]A[/bold]" in printed[0]
    assert "[head]" in printed[0]


# exports


def test_a_kind_is_exported_as_a_spreadsheet(served: Office, kg):
    text = kg(served, "export", "city", "--lang", "en").stdout.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert {row["key"] for row in rows} == {p["id"] for p in PLACES}
    assert "Country or territory" in rows[0]


def test_a_kind_is_exported_as_a_workbook(served: Office, kg, tmp_path: Path):
    path = tmp_path / "cities.xlsx"
    result = kg(served, "export", "city", "--format", "xlsx", "-o", path)

    assert f"{path} was written" in result.stderr
    assert zipfile.is_zipfile(path)


def test_a_kind_is_exported_as_json_with_the_sources_of_each_value(served: Office, kg):
    records = json.loads(kg(served, "export", "stage", "--format", "json").stdout)

    starts = [v for r in records for v in r["values"]["start"]]
    assert {v["text"] for v in starts} == {"2002-05-21", "2024", "2017-03"}
    assert all(v["sources"] for v in starts)


@pytest.mark.parametrize(
    ("form", "syntax"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_a_kind_is_exported_as_rdf_with_its_parts(served: Office, kg, form, syntax):
    body = kg(served, "export", "partnership", "--format", form).stdout_bytes
    subjects = {q.subject.value for q in parse(body, format=syntax)}

    assert any(s.endswith("/partnership/gwangju-kr--turin-it") for s in subjects)
    assert any(s.endswith("/stage/gwangju-kr--turin-it--s2") for s in subjects)


def test_the_whole_graph_is_exported_without_an_engine(built: Office, kg):
    body = kg(built, "export", "--format", "nq").stdout_bytes

    assert set(parse(body, format=RdfFormat.N_QUADS)) == built.quads()
    assert not built.settings.run.exists()


def test_an_unknown_kind_and_an_unknown_format_are_told(office: Office, kg):
    kind = kg(office, "export", "town")
    none = kg(office, "export")
    form = kg(office, "export", "city", "--format", "doc")

    assert "No kind is called 'town'" in kind.stderr
    assert "partnership, city" in kind.stderr
    assert "not said what to export" in none.stderr
    assert form.exit_code == 2
    assert "'doc' is not one of" in form.stderr


def test_a_file_that_cannot_be_written_is_told(served: Office, kg, tmp_path: Path):
    result = kg(served, "export", "city", "-o", tmp_path / "no" / "such.csv")

    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def sheets(served: Office) -> dict[str, bytes]:
    """The sheet of each kind that people enter."""
    with answering(served.settings) as engine:
        return {k: exported(served.settings, engine, k, "sheet", "ko") for k in ENTERED}


@pytest.mark.parametrize("kind", ENTERED)
def test_an_exported_sheet_imported_again_changes_nothing(built: Office, kg, sheets, kind):
    before = built.newest()
    result = kg(built, "import", built.paper(f"{kind}.csv", sheets[kind]), "--kind", kind)

    assert result.exit_code == 0, result.stdout
    assert "Nothing was changed" in result.stdout
    assert built.newest() == before
    rows = list(csv.DictReader(io.StringIO(sheets[kind].decode("utf-8-sig"))))
    assert rows
    assert all(row["source_url"] for row in rows)


def test_one_cell_changed_in_an_exported_sheet_changes_one_statement(built: Office, kg, sheets):
    edited = sheets["city"].replace(b"45.07", b"45.08")
    assert edited != sheets["city"]
    result = kg(built, "import", built.paper("city.csv", edited), "--kind", "city")

    assert "1 statement added, 1 removed" in result.stdout
    assert built.said("city", "turin-it", "latitude") == {("45.08", "place-register")}


def test_a_name_in_a_third_language_has_a_column_of_its_own(sheets):
    rows = {r["id"]: r for r in csv.DictReader(io.StringIO(sheets["city"].decode("utf-8-sig")))}

    assert rows["turin-it"]["label_it"] == "Torino"
    assert rows["turin-it"]["label_en"] == "Turin"


class _Paper:
    def __init__(self, printed: list[str]) -> None:
        self.printed = printed

    def print(self, grid) -> None:
        from rich.console import Console

        out = io.StringIO()
        Console(file=out, width=200).print(grid)
        self.printed.append(out.getvalue())
