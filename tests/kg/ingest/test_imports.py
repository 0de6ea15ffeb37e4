"""Importing one table: all of it or nothing, on top of what stands, and never a lost edit."""

from __future__ import annotations

import io
import threading

import pytest
from openpyxl import Workbook

from kg.errors import InputProblem, KgError, RevisionMoved
from kg.ingest import imports
from kg.ingest.imports import ImportRequest
from tests.kg.tiny import OTHER_PAPER, PAPER, PLACES, TIES, Office, table

TURIN, YANCHENG = PLACES[1], PLACES[2]


def _workbook(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


# what is wrong with the whole file

WHOLE = {
    "a missing column": (
        "rows.csv", table([{k: v for k, v in TURIN.items() if k != "place_type"}]), "place_type",
    ),
    "a wrong encoding": ("rows.csv", "id,city_en\nturin-it,토리노\n".encode("cp949"), "UTF-8"),
    "an empty file": ("rows.csv", b"", "is empty"),
    "a header alone": ("rows.csv", b"id,city_en\n", "no rows"),
    "a broken workbook": ("rows.xlsx", _workbook([["id"], ["turin-it"]])[:400], "rows.xlsx"),
    "text under the name of a workbook": ("rows.xlsx", b"id,city_en\nturin-it,Turin\n", "rows.xlsx"),
    "an unknown ending": ("rows.pdf", b"%PDF-1.7", ".pdf"),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.replace(" ", "-"))
def test_a_file_that_cannot_be_read_names_itself_and_a_remedy(built: Office, case: str):
    name, content, word = WHOLE[case]
    before = built.newest()

    with pytest.raises(InputProblem) as caught:
        built.bring(content, name, dataset="places")
    assert name in caught.value.problem
    assert word in str(caught.value)
    assert caught.value.remedy
    assert built.newest() == before


# what is wrong with a row

ROWS = {
    "an unknown city": ({"city_en": "Atlantis"}, "city_en", "No city is known", "place-names.csv"),
    "an ambiguous city": ({"city_en": "Suzhou", "country_iso2": "CN"}, "city_en", "several", "key"),
    "a wrong date": ({"start": "2002-13-01"}, "start", "no date", "2013-07"),
    "an unknown relation": ({"relation": "marriage"}, "relation", "not in the list", "sister"),
    "no source": ({"source_url": ""}, "source_url", "no source", "gwangju-international-affairs"),
    "a source that is none": ({"source_url": "a talk"}, "source_url", "neither", "sources.csv"),
    "no identifier": ({"id": ""}, "id", "no identifier", "lower-case"),
}


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.replace(" ", "-"))
def test_a_row_that_cannot_be_used_says_where_and_what_to_do(built: Office, case: str):
    change, column, problem, remedy = ROWS[case]
    before = built.newest()
    report = built.bring([TIES[2], {**TIES[0], **change}], dataset="partnerships")

    assert [(f.file, f.row, f.column) for f in report.refused] == [("rows.csv", 3, column)]
    assert problem in report.refused[0].problem
    assert remedy in report.refused[0].remedy
    assert built.newest() == before == report.revision


def test_every_row_that_cannot_be_used_is_told_at_once(built: Office):
    rows = [{**TIES[0], "start": "soon"}, TIES[2], {**TIES[0], "city_en": "Atlantis"}]
    report = built.bring(rows, dataset="partnerships")

    assert [f.row for f in report.refused] == [2, 4]


def test_an_identifier_that_stands_twice_is_refused_and_names_the_first_row(built: Office):
    other = {**YANCHENG, "id": "TURIN-IT "}
    report = built.bring([TURIN, other], dataset="places")

    assert [(f.row, f.column) for f in report.refused] == [(3, "id")]
    assert "row 2" in report.refused[0].problem
    assert "repeats = true" in report.refused[0].remedy


def test_rows_may_repeat_an_identifier_where_the_manifest_says_that_they_restate(built: Office):
    rows = [TIES[0], {**TIES[0], "source_url": OTHER_PAPER, "start": "2002"}]
    report = built.bring(rows, dataset="partnerships")

    assert report.refused == []
    starts = built.said("stage", "gwangju-kr--turin-it--s1", "start")
    assert {value for value, _ in starts} == {"2002-05-21", "2002"}


