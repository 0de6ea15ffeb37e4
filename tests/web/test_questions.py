"""Stored questions as pages and files: every one, in both languages and every format."""

from __future__ import annotations

import csv
import html
import io
import re
from urllib.parse import urlencode

import lxml.html
import openpyxl
import pytest
from rdflib import Graph
from rdflib.plugins.sparql.results.rdfresults import RDFResult

from tests.kg.questions.catalogue import CATALOGUE, EMPTY, NAMES
from web.asked import ask

HTML = re.compile(r"<[^>]+>")


def address(name, ending=""):
    query = urlencode(CATALOGUE[name].samples)
    return f"/questions/{name}{ending}" + (f"?{query}" if query else "")


def headings(name, lang):
    question = CATALOGUE[name]
    return [question.headings.get(c, {}).get(lang, c) for c in question.columns]


def test_the_index_lists_every_question_in_both_languages(read):
    for lang in ("ko", "en"):
        text = read("/questions", lang)
        for question in CATALOGUE:
            assert f'href="/questions/{question.name}"' in text
            assert question.title[lang] in html.unescape(text)


def test_the_index_is_found_through_without_a_script(read):
    text = read("/questions?q=잠든", "ko")

    assert 'href="/questions/asleep"' in text
    assert 'href="/questions/classes"' not in text
    assert "No question fits" in read("/questions?q=zzz")


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_page_with_title_answer_and_query(read, name, lang):
    text = html.unescape(read(address(name), lang))

    assert CATALOGUE[name].title[lang] in text
    assert CATALOGUE[name].help[lang] in text
    assert "SELECT" in text
    assert "값이 빠졌습니다" not in text
    assert "A value is missing" not in text
    assert ("<tbody>" in text) is (name not in EMPTY)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_the_columns_its_header_names_in_each_format(program, name, lang):
    question = CATALOGUE[name]
    tongue = {"Accept-Language": lang}
    files = {}
    for ending in ("csv", "xlsx", "json", "ttl"):
        response = program.get(address(name, f".{ending}"), headers=tongue)
        assert response.status_code == 200, ending
        assert f'filename="{name}.{ending}"' in response.headers.get(
            "Content-Disposition", f'filename="{name}.{ending}"'
        )
        files[ending] = response
    header, *rows = csv.reader(io.StringIO(files["csv"].data.decode("utf-8-sig")))
    assert header == headings(name, lang)
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].data), read_only=True)
    assert list(next(book.active.values)) == headings(name, lang)
    told = files["json"].get_json()
    assert len(told["rows"]) == len(rows)
    assert all(set(row) == set(question.columns) for row in told["rows"])
    turtle = files["ttl"].get_data(as_text=True)
    assert turtle.count("rs:index") == len(rows)
    assert "_:" not in turtle.replace("://", "")


def test_an_answer_as_turtle_is_read_back_as_the_same_rows(program):
    told = program.get("/questions/partners-in-force.json").get_json()["rows"]
    graph = Graph().parse(
        data=program.get("/questions/partners-in-force.ttl").data, format="turtle"
    )

    found = RDFResult(graph)

    assert {str(v) for v in found.vars} == {*CATALOGUE["partners-in-force"].columns}
    read = {tuple(str(row.get(v)) for v in ("partner", "source")) for row in map(_named, found)}
    assert read == {(row["partner"]["id"], row["source"]["id"]) for row in told}


def _named(row):
    return {str(name): term for name, term in row.asdict().items()}


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", [q.name for q in CATALOGUE if q.chart and q.name not in EMPTY])
def test_a_question_that_names_a_chart_draws_it_with_title_and_table(app, read, name, lang):
    question = CATALOGUE[name]
    with app.test_request_context(address(name), headers={"Accept-Language": lang}):
        app.preprocess_request()
        picture = str(ask(name, **question.samples).picture)

    if question.chart.kind == "map":
        # Near where all its cities lie in one country.
        near = question.name == "country-cities"
        assert f'class="map map-{"near" if near else "world"}"' in picture
    else:
        assert f'<title id="chart-{name}-t">' in picture
        assert f'<desc id="chart-{name}-d">' in picture
        assert 'role="img"' in picture
    assert read(address(name), lang).count("<tbody>") == 1


