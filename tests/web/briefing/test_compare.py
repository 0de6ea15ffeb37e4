"""Cities side by side."""

from __future__ import annotations

import csv
import io
import re

import pytest


def cells(text, row):
    part = text.partition(f'<tr id="{row}">')[2].partition("</tr>")[0]
    return [re.sub(r"<[^>]+>", " ", c) for c in re.findall(r"<td[^>]*>(.*?)</td>", part, re.DOTALL)]


def test_two_cities_stand_side_by_side_with_relation_and_start(read):
    text = read("/compare?ids=san-antonio-us,turin-it")
    assert [c.split()[0] for c in cells(text, "since")] == ["1982-02-04", "2024-04-15"]
    assert "Sister" in cells(text, "relation")[0]
    assert "2002 – 2012" in cells(text, "stages")[1]


def test_each_figure_leads_to_the_question_that_counts_it(read):
    text = read("/compare?ids=san-antonio-us,turin-it")
    figures = re.findall(r'class="cmp-fig" href="([^"]*)"', text)
    assert figures
    assert all(address.startswith("/questions/") for address in figures)


def test_the_form_leads_to_the_address_that_stays_without_its_empty_fields(program):
    answer = program.get("/compare?city1=turin-it&city2=&city3=leipzig-de&city4=")

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/compare?ids=turin-it,leipzig-de")


def test_the_same_city_twice_stands_once_and_one_is_nothing_to_compare(read):
    assert "Nothing to compare yet" in read("/compare?ids=turin-it,turin-it")
    assert "Nothing to compare yet" in read("/compare")


def test_the_comparison_can_be_taken_away_as_a_table(program):
    answer = program.get("/compare.csv?ids=san-antonio-us,turin-it&lang=en")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["", "San Antonio", "Turin"]
    assert ["Since", "1982-02-04", "2024-04-15"] in rows
    assert program.get("/compare.xlsx?ids=san-antonio-us,turin-it").data[:2] == b"PK"
    assert program.get("/compare.pdf?ids=san-antonio-us,turin-it").status_code == 404


@pytest.mark.parametrize(
    ("ids", "status"),
    [
        ("a,b,c,d,e", 400),
        (",".join(["turin-it"] * 3000), 200),
        ("x" * 3000 + ",turin-it", 400),
        ("../etc,turin-it", 400),
        ("%3Cscript%3E,turin-it", 400),
        ("atlantis-xx,turin-it", 404),
    ],
)
def test_the_number_and_the_length_of_keys_are_bounded(read, ids, status):
    text = read(f"/compare?ids={ids}", status=status)
    assert "<script>," not in text
