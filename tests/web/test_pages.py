"""Pages for people: home, the list and a page of every kind, in both languages."""

from __future__ import annotations

import re

import pytest
from markupsafe import escape
from rdflib import Graph

from kg.model import read_model
from kg.questions.listing import Selection
from kg.settings import Settings

LANGUAGES = ("ko", "en")
KINDS = [kind.slug for kind in read_model(Settings().ontology)]
FIXED = [
    "/",
    "/search?q=광주",
    "/conflicts",
    "/questions",
    "/sparql",
    "/data",
    "/ontology",
    "/about",
]


def heading(text):
    return re.sub(r"<[^>]+>", " ", text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", FIXED)
def test_each_page_has_one_heading_a_title_and_no_gap_left_by_a_template(get, address, lang):
    response = get(address, lang)
    text = response.get_data(as_text=True)
    assert response.mimetype == "text/html"
    assert f'<html lang="{lang}">' in text
    assert text.count("<h1") == 1
    assert heading(text).strip()
    assert not re.search(r">\s*(None|Undefined)\s*<", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", KINDS)
def test_each_kind_has_its_list(library, read, slug, lang):
    kind = library.model.kind(slug)
    text = read(f"/{slug}", lang)
    assert kind.plural[lang] in heading(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", KINDS)
def test_the_first_thing_of_each_kind_has_a_page_with_its_name(library, read, slug, lang):
    kind = library.model.kind(slug)
    with library.reading(lang) as reading:
        things = reading.selected(Selection(kind=kind))
        if not things:
            pytest.skip(f"the data hold no {kind.name} yet")
        name = reading.name(things[:1])[things[0]]
    text = read(f"/{slug}/{name.key}", lang)
    assert str(escape(name.text)) in text.partition("<h1")[2].partition("</h1>")[0]
    assert things[0] in text


def test_home_says_how_many_partners_there_are_and_links_to_the_question(read):
    text = read("/")
    told = re.search(r'<a href="/questions/partner-total"><b>(\d+)</b>', text)
    assert told
    assert int(told[1]) == 24


def test_home_counts_the_same_in_both_languages(read):
    numbers = [re.findall(r"<b>(\d+)</b><span>", read("/", lang)) for lang in LANGUAGES]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == 6


def test_a_city_s_page_says_relation_and_date_in_a_sentence(read):
    assert "1982년 2월 4일부터 자매도시입니다." in read("/cities/san-antonio-us", "ko")
    assert "Sister city since 4 February 1982." in read("/cities/san-antonio-us", "en")


def test_a_city_s_page_shows_every_start_with_its_source(read):
    card = read("/cities/san-antonio-us").partition('id="card"')[2].partition("</section>")[0]
    for start in ("1982-02-04", "1981", "1983"):
        shown = card.partition(f"<b>{start}</b>")[2].partition("</div>")[0]
        assert '<sup class="s"><a href="#s' in shown, f"{start} stands without a source"


def test_the_table_of_ties_shows_the_start_that_each_tie_shows_first(library, read):
    text = read("/cities/gwangju-kr", "en")
    table = text.partition('id="partners"')[2].partition("</table>")[0]
    row = r'<a href="/cities/([^"/]+)">.*?data-l="Since">([^<]*)<'
    shown = dict(re.findall(row, table, re.DOTALL))
    assert len(shown) > 20
    kind = library.model.kind("partnership")
    with library.reading("en") as reading:
        for tie in reading.selected(Selection(kind=kind)):
            page = reading.page(kind, tie.rpartition("/")[2])
            cities = {c.value.key for c in page.fact("party").claims} - {"gwangju-kr"}
            since = page.fact("since")
            for city in cities & shown.keys():
                expected = since.claims[0].value.text if since else "not known"
                assert shown[city] == expected, city


def test_every_source_mark_leads_to_a_source_at_the_foot(read):
    text = read("/cities/san-antonio-us")
    marks = set(re.findall(r'href="#(s\d+)"', text))
    assert marks
    assert marks == set(re.findall(r'<li id="(s\d+)"', text))


def test_a_city_without_records_says_that_none_is_on_record_not_that_nothing_happened(read):
    text = read("/cities/seberang-perai-my")
    assert "No exchange is on record." in text
    assert "that does not mean that nothing happened" in text


def test_the_page_of_a_tie_shows_each_of_its_stages(read):
    text = read("/partnerships/gwangju-kr--turin-it")
    for year in ("2002", "2012", "2024-04-15"):
        assert year in text


def test_a_key_nobody_has_is_not_found_and_offers_a_search(read):
    text = read("/cities/atlantis-xx", status=404)
    assert "atlantis-xx" in text
    assert 'action="/search"' in text


def test_health_names_the_revision(program, library):
    told = program.get("/healthz").get_json()
    with library.reading("en") as reading:
        assert told == {"status": "ok", "revision": reading.revision}


def test_crawlers_are_kept_from_search_and_endpoint(program):
    text = program.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /sparql" in text
    assert "Disallow: /search" in text


def test_the_dump_is_the_whole_revision_as_n_quads(program):
    response = program.get("/data.nq")
    assert response.mimetype == "application/n-quads"
    lines = response.get_data(as_text=True).splitlines()
    assert len(lines) > 10_000
    assert all(line.endswith(" .") for line in lines)


def test_the_ontology_is_a_page_for_people_and_turtle_for_programs(program, get):
    assert get("/ontology").mimetype == "text/html"
    for address, accept in (("/ontology.ttl", "*/*"), ("/ontology", "text/turtle")):
        response = program.get(address, headers={"Accept": accept})
        assert response.mimetype == "text/turtle"
        assert len(Graph().parse(data=response.get_data(), format="turtle")) > 500


def test_a_blank_sheet_has_the_columns_of_its_kind(program):
    response = program.get("/sheets/exchanges.csv")
    header = response.get_data(as_text=True).lstrip("\ufeff").splitlines()[0].split(",")
    assert {"kind", "source"} & {h.strip() for h in header}
