"""One box over everything."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest


def hits(text):
    part = text.partition('<ul class="hits">')[2].partition("</ul>")[0]
    return re.findall(r'<li><a href="([^"]*)">(.*?)</a>', part)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_city_itself_leads_a_search_for_its_name(read, lang):
    assert hits(read("/search?q=" + quote("광주"), lang))[0][0] == "/cities/gwangju-kr"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nurnberg", "/cities/nuremberg-de"),
        ("Nürnberg", "/cities/nuremberg-de"),
        ("샌안토니오", "/cities/san-antonio-us"),
        ("san antonio", "/cities/san-antonio-us"),
        ("안토니", "/cities/san-antonio-us"),
    ],
)
def test_names_are_found_without_marks_in_any_case_and_from_a_part(read, text, found):
    assert found in [href for href, _ in hits(read("/search?q=" + quote(text)))]


def test_a_word_inside_a_korean_compound_is_found(read):
    found = hits(read("/search?q=" + quote("인권도시"), "ko"))
    assert found
    assert any("세계인권도시포럼" in name for _, name in found)


def test_a_misspelling_is_answered_with_what_was_assumed(read):
    text = read("/search?q=Samarkandt")
    assert "/cities/samarkand-uz" in [href for href, _ in hits(text)]
    assert "No exact match" in text


def test_a_kind_narrows_and_its_number_is_what_it_gives(read):
    text = read("/search?q=" + quote("광주"))
    kind, count = re.search(r'href="[^"]*kind=(exchange)"[^>]*>\w+ <i>(\d+)</i>', text).groups()
    narrowed = read(f"/search?q={quote('광주')}&kind={kind}")
    assert f"{int(count):,} result" in narrowed
    assert all(href.startswith("/exchanges/") for href, _ in hits(narrowed))


def test_an_empty_search_says_what_to_type(read):
    for query in ("", "?q=", "?q=%20%20"):
        assert "Type what you are looking for" in read("/search" + query)


def test_what_is_nowhere_is_said_to_be_nowhere_and_where_to_look_instead(read):
    text = read("/search?q=" + quote("ㅋㅋㅋㅋ없는말zzzzqq"))
    assert "Nothing was found" in text
    assert 'href="/cities"' in text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", '"', "'", "\"; DROP TABLE text; --", "NEAR(a b)", "a* OR b",
        "(((((", "%", "\\", "\x00", "\u202e", "🙂", "가" * 5000, "a " * 2000, "{{7*7}}", "-광주", "*",
    ],
)  # fmt: skip
def test_hostile_text_is_text(read, text):
    body = read("/search?q=" + quote(text))
    assert "<script>alert" not in body
    assert "{{" not in text or "{{7*7}}" in body


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=100000"])
def test_what_is_no_page_of_results_is_refused(read, query):
    assert "Pages are counted from 1." in read(f"/search?q=a&{query}", status=400)


def test_an_unknown_kind_is_refused_or_finds_nothing(app):
    response = app.test_client().get("/search?q=a&kind=spaceship")
    assert response.status_code in (200, 400)
    assert "<li><a" not in response.text.partition('<ul class="hits">')[2].partition("</ul>")[0]


def test_suggestions_begin_with_what_is_typed(program):
    told = program.get("/search/suggest?q=San").get_json()
    assert told
    assert {"name": "San Antonio", "kind": "City", "href": "/cities/san-antonio-us"} in [
        {**s, "name": s["name"]}
        for s in program.get(
            "/search/suggest?q=San%20Ant", headers={"Accept-Language": "en"}
        ).get_json()
    ]
