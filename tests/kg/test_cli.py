"""The command line: what it prints, what it changes, and how it says no."""

from __future__ import annotations

import json
import re

import pytest

from kg.cli import main
from tests.kg.tiny import PLACES, TIES, Office

TURIN = PLACES[1]


def test_a_build_prints_what_became_of_every_row(office: Office, kg):
    office.put("partnerships/partnerships.csv", [*TIES, {**TIES[0], "city_en": "Atlantis"}])
    result = kg(office, "build")

    assert result.exit_code == 0
    counts = {
        cells[0]: [int(c) for c in cells[1:]]
        for line in result.stdout.splitlines()
        if len(cells := re.findall(r"[\w-]+", line)) == 6 and cells[1].isdigit()
    }
    assert counts["partnerships"][:4] == [4, 3, 0, 1]
    assert counts["places"][:4] == [5, 5, 0, 0]
    assert counts["all"] == [
        sum(c) for c in zip(*(v for k, v in counts.items() if k != "all"), strict=True)
    ]
    assert "partnerships.csv, row 5, column city_en" in result.stdout
    assert "place-names.csv" in result.stdout, "the remedy stands with the problem"
    assert re.search(
        r"Revision [0-9a-f]{12}: \d+ statements added, 0 removed, 1 finding\.", result.stdout
    )


def test_a_strict_build_exits_1_when_a_row_was_refused(office: Office, kg):
    office.put("partnerships/partnerships.csv", [*TIES, {**TIES[0], "city_en": "Atlantis"}])

    assert kg(office, "build", "--strict").exit_code == 1
    assert office.newest()


def test_a_second_build_says_that_nothing_has_changed(built: Office, kg):
    result = kg(built, "build")

    assert result.exit_code == 0
    assert (
        result.stdout
        == f"Nothing has changed since the last build: revision {built.newest()[:12]}.\n"
    )


def test_a_finding_stays_on_one_line_where_no_terminal_reads(office: Office, kg):
    office.put("partnerships/partnerships.csv", [{**TIES[0], "city_en": "Atlantis " * 20}])
    lines = kg(office, "build").stdout.splitlines()

    told = [line for line in lines if line.startswith("refused:")]
    assert len(told) == 1
    assert told[0].endswith("place-names.csv.")


def test_the_report_is_given_as_json(built: Office, kg):
    path = built.paper("rows.csv", [{**TURIN, "lat": "45.1"}])
    report = json.loads(kg(built, "import", path, "--dataset", "places", "--json").stdout)

    assert report["tallies"][0]["read"] == report["tallies"][0]["loaded"] == 1
    assert (report["added"], report["removed"], report["findings"]) == (1, 1, [])
    assert report["revision"] == built.newest()


def test_an_import_says_what_it_changed(built: Office, kg):
    path = built.paper("rows.csv", [{**TURIN, "lat": "45.1"}])
    first = kg(built, "import", path, "--dataset", "places", "--who", "protocol office")
    second = kg(built, "import", path, "--dataset", "places")

    assert "1 statement added, 1 removed, 0 findings." in first.stdout
    assert "Nothing was changed" in second.stdout
    assert built.archive.revision("HEAD").who == "protocol office"


def test_an_import_of_a_bad_row_exits_1_and_says_that_nothing_was_changed(built: Office, kg):
    before = built.newest()
    path = built.paper("rows.csv", [{**TIES[0], "city_en": "Atlantis"}])
    result = kg(built, "import", path, "--dataset", "partnerships")

    assert result.exit_code == 1
    assert "refused: rows.csv, row 2, column city_en: No city is known" in result.stdout
    assert "Nothing was changed" in result.stderr
    assert "Revision" not in result.stdout
    assert built.newest() == before


@pytest.mark.parametrize("command", [["import"], ["check"]])
def test_a_file_that_is_not_there_is_a_problem_with_a_remedy(built: Office, kg, command):
    result = kg(built, *command, "no-such.csv", "--dataset", "places")

    _problem(result, "no-such.csv cannot be read", "name of the file")


@pytest.mark.parametrize(
    "command", [["build", "--dry-run"], ["import", "rows.csv", "--kind", "city", "--dry-run"]]
)
def test_a_dry_run_changes_nothing_and_says_so(built: Office, kg, command, monkeypatch):
    before = built.newest()
    monkeypatch.chdir(
        built.paper(
            "rows.csv", [{"id": "turin-it", "lat": "45.1", "source_url": "place-register"}]
        ).parent
    )
    built.put("places/places.csv", [{**PLACES[0], "lat": "35.1"}, *PLACES[1:]])
    result = kg(built, *command)

    assert result.exit_code == 0
    assert "Dry run: nothing was changed; 1 statement would be added" in result.stdout
    assert built.newest() == before


def test_check_reads_all_of_data_or_one_table(built: Office, kg):
    before = built.newest()
    assert kg(built, "check").exit_code == 0

    built.put("partnerships/partnerships.csv", [*TIES, {**TIES[0], "start": "soon"}])
    result = kg(built, "check")
    assert result.exit_code == 1
    assert "partnerships.csv, row 5, column start" in result.stdout

    path = built.paper("rows.csv", [{**TIES[0], "start": "soon"}])
    result = kg(built, "check", path, "--dataset", "partnerships")
    assert result.exit_code == 1
    assert "rows.csv, row 2, column start" in result.stdout
    assert built.newest() == before


