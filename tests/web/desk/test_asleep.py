"""Ties asleep: who is on the list, why, and in which order."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise

import openpyxl
import pytest

from web.views.desk import spans


def table(program, years="", lang="en"):
    """The rows of the spreadsheet by city; an answer with `lang` is not kept for the next day."""
    answer = program.get(f"/asleep.csv?years={years}&lang={lang}")
    assert answer.status_code == 200
    rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    next(rows)
    return {row[0]: row for row in rows}


def test_a_tie_without_exchange_since_the_date_is_asleep_and_one_with_is_awake(program, on):
    on(2026, 11, 22)
    found = table(program)
    assert {"Kazan", "Tainan", "Sendai", "Samarkand"} <= set(found)
    assert not {"San Antonio", "Yancheng", "Guangzhou", "Changzhi"} & set(found)


def test_a_year_more_never_wakes_a_tie_and_a_year_less_never_puts_one_to_sleep(program, on):
    on(2026, 11, 22)
    lists = [set(table(program, n)) for n in (1, 2, 3, 5, 10)]
    assert all(more <= fewer for fewer, more in pairwise(lists))
    assert len(lists[0]) > len(lists[-1]) > 0


def test_a_date_known_only_by_its_year_counts_to_the_last_of_december(program, on):
    on(2027, 12, 30)
    assert "San Antonio" not in table(program)
    on(2028, 1, 1)
    assert "San Antonio" in table(program)


def test_the_reason_says_when_the_last_exchange_was_and_how_long_ago(program, on):
    on(2026, 11, 22)
    found = table(program)
    assert found["Abomey"][5] == "Last on record on 26 November 2015, 10 years 11 months ago."
    assert found["Seberang Perai"][5] == "No exchange on record at all."
    assert "after the signing itself" in found["Kazan"][5]
    assert "10년 11개월 전" in table(program, lang="ko")["아보메이"][5]


def test_the_longest_asleep_comes_first_and_one_never_heard_of_before_all(program, on):
    on(2026, 11, 22)
    rows = list(table(program, 1).values())
    assert rows[0][0] == "Seberang Perai"
    known = [row[3].ljust(10, "9") for row in rows if row[3]]
    assert known == sorted(known)


def test_a_remark_stands_in_the_reader_s_language_with_its_source(read, on):
    on(2026, 11, 22)
    text = read("/asleep?lang=ko")
    assert re.search(r'class="remark">[^<]*1992년 이후[^<]*<sup class="s"><a href="#s\d+"', text)


def test_the_number_on_the_page_is_that_of_its_question(read, program, on):
    on(2026, 11, 22)
    text = read("/asleep?years=5&lang=en")
    told = re.search(r'class="native" href="([^"]+)">(\d+) of (\d+)', text)
    address = told[1].replace("&amp;", "&").replace("/asleep?", "/asleep.json?lang=en&")
    assert len(program.get(address).get_json()["rows"]) == int(told[2]) == len(table(program, 5))
    assert int(told[3]) == 24


def test_no_record_is_said_to_be_no_proof_of_silence(read):
    assert "“No record” is never “nothing happened”" in read("/asleep")
    assert "‘기록 없음’은 ‘아무 일도 없었음’이 아니라" in read("/asleep", "ko")


def test_the_workbook_holds_the_same_rows(program, on):
    on(2026, 11, 22)
    book = openpyxl.load_workbook(io.BytesIO(program.get("/asleep.xlsx?years=3&lang=en").data))
    assert len(list(book.active.values)) == len(table(program, 3)) + 1


@pytest.mark.parametrize("years", ["-1", "101", "2.5", "two", "²", "1e2", "9" * 400, "%00"])
def test_years_out_of_bounds_are_refused_with_the_bounds(app, years):
    response = app.test_client().get(f"/asleep?years={years}")
    assert response.status_code == 400
    assert "from 0 to 100" in response.get_json()["remedy"]


def test_the_bounds_themselves_are_answered(program, on):
    on(2026, 11, 22)
    assert len(table(program, 0)) == 24
    assert set(table(program, 100)) == {"Seberang Perai"}


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("2015-11-26", date(2026, 11, 22), (10, 11)),
        ("2015-11-22", date(2026, 11, 22), (11, 0)),
        ("2024", date(2026, 11, 22), (1, 10)),
        ("2024-02", date(2024, 3, 28), (0, 0)),
        ("2024-02-29", date(2025, 2, 28), (0, 11)),
        ("2027", date(2026, 11, 22), (0, 0)),
    ],
)
def test_a_span_counts_whole_months_from_the_last_possible_day(text, day, told):
    found = spans.since(text, day)
    assert (found.years, found.months) == told
    assert found.about == (len(text) < 10)


def test_what_is_no_date_has_no_span():
    assert spans.since("", date(2026, 1, 1)) is None
    assert spans.since("soon", date(2026, 1, 1)) is None