def test_in_a_sheet_an_identifier_may_stand_once_for_each_source(built: Office):
    row = {"id": "fair", "label_en": "A fair", "source_url": PAPER}
    once = built.bring([row, {**row, "source_url": OTHER_PAPER}], kind="programme")
    assert once.refused == []

    twice = built.bring([row, {**row, "label_en": "Another fair"}], kind="programme")
    assert [(f.row, f.column) for f in twice.refused] == [(3, "id")]


def test_what_the_shapes_refuse_is_told_with_row_and_column(built: Office):
    report = built.bring([{**TURIN, "lat": "145.07"}], dataset="places")

    assert [(f.file, f.row, f.column) for f in report.refused] == [("rows.csv", 2, "lat")]
    assert "145.07" in report.refused[0].problem


def test_an_unknown_kind_or_dataset_is_told_with_those_there_are(built: Office):
    with pytest.raises(InputProblem, match="No kind is called 'town'") as kind:
        built.bring([TURIN], kind="town")
    assert "city" in kind.value.remedy
    with pytest.raises(InputProblem, match="No dataset is called 'towns'") as dataset:
        built.bring([TURIN], dataset="towns")
    assert "places" in dataset.value.remedy
    with pytest.raises(InputProblem, match="not said what the rows are"):
        built.bring([TURIN])


# what an import changes


def test_a_row_restates_its_thing_and_leaves_the_others(built: Office):
    report = built.bring([{**TURIN, "lat": "45.1", "native": ""}], dataset="places")

    assert (report.added, report.removed) == (1, 2)
    assert {v for v, _ in built.said("city", "turin-it", "latitude")} == {"45.1"}
    assert {v for v, _ in built.said("city", "turin-it", "label")} == {"Turin", "토리노"}
    assert built.said("city", "yancheng-cn", "label")


def test_an_import_of_what_stands_already_makes_no_revision(built: Office):
    before = built.newest()
    for rows, dataset in ((PLACES, "places"), (TIES, "partnerships")):
        report = built.bring(rows, dataset=dataset)
        assert (report.added, report.removed, report.revision) == (0, 0, before)
    assert built.newest() == before


def test_a_row_about_one_stage_leaves_the_other_stages_of_the_tie(built: Office):
    both = [TIES[0], {**TIES[1], "source_url": PAPER}]
    built.bring(both, dataset="partnerships")
    built.bring([{**TIES[0], "start": "2002"}], dataset="partnerships")

    stages = built.said("partnership", "gwangju-kr--turin-it", "stage")
    assert len({source for value, source in stages if value.endswith("s2")}) == 2


def test_a_sheet_without_a_column_leaves_that_property_alone(built: Office):
    sheet = [{"id": "turin-it", "label_en": "Torino", "source_url": "place-register"}]
    report = built.bring(sheet, kind="city")

    assert (report.added, report.removed) == (1, 1)
    assert {v for v, _ in built.said("city", "turin-it", "label")} == {"Torino", "토리노"}
    assert built.said("city", "turin-it", "latitude")


def test_a_sheet_with_an_empty_cell_clears_that_property(built: Office):
    sheet = [{"id": "turin-it", "lat": "", "lon": "7.69", "source_url": "place-register"}]
    built.bring(sheet, kind="city")

    assert not built.said("city", "turin-it", "latitude")
    assert built.said("city", "turin-it", "longitude")


def test_a_sheet_restates_a_thing_in_the_dataset_where_it_stands(built: Office):
    built.bring([{"id": "turin-it", "lat": "45.1", "source_url": "place-register"}], kind="city")
    assert "desk-cities" not in built.archive.datasets(built.newest())

    new = {"id": "milan-it", "label_en": "Milan", "country_iso2": "IT", "place_type": "city"}
    built.bring([new], kind="city")
    assert "desk-cities" in built.archive.datasets(built.newest())
    assert built.said("city", "milan-it", "label") == {("Milan", "gwangju-international-affairs")}
    # What speaks there for the first time is described there.
    assert built.said("source", "gwangju-international-affairs", "rank") == {("1", "sources")}