def test_the_log_tells_who_why_and_how_much(built: Office, kg):
    path = built.paper("rows.csv", [{**TURIN, "lat": "45.1"}])
    kg(built, "import", path, "--dataset", "places", "--who", "protocol office", "--why", "survey")
    result = kg(built, "log", "--limit", "1")

    assert "protocol office: survey" in result.stdout
    assert "places: +1 -1" in result.stdout
    assert "kg build" not in result.stdout


def test_a_log_of_nothing_says_how_to_begin(office: Office, kg):
    assert "kg build" in kg(office, "log").stdout


def test_undo_takes_a_revision_back(built: Office, kg):
    before = built.quads()
    path = built.paper("rows.csv", [{**TURIN, "lat": "45.1"}])
    kg(built, "import", path, "--dataset", "places")
    result = kg(built, "undo", built.newest()[:10], "--why", "wrong survey")

    assert result.exit_code == 0
    assert built.quads() == before
    assert built.archive.revision("HEAD").why == "wrong survey"


def test_undo_of_an_unknown_revision_is_a_problem_with_a_remedy(built: Office, kg):
    _problem(
        kg(built, "undo", "ffffffff"), "No revision is called 'ffffffff'", "the log lists them"
    )


BAD_DATA = {
    "no dataset": ("places/dataset.toml", None, "dataset.toml"),
    "a manifest that is no TOML": ("places/dataset.toml", "title = [", "dataset.toml cannot be read"),
    "a manifest without a licence": ("places/dataset.toml", 'publisher = "x"\n', "does not say file, licence"),
    "a manifest that says what nobody reads": (
        "places/dataset.toml", 'licence = "a"\npublisher = "b"\ncolour = "red"\nfile = []\n[title]\nko="가"\nen="a"\n',
        "says 'colour', which nothing reads"),
    "a manifest with a wrong date": (
        "places/dataset.toml", 'licence = "a"\npublisher = "b"\nretrieved = "May"\nfile = []\n[title]\nko="가"\nen="a"\n',
        "retrieved is 'May', which is no date"),
    "a table in another encoding": ("places/places.csv", "id\n토리노\n".encode("cp949"), "places.csv is not UTF-8"),
    "a table without a column": ("places/places.csv", b"id\nturin-it\n", "lacks the columns"),
    "a table of words in another encoding": (
        "reference/fields.csv", "word,fields\n문화,culture\n".encode("cp949"), "reference/fields.csv is not UTF-8"),
    "a spelling with a wrong date": (
        "reference/sources.csv",
        b"spelling,key,url,label_ko,label_en,publisher_ko,publisher_en,issued,kind\na,b,,c,d,e,f,May,press\n",
        "reference/sources.csv, row 2, column issued: 'May'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_DATA, ids=lambda case: case.replace(" ", "-"))
def test_data_that_cannot_be_read_stops_the_build_with_a_message(built: Office, kg, case):
    before = built.newest()
    path, content, problem = BAD_DATA[case]
    if content is None:
        for found in built.settings.data.glob("*/dataset.toml"):
            found.unlink()
    else:
        built.put(path, content)
    result = kg(built, "build")

    _problem(result, problem, "")
    assert built.newest() == before


SETTINGS = {
    "KG_PORT": ("eighty", "a port from 0 to 65535"),
    "KG_WORKERS": ("0", "a whole number above 0"),
    "KG_DEADLINE": ("soon", "a number of seconds above 0"),
    "KG_BASE_IRI": ("https://example.org/a b/", "ends in a slash"),
    "KG_ENGINE": ("virtuoso", "`embedded` or an http(s) address"),
    "KG_HOME_CITY": ("Gwangju KR", "gwangju-kr"),
    "KG_PROT": ("8000", "is not a setting"),
}


@pytest.mark.parametrize("variable", SETTINGS)
def test_a_wrong_setting_is_named_with_what_is_wanted(built: Office, kg, variable):
    text, problem = SETTINGS[variable]
    result = kg(built, "log", **{variable: text})

    _problem(result, problem, "")
    assert variable in result.stderr


@pytest.mark.parametrize("command", ["", *main.commands])
def test_every_command_explains_itself_and_its_options(built: Office, kg, command):
    result = kg(built, *([command] if command else []), "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")
    if command:
        found = main.commands[command]
        assert found.help
        assert found.help.strip().splitlines()[0].rstrip(".")[:40] in result.stdout
        undescribed = [p.name for p in found.params if p.param_type_name == "option" and not p.help]
        assert undescribed == []


def _problem(result, problem: str, remedy: str) -> None:
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert re.search(r"^Problem: .+$", result.stderr, re.MULTILINE), result.stderr
    assert re.search(r"^Remedy:  .+$", result.stderr, re.MULTILINE), result.stderr
    assert problem in result.stderr
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr
