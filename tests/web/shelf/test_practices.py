"""The library of practices: filters, the heading in words, the page of one practice."""

from __future__ import annotations

import re

import pytest

ORDINANCE = "/practices/gwangju-human-rights-ordinance"


def heading(text):
    found = re.search(r"<h1[^>]*>(.*?)<", text, re.DOTALL)
    return " ".join(found[1].split())


@pytest.mark.parametrize(
    ("query", "english", "korean"),
    [
        ("", "Practices", "우수사례"),
        ("field=human-rights", "Practices on human rights", "인권 분야 우수사례"),
        (
            "field=human-rights&cityRegion=western-europe&resultsTold=measured",
            "Practices on human rights in Western Europe, with measured results",
            "인권 분야, 서유럽 지역, 결과가 수치로 적힌 우수사례",
        ),
        (
            "method=deliberation&detailLevel=full",
            "Practices by deliberation, told in full",
            "공론·숙의 방식, 자세히 적힌 우수사례",
        ),
    ],
)
def test_the_heading_repeats_the_filters_in_words(read, query, english, korean):
    assert heading(read(f"/practices?{query}")) == english
    assert heading(read(f"/practices?{query}", "ko")) == korean


def test_a_filter_that_leaves_nothing_still_stands_in_the_heading(read):
    text = read("/practices?field=sports&cityRegion=western-europe")

    assert heading(text) == "Practices on sports in Western Europe"
    assert "Nothing fits these filters" in text


def test_a_region_leaves_only_practices_of_cities_that_lie_in_it(get):
    rows = get("/practices.json?cityRegion=western-europe").get_json()
    told = str(rows)

    assert "Graz" in told
    assert "Seoul" not in told


def test_the_list_says_why_there_is_no_filter_for_the_size_of_a_city(read):
    text = read("/practices")

    assert "No filter by size of city" in text
    assert 'href="/questions/city-populations"' in text


def test_the_page_explains_what_no_source_says(read):
    text = read(ORDINANCE)

    assert "The sources do not say what it was to solve." in text
    assert "No source in the graph names a cost." in text
    assert "No session on record that showed it" in text


def test_the_page_tells_who_took_the_practice_up_and_on_what_evidence(read):
    text = read(ORDINANCE)

    for city in ("Seoul", "Busan", "Ulsan"):
        assert city in text
    assert "came on study visits" in text
    assert 'href="/questions/adoptions-of-practice?practice=gwangju-human-rights-ordinance"' in text


def test_similar_practices_come_with_their_reasons(read):
    similar = read(ORDINANCE).partition('id="similar"')[2].partition("</section>")[0]

    assert "Graz Human Rights Advisory Council" in similar
    assert "Human rights · Indicators and assessment" in similar


def test_the_page_says_whom_to_ask_how_to_cite_and_under_which_licence(read):
    aside = read(ORDINANCE).partition("<aside")[2]

    assert "Offices only" in aside
    assert "CC BY 4.0" in aside
    assert "https://w3id.org/city-diplomacy/id/practice/gwangju-human-rights-ordinance" in aside


def test_no_note_on_an_adoption_calls_a_plan_a_study_visit(get):
    told = get("/adoptions.csv").get_data(as_text=True)

    assert "Study visit:" not in told
    assert "Medellin, Cali and Montevideo announced plans" in told


def test_a_page_of_the_list_has_twenty_practices_and_leads_to_the_next(read):
    text = read("/practices")

    assert text.count('<li class="pr">') == 20
    assert 'href="/practices?page=2" rel="next"' in text
    assert text.count('<li class="pr">') == read("/practices?page=2").count('<li class="pr">')
