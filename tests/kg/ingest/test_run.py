"""Building from data/: counting every row, leaving alone what has not changed, keeping edits."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import InputProblem, RevisionMoved
from kg.ingest import desk as at_desk
from kg.ingest import run
from tests.kg.tiny import PAPER, PLACES, PUBLISHERS, TIES, Office, manifest

TURIN, YANCHENG = PLACES[1], PLACES[2]


def test_every_row_of_the_files_is_loaded_set_aside_or_refused(office: Office):
    aside = '\n[[set_aside]]\nfile = "places.csv"\nid = "yancheng-cn"\nreason = "for this test"\n'
    office.put("places/dataset.toml", manifest(2, _PLACES, more=aside))
    report = office.build()

    for tally in report.tallies:
        assert tally.read == tally.loaded + tally.set_aside + tally.refused, tally
    by_name = {t.dataset: t for t in report.tallies}
    assert by_name["places"].read == len(PLACES)
    assert by_name["places"].set_aside == 1
    # The tie of the city that was set aside has nothing to name.
    assert by_name["partnerships"].refused == 1
    assert [(f.file, f.row, f.column) for f in report.refused] == [
        ("partnerships.csv", 4, "city_en")
    ]


def test_a_second_build_of_unchanged_data_makes_no_revision(built: Office):
    before = built.newest()
    report = built.build()

    assert built.newest() == before == report.revision
    assert report.tallies == []


def test_building_unchanged_data_by_force_changes_nothing_either(built: Office):
    before = built.newest()
    report = built.build(force=True)

    assert report.tallies
    assert (report.added, report.removed) == (0, 0)
    assert built.newest() == before


def test_a_change_of_the_terms_is_a_reason_to_build(built: Office, tmp_path: Path):
    ontology = tmp_path / "ontology"
    shutil.copytree(built.settings.ontology, ontology)
    moved = Office(replace(built.settings, ontology=ontology))
    assert moved.build().tallies == []

    terms = ontology / "terms.ttl"
    terms.write_text(terms.read_text() + "\n# another remark\n")

    assert moved.build().tallies


def test_a_row_taken_out_of_data_goes(built: Office):
    built.put("partnerships/partnerships.csv", TIES[:2])
    report = built.build()

    assert report.removed > 0
    assert not built.said("partnership", "gwangju-kr--yancheng-cn", "party")
    assert built.said("partnership", "gwangju-kr--turin-it", "party")


def test_a_dataset_whose_folder_is_gone_goes(built: Office):
    for path in sorted((built.settings.data / "partnerships").iterdir()):
        path.unlink()
    (built.settings.data / "partnerships").rmdir()
    built.build()

    assert set(built.archive.datasets(built.newest())) == {"countries", "places"}


def test_a_build_keeps_what_was_imported_however_often_it_runs(built: Office):
    built.bring([{**TURIN, "city_en": "Taurinorum"}], dataset="places")
    for lat in ("33.3", "33.4"):
        built.put("places/places.csv", [*PLACES[:2], {**YANCHENG, "lat": lat}, *PLACES[3:]])
        report = built.build()

        assert report.findings == [], "the ties still find the city by the name data/ gives it"
        assert _english(built, "turin-it") == {"Taurinorum"}
        assert {value for value, _ in built.said("city", "yancheng-cn", "latitude")} == {lat}


def test_where_data_says_otherwise_by_now_the_edit_stays_and_it_is_told(built: Office):
    built.bring([{**TURIN, "city_en": "Turin (Torino)"}], dataset="places")
    built.put("places/places.csv", [PLACES[0], {**TURIN, "city_en": "Torino"}, *PLACES[2:]])
    report = built.build()

    assert _english(built, "turin-it") == {"Turin (Torino)"}
    told = [f for f in report.findings if f.severity == "warning"]
    assert [(f.file, f.row) for f in told] == [("places.csv", 3)]
    assert '"Torino"@en' in told[0].problem
    assert "kg undo" in told[0].remedy


def test_an_import_that_was_taken_back_leaves_the_way_free_for_data(built: Office):
    edit = built.bring([{**TURIN, "lat": "45.1"}], dataset="places")
    built.archive.undo(edit.revision, who="desk")
    built.put("places/places.csv", [PLACES[0], {**TURIN, "lat": "45.2"}, *PLACES[2:]])
    report = built.build()

    assert report.findings == []
    assert {value for value, _ in built.said("city", "turin-it", "latitude")} == {"45.2"}


def test_a_build_taken_back_comes_again_when_data_changes(office: Office):
    office.build()
    office.put("places/places.csv", [*PLACES, {**TURIN, "id": "milan-it", "city_en": "Milan"}])
    second = office.build()
    office.archive.undo(second.revision, who="desk")
    assert not office.said("city", "milan-it", "label")

    assert office.build().tallies == [], "unchanged data must not undo the undoing"
    office.put("places/places.csv", [*PLACES, {**TURIN, "id": "milan-it", "city_en": "Milano"}])
    office.build()

    assert _english(office, "milan-it") == {"Milano"}


def test_rows_of_data_may_name_what_was_imported(built: Office):
    milan = {"id": "milan-it", "label_en": "Milan", "country_iso2": "IT", "place_type": "city"}
    built.bring([milan], kind="city")
    tie = {**TIES[0], "id": "gwangju-kr--milan-it", "city_en": "Milan"}
    built.put("partnerships/partnerships.csv", [*TIES, tie])
    report = built.build()

    assert report.refused == []
    assert built.said("city", "milan-it", "type") == {("City", "gwangju-international-affairs")}
    assert built.said("partnership", "gwangju-kr--milan-it", "party")


def test_data_that_leaves_an_edit_dangling_is_told_and_still_built(built: Office):
    rows = [{"id": "gwangju-week", "label_en": "Gwangju week", "organiser": "Yancheng"}]
    built.bring(rows, kind="programme")
    built.put("places/places.csv", [p for p in PLACES if p["id"] != "yancheng-cn"])
    built.put("partnerships/partnerships.csv", TIES[:2])
    report = built.build()

    assert not built.said("city", "yancheng-cn", "label")
    told = [f for f in report.findings if "gwangju-week" in f.problem]
    assert told
    assert {f.severity for f in told} == {"warning"}
    assert {f.file for f in told} == {"desk-programmes"}


def test_a_dry_run_counts_and_changes_nothing(built: Office):
    before = built.newest()
    built.put("places/places.csv", [{**PLACES[0], "city_en": "Gwangju City"}, *PLACES[1:]])
    report = built.build(dry_run=True)

    assert (report.added, report.removed) == (1, 1)
    assert built.newest() == before
    assert _english(built, "gwangju-kr") == {"Gwangju"}


def test_a_value_two_rows_disagree_about_is_the_fault_of_the_later_row(office: Office):
    office.put(
        "partnerships/partnerships.csv",
        [*TIES, {**TIES[0], "start": "2003"}, {**TIES[0], "start": "2002-05-21", "fields": ""}],
    )
    report = office.build()

    assert [(f.file, f.row, f.column) for f in report.refused] == [("partnerships.csv", 5, "start")]
    starts = office.said("stage", "gwangju-kr--turin-it--s1", "start")
    assert {value for value, _ in starts} == {"2002-05-21"}


def test_a_build_that_another_commit_overtakes_is_done_again_on_top_of_it(
    built: Office, monkeypatch: pytest.MonkeyPatch
):
    built.put("places/places.csv", [*PLACES[:2], {**YANCHENG, "city_en": "Yancheng City"}])
    built.put("partnerships/partnerships.csv", TIES)
    check = run.edits_of
    came = []

    def overtaken(archive):
        found = check(archive)
        if not came:
            came.append(True)
            built.bring([{**TURIN, "city_en": "Turin (Torino)"}], dataset="places")
        return found

    monkeypatch.setattr(run, "edits_of", overtaken)
    built.build()

    assert _english(built, "turin-it") == {"Turin (Torino)"}
    assert _english(built, "yancheng-cn") == {"Yancheng City"}


def test_who_keeps_being_overtaken_is_told_in_the_end():
    tried = []

    def always_late() -> None:
        tried.append(True)
        raise RevisionMoved("Another commit came first.", remedy="Do it again.")

    with pytest.raises(RevisionMoved):
        at_desk.again_if_moved(always_late)
    assert len(tried) == at_desk.ATTEMPTS


def test_a_publisher_nobody_knows_is_told(office: Office):
    office.put(
        "partnerships/partnerships.csv", [{**TIES[0], "source_url": "https://new.example/1"}]
    )
    report = office.build()

    assert [f.problem for f in report.findings] == [
        "The publisher at new.example is not known; its rank is taken as press."
    ]


def test_a_document_two_datasets_cite_was_retrieved_on_one_day(office: Office):
    told = manifest(4, 'name = "ties.csv"\nmapper = "partnerships"').replace(
        "2026-01-02", "2026-03-04"
    )
    office.put("more/dataset.toml", told)
    office.put("more/ties.csv", [{**TIES[2], "stage": "s2", "source_url": PAPER}])
    report = office.build()

    assert report.refused == []
    key = next(k for _, k in office.said("stage", "gwangju-kr--turin-it--s1", "start"))
    assert {day for day, _ in office.said("source", key, "retrieved")} == {"2026-01-02"}


def test_a_table_of_words_that_cannot_be_used_stops_the_build(office: Office):
    office.put("reference/publishers.csv", [{**PUBLISHERS[0], "kind": "gossip"}])

    with pytest.raises(InputProblem) as caught:
        office.build()
    assert "publishers.csv, row 2, column kind" in caught.value.problem
    assert "press" in caught.value.remedy
    assert office.newest() == ""


_PLACES = 'name = "places.csv"\nmapper = "places"'


def _english(office: Office, key: str) -> set[str]:
    return {
        q.object.value
        for q in office.quads()
        if q.subject.value.endswith(f"/city/{key}")
        and q.predicate.value.endswith("#label")
        and getattr(q.object, "language", "") == "en"
    }
