"""My own list of cities against the graph."""

from __future__ import annotations

import csv
import io

import pytest

from kg.ingest.matching import ROWS

HEADERS = {"Accept": "text/html", "Accept-Language": "en"}


def matched(program, text, **form):
    return program.post("/match", data={"list": text, **form}, headers=HEADERS)


def rows(program, text):
    content = matched(program, text, format="csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))[1:]


def test_names_in_any_language_find_their_city_with_ids(program):
    (turin, guangzhou) = rows(program, "Torino,IT\n광저우,중국")
    assert turin[2:5] == ["by name", "100", "turin-it"]
    assert guangzhou[4] == "guangzhou-cn"
    assert "wikidata.org" in turin[8]


def test_a_misspelt_name_is_marked_as_a_suggestion_with_its_likeness(program):
    (row,) = rows(program, "Nurenberg,DE")
    assert row[2] == "suggestion"
    assert row[4] == "nuremberg-de"
    assert 70 <= int(row[3]) < 100


def test_a_name_nobody_bears_is_told_as_none(program):
    (row,) = rows(program, "Qwertzuiop")
    assert row[2] == "none"
    assert row[4] == ""


def test_a_bare_namesake_is_not_decided(program):
    (row,) = rows(program, "Gwangju,KR")
    assert row[2] == "several"


def test_a_heading_is_left_out_and_a_file_is_read(program):
    file = (io.BytesIO("도시,국가\n메단,ID\n".encode()), "mine.csv")
    answer = program.post("/match", data={"file": file, "format": "csv"}, headers=HEADERS)
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[4] for line in lines[1:]] == ["medan-id"]


def test_the_page_shows_the_matches_and_escapes_what_was_given(program):
    page = matched(program, "<script>alert(1)</script>\nTurin").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "turin-it" in page


def test_nothing_of_a_list_is_kept(program):
    assert "no-store" in matched(program, "Turin").headers.get("Cache-Control", "")
    assert (
        "Turin"
        not in program.get("/match", headers=HEADERS)
        .get_data(as_text=True)
        .split("<form")[1]
        .split("</textarea>")[0]
        .partition(">Turin")[2]
    )


@pytest.mark.parametrize("text", ["", "   ", "x\n" * (ROWS + 1), "a" * 500_000, 'a,"b'])
def test_what_cannot_be_read_is_refused_with_a_remedy(program, text):
    answer = program.post("/match", data={"list": text}, headers={"Accept": "application/json"})
    assert answer.status_code == 400, answer.data[:200]
    assert answer.get_json(force=True)["remedy"]


def test_a_file_in_another_encoding_is_refused_with_a_remedy(program):
    file = (io.BytesIO("광주".encode("cp949")), "old.csv")
    answer = program.post("/match", data={"file": file}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "UTF-8" in answer.get_json(force=True)["remedy"]
