"""Stored questions as pages and files: every one, in both languages."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import openpyxl
import pytest

from kg.model import read_model
from kg.questions.catalogue import Catalogue
from kg.settings import Settings
from kg.terms import Names

SAMPLES = {
    "City": "san-antonio-us",
    "Partnership": "gwangju-kr--turin-it",
    "Country": "cn",
}
VALUES = {"integer": "3", "decimal": "1.5", "year": "2020", "date": "2026-11-21", "text": "광주"}
CATALOGUE = Catalogue.read(read_model(Settings().ontology), Names())
NAMES = [question.name for question in CATALOGUE]


def values(name):
    """A value for every parameter that has no default."""
    return {
        p.name: SAMPLES.get(p.of, "gwangju-kr") if p.type == "iri" else VALUES.get(p.type, "")
        for p in CATALOGUE[name].parameters
        if p.default is None
    }


def address(name, ending=""):
    query = urlencode(values(name))
    return f"/questions/{name}{ending}" + (f"?{query}" if query else "")


def test_the_index_lists_every_question_in_both_languages(read):
    for lang in ("ko", "en"):
        text = read("/questions", lang)
        for question in CATALOGUE:
            assert f'href="/questions/{question.name}"' in text
            assert question.title[lang].split("’")[0].split("'")[0] in text


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_page_with_title_answer_and_query(read, name, lang):
    text = read(address(name), lang)
    assert CATALOGUE[name].title[lang].split("’")[0].split("'")[0] in text
    assert "SELECT" in text
    assert "값이 빠졌습니다" not in text
    assert "A value is missing" not in text


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_the_columns_its_header_names_in_each_format(program, name):
    question = CATALOGUE[name]
    headings = [question.headings.get(c, {}).get("en", c) for c in question.columns]
    english = {"Accept-Language": "en"}
    content = program.get(address(name, ".csv"), headers=english).data.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(content))
    assert header == headings
    book = openpyxl.load_workbook(
        io.BytesIO(program.get(address(name, ".xlsx"), headers=english).data)
    )
    assert list(next(book.active.values)) == headings
    told = program.get(address(name, ".json"), headers=english).get_json()
    assert len(told["rows"]) == len(rows)
    assert all(set(row) == set(question.columns) for row in told["rows"])


@pytest.mark.parametrize("name", NAMES)
def test_every_column_has_a_heading_in_korean(name):
    question = CATALOGUE[name]
    missing = [c for c in question.columns if "ko" not in question.headings.get(c, {})]
    assert missing == []


def test_the_default_question_finds_gwangju_s_partners_with_dates_and_sources(program):
    told = program.get("/questions/partners-in-force.json").get_json()
    assert len({row["partner"]["id"] for row in told["rows"]}) == 24
    assert all(row["source"] for row in told["rows"])


def test_a_value_in_the_address_changes_the_answer(program):
    few, many = (
        len(program.get(f"/questions/asleep.json?from={day}").get_json()["rows"])
        for day in ("2012-01-01", "2024-11-21")
    )
    assert 0 < few < many


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("asleep?from=soon", "from"),
        ("asleep?from=2024-02-30", "from"),
        ("latest-exchanges?count=many", "count"),
        ("latest-exchanges?count=²", "count"),
        ("asleep?colour=blue", "colour"),
        ("partners?city=Atlantis%20City", "city"),
        ("partners?city=a%3E%20%7D%20UNION%20%7B", "city"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_the_parameter_s_name(app, query, why):
    response = app.test_client().get("/questions/" + query)
    assert response.status_code == 400
    told = response.get_json()
    assert why in told["detail"]
    assert told["remedy"]


def test_an_empty_field_of_the_form_takes_the_default(read):
    rows = [read(f"/questions/asleep{query}").count("<tr>") for query in ("", "?from=&city=")]
    assert rows[0] == rows[1] > 1


def test_a_question_nobody_stored_is_refused(app):
    response = app.test_client().get("/questions/nobody-asked")
    assert response.status_code in (400, 404)
    assert "nobody-asked" in response.get_json()["detail"]


def test_a_question_without_its_value_shows_the_form(read):
    text = read("/questions/practices")
    assert "A value is missing" in text
    assert 'name="city"' in text