def test_a_sheet_that_takes_away_what_must_be_there_is_refused(built: Office):
    before = built.newest()
    sheet = [{"id": "turin-it", "label_ko": "", "label_en": "", "label_it": "",
              "source_url": "place-register"}]  # fmt: skip
    report = built.bring(sheet, kind="city")

    assert [(f.row, f.column) for f in report.refused] == [(2, "label")]
    assert built.newest() == before


def test_a_file_that_is_the_whole_dataset_takes_the_rest_away(built: Office):
    report = built.bring(TIES[:2], dataset="partnerships", replace=True)

    assert report.removed > 0
    assert not built.said("partnership", "gwangju-kr--yancheng-cn", "party")


def test_what_others_still_name_cannot_be_taken_away(built: Office):
    before = built.newest()
    without = [p for p in PLACES if p["id"] != "yancheng-cn"]
    report = built.bring(without, dataset="places", replace=True)

    assert len(report.refused) == 1
    assert "yancheng-cn would go, but partnerships still names it" in report.refused[0].problem
    assert built.newest() == before


def test_a_dry_run_counts_what_would_change_and_changes_nothing(built: Office):
    before = built.newest()
    report = built.bring([{**TURIN, "lat": "45.1"}], dataset="places", dry_run=True)

    assert (report.added, report.removed, report.dry_run) == (1, 1, True)
    assert built.newest() == before


def test_the_revision_says_who_why_and_from_which_file(built: Office):
    rows = [{**TURIN, "lat": "45.1"}]
    report = built.bring(rows, "march.csv", dataset="places", who="protocol office", why="survey")
    revision = built.archive.revision(report.revision)

    assert (revision.who, revision.why) == ("protocol office", "survey")
    assert [i.name for i in revision.inputs] == ["march.csv"]


def test_a_workbook_is_read_like_a_table(built: Office):
    book = _workbook([["id", "lat", "source_url"], ["turin-it", 45.1, "place-register"]])
    built.bring(book, "sheet.xlsx", kind="city")

    assert {v for v, _ in built.said("city", "turin-it", "latitude")} == {"45.1"}


# several at once


def test_two_imports_at_once_both_come_in(built: Office):
    changes = {"turin-it": "45.1", "yancheng-cn": "33.3", "suzhou-cn": "31.3", "gwangju-kr": "35.2"}
    failed: list[KgError] = []
    start = threading.Barrier(len(changes))

    def bring(key: str, lat: str) -> None:
        start.wait(10)
        try:
            rows = [{"id": key, "lat": lat, "source_url": "place-register"}]
            built.bring(rows, f"{key}.csv", kind="city")
        except KgError as problem:
            failed.append(problem)

    threads = [threading.Thread(target=bring, args=change) for change in changes.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    # One that came too late three times over is told so; no edit is lost unseen.
    assert all(isinstance(problem, RevisionMoved) and problem.remedy for problem in failed)
    came = {
        key
        for key in changes
        if {v for v, _ in built.said("city", key, "latitude")} == {changes[key]}
    }
    assert len(came) == len(changes) - len(failed)
    assert len(came) >= 3


def test_an_import_overtaken_by_another_is_read_onto_the_newer_revision(
    built: Office, monkeypatch: pytest.MonkeyPatch
):
    held = imports.quads_of
    came: list[bool] = []

    def overtaken(archive, revision):
        found = held(archive, revision)
        if not came:
            came.append(True)
            built.bring([{**YANCHENG, "lat": "33.3"}], "other.csv", dataset="places")
        return found

    monkeypatch.setattr(imports, "quads_of", overtaken)
    built.bring([{**TURIN, "lat": "45.1"}], dataset="places")

    assert {v for v, _ in built.said("city", "yancheng-cn", "latitude")} == {"33.3"}
    assert {v for v, _ in built.said("city", "turin-it", "latitude")} == {"45.1"}


def test_an_import_into_nothing_at_all_is_the_first_revision(office: Office):
    rows = [{"id": "kr", "label_en": "Korea", "iso2": "KR", "iso3": "KOR"}]
    request = ImportRequest(path=office.paper("kr.csv", rows), kind="country")
    report = imports.import_table(office.settings, request)

    assert report.refused == []
    assert office.newest() == report.revision
