"""Cities to approach."""

from __future__ import annotations

import csv
import io
import re

import pytest

FIELDS = "field=human-rights&field=ai&field=climate"


def candidates(program, state=""):
    return program.get(f"/suggestions.json?{state}").get_json()


def test_five_cities_to_approach_on_human_rights_ai_and_climate_with_reasons(read):
    page = read(f"/suggestions?{FIELDS}")
    items = re.findall(r"<li><div><h2>.*?</p></li>", page, re.DOTALL)
    assert len(items) == 5
    assert all("in the fields asked for" in item for item in items)


def test_no_suggestion_is_a_sister_or_friendship_city(program):
    partners = program.get("/questions/partners-in-force.json").get_json()["rows"]
    keys = {row["partner"]["id"] for row in partners}
    assert not keys & {c["id"] for c in candidates(program, "count=50")}


def test_every_reason_leads_to_records_that_are_there(program):
    for candidate in candidates(program):
        for reason in candidate["reasons"] + candidate["against"]:
            address = reason["address"]
            if "/questions/" in address:
                name = address.replace("?", ".json?", 1)
                answer = program.get(name)
                assert answer.status_code == 200, name
                assert answer.get_json()["rows"], name
            else:
                assert program.get(address).status_code == 200, address


def test_the_number_of_a_reason_is_the_number_its_question_gives(program):
    columns = {
        "network": "network",
        "forum": "edition",
        "exchange": "exchange",
        "partner": "partner",
    }
    checked = 0
    for candidate in candidates(program, "count=20"):
        for reason in candidate["reasons"]:
            if reason["sort"] in columns:
                rows = program.get(reason["address"].replace("?", ".json?", 1)).get_json()["rows"]
                told = {row[columns[reason["sort"]]]["id"] for row in rows}
                assert told == set(reason["records"]), reason
                checked += 1
    assert checked > 10


def test_a_weight_in_the_address_changes_the_order(program):
    usual = [c["city"] for c in candidates(program, "count=10")]
    plan = candidates(
        program,
        "count=10&w_plan=5&w_forum=0&w_network=0&w_exchange=0&w_theme=0&w_begun=0&w_partner=0",
    )
    assert [c["city"] for c in plan] != usual
    assert all({r["sort"] for r in c["reasons"] if r["points"]} == {"plan"} for c in plan)


def test_a_region_keeps_only_its_cities(program):
    assert {c["country"] for c in candidates(program, "region=central-asia&count=50")} <= {
        "kz", "kg", "tj", "tm", "uz",
    }  # fmt: skip


def test_the_files_say_the_same_as_the_page(program):
    rows = list(csv.reader(io.StringIO(program.get("/suggestions.csv").data.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [c["city"] for c in candidates(program)]
    assert program.get("/suggestions.xlsx").data[:2] == b"PK"


def test_nothing_that_fits_is_explained(read):
    page = read("/suggestions?region=central-asia&field=sports")
    assert "No candidate fits" in page
    assert "does not mean" in page


@pytest.mark.parametrize(
    "state",
    ["w_network=99", "w_network=nan", "w_network=-1", "w_network=1e9", "w_network=x", "count=0", "count=9999",
     "field=nothing", "region=%3Cscript%3E", "city=nowhere-zz", "region=a%20b"],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_with_a_remedy(program, state):
    answer = program.get(f"/suggestions?{state}")
    assert answer.status_code == 400, state
    assert answer.get_json(force=True)["remedy"]


def test_a_record_of_a_reason_bears_the_marks_of_its_sources(read, program):
    first = candidates(program)[0]
    assert all(r["sources"] for r in first["reasons"])
    item = re.search(r"<li><div><h2>.*?</p></li>", read("/suggestions"), re.DOTALL)[0]
    assert '<sup class="s"><a href="#s1"' in item
