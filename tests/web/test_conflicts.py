"""The board of values that sources give differently."""

from __future__ import annotations

import csv
import io
import re


def board(text, name):
    """The article about a thing."""
    articles = re.findall(r'<article class="cf">.*?</article>', text, re.DOTALL)
    return next(a for a in articles if name in a)


def test_the_three_dates_of_san_antonio_stand_each_with_its_source(read):
    article = board(read("/conflicts"), "San Antonio")
    values = re.findall(r'<div class="val[^"]*"><b>(.*?)</b>.*?href="#(s\d+)"', article, re.DOTALL)
    assert {value for value, _ in values} == {"1982-02-04", "1981", "1983"}
    assert len({source for _, source in values}) == 3


def test_one_value_is_shown_first_and_the_reason_is_said(read):
    article = board(read("/conflicts"), "San Antonio")
    assert article.count('class="val first"') == 1
    assert re.search(r"shown first: (decided|best-ranked source|most precise)", article)
    assert "먼저 보임" in board(read("/conflicts", "ko"), "샌안토니오")


def test_the_number_on_the_first_page_is_the_number_on_the_board(read):
    told = int(re.search(r"All (\d+) disagreements", read("/"))[1])
    assert read("/conflicts").count('<article class="cf">') == told


def test_the_board_can_be_taken_away_as_a_table(program):
    content = program.get("/conflicts.csv", headers={"Accept-Language": "en"}).data
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert any("1981" in row for row in rows)
    assert program.get("/conflicts.json").get_json()["rows"]
    assert program.get("/conflicts.pdf").status_code == 404