def test_a_colour_is_never_written_into_a_chart(app):
    with app.test_request_context("/questions/things-by-decade"):
        app.preprocess_request()
        picture = str(ask("things-by-decade").picture)

    assert not re.search(r"fill=|stroke=|style=|#[0-9a-fA-F]{3}", picture)


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
    ("lang", "said"), [("ko", ["예", "아니요", "아니요"]), ("en", ["yes", "no", "no"])]
)
def test_what_is_true_or_not_is_said_in_the_reader_s_language_and_written_as_it_is(
    read, program, lang, said
):
    path = "/questions/briefing-conflicts"
    page = lxml.html.fromstring(read(f"{path}?city=san-antonio-us", lang))
    cells = page.xpath("//table//tr/td[last()]")
    assert [cell.text_content() for cell in cells] == said
    rows = program.get(f"{path}.csv?city=san-antonio-us").text
    assert rows.count("true") == 1
    assert rows.count("false") == 2


def test_a_default_told_from_today_is_shown_as_the_day_it_means(read, program):
    told = program.get("/questions/asleep.json").get_json()["values"]["from"]

    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", told)
    assert f'value="{told}"' in read("/questions/asleep")
    assert f"from={told}" in read("/questions/asleep"), "the permalink stays as it is tomorrow"
    same = program.get("/questions/asleep.json?from=today-2y").get_json()
    assert same["values"]["from"] == told


def test_a_city_is_suggested_by_name_and_a_concept_is_chosen(read):
    text = read("/questions/published", "ko")

    assert '<option value="san-antonio-us">샌안토니오' in text
    assert 'list="l-subject"' in text
    assert '<select class="inp" id="p-measure" name="measure">' in text


def test_every_field_has_a_label(read):
    text = read("/questions/published")
    for field in re.findall(r'<(?:input|select) class="inp" id="([^"]+)"', text):
        assert f'<label for="{field}">' in text


def test_a_name_typed_in_place_of_a_key_finds_the_city(get):
    response = get("/questions/partners?city=샌안토니오", "ko", status=303)

    assert response.headers["Location"].endswith("/questions/partners?city=san-antonio-us")


def test_code_is_offered_with_absolute_addresses_and_the_editor_does_not_run_it(read):
    text = html.unescape(read("/questions/asleep?from=2020"))

    for name in ("curl", "Python (pandas)", "Python (SPARQLWrapper)", "R", "JavaScript"):
        assert f"<summary>{name}</summary>" in text
    assert "http://localhost/questions/asleep.csv?city=gwangju-kr&from=2020" in text
    assert 'href="/sparql#query=' in text
    assert 'href="/sparql?query=' not in text


def test_a_quote_in_a_value_ends_no_string_of_the_code(read):
    text = html.unescape(read("/questions/totals?space=a'; rm -rf ~ #"))
    (command,) = re.findall(r"curl -o totals\.csv .*", text)

    assert command.count("'") == 2


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("asleep?from=soon", "from"),
        ("asleep?from=2024-02-30", "from"),
        ("asleep?from=today-9999y", "from"),
        ("latest-exchanges?count=many", "count"),
        ("latest-exchanges?count=²", "count"),
        ("asleep?colour=blue", "colour"),
        ("partners?city=Atlantis%20City", "city"),
        ("partners?city=a%3E%20%7D%20UNION%20%7B", "city"),
        ("who-says-so?thing=planet/mars", "thing"),
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


def test_a_format_nobody_offers_is_refused_with_those_there_are(app):
    response = app.test_client().get("/questions/asleep.pdf")
    assert response.status_code == 404
    assert "ttl" in response.get_json()["remedy"]


def test_a_question_without_its_value_shows_the_form(read):
    text = read("/questions/practices")
    assert "A value is missing" in text
    assert 'name="city"' in text
