"""How are we connected?"""

from __future__ import annotations

import re

import pytest

WAY = "/path?from=san-antonio-us&to=nuremberg-de"


def test_the_sentences_name_the_tie_its_date_and_its_source(read):
    page = read(WAY)
    assert "sister cities since 4 February 1982" in page
    step = re.search(r"sister cities since 4 February 1982.*?</p>", page, re.DOTALL)[0]
    number = re.search(r'href="#s(\d+)"', step)[1]
    assert f'<li id="s{number}">' in page
    assert "1982년 2월 4일부터 자매도시" in read(WAY, "ko")


def test_sentences_come_before_the_picture_and_the_picture_before_the_table(read):
    page = read(WAY)
    assert (
        page.index('class="paths"')
        < page.index('<svg class="chart ways"')
        < page.index('id="table"')
    )


def test_every_city_on_a_way_is_in_the_picture(read, program):
    told = program.get(WAY.replace("/path?", "/path.json?") + "&lang=en").get_json()
    page = read(WAY)
    drawn = set(re.findall(r'class="way-n"[^>]*>([^<]*)<', page))
    assert {c["name"] for way in told["ways"] for c in way["cities"]} <= drawn
    assert all(step["sources"] for way in told["ways"] for step in way["steps"])


def test_ways_come_in_the_order_of_their_cost(program):
    costs = [
        w["cost"]
        for w in program.get(WAY.replace("/path?", "/path.json?") + "&count=5").get_json()["ways"]
    ]
    assert costs == sorted(costs)
    assert len(costs) == 5


def test_only_the_kinds_of_link_named_are_used(program):
    told = program.get("/path.json?from=san-antonio-us&to=turin-it&through=ties").get_json()
    assert [s["shared"] for w in told["ways"] for s in w["steps"]] == [[], []]


def test_a_city_that_is_left_out_is_on_no_way(read):
    page = read(WAY + "&without=gwangju-kr")
    ways = page[page.index('id="method"') - 1 :] if 'class="paths"' not in page else page
    assert "Through Gwangju" not in ways
    assert "take it in again" in page


def test_no_way_is_explained_and_does_not_deny_one(read):
    page = read("/path?from=san-antonio-us&to=turin-it&through=projects")
    assert "No way is on record" in page
    assert "does not mean that nothing does" in page


def test_cities_can_be_given_by_name_in_either_language(program):
    a = program.get("/path.json?from=샌안토니오&to=Nuremberg").get_json()
    assert (a["from"], a["to"]) == ("san-antonio-us", "nuremberg-de")


def test_without_cities_the_form_is_shown_with_an_example(read):
    assert "Name two cities" in read("/path")


@pytest.mark.parametrize(
    "state",
    ["from=nowhere-zz&to=turin-it", "from=turin-it&to=turin-it", "from=../../etc&to=turin-it",
     "from=<script>&to=turin-it", "from=%00&to=turin-it", "from=turin-it&to=medan-id&count=99",
     "from=turin-it&to=medan-id&through=x", f"from={'a' * 2000}&to=turin-it"],
)  # fmt: skip
def test_hostile_and_unknown_cities_give_a_clear_error(program, state):
    answer = program.get(f"/path?{state}")
    assert answer.status_code == 400
    assert answer.get_json(force=True)["remedy"]


def test_an_unknown_city_is_told_with_those_near(program):
    answer = program.get("/path?from=Nurenberg&to=turin-it").get_json(force=True)
    assert "nuremberg-de" in answer["remedy"]
