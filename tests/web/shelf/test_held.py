"""What is held about a city, and the timeline of two."""

from __future__ import annotations

import csv
import io

import pytest


def test_every_statement_of_the_question_is_on_the_page_or_counted(read, get):
    rows = get("/held/turin-it.json").get_json()["rows"]
    text = read("/held/turin-it")

    assert f"{len(rows)} statements" in text
    assert text.count('<li><span class="d">') >= 30
    assert "Turin" in text


def test_nothing_of_other_cities_is_held_about_a_city(get):
    rows = get("/held/san-antonio-us.json").get_json()["rows"]
    cities = {r["thing"]["id"] for r in rows if "/id/city/" in r["thing"]["id"]}

    assert cities == {"https://w3id.org/city-diplomacy/id/city/san-antonio-us"}


def test_every_row_names_its_source(get):
    body = get("/held/san-antonio-us.csv").data.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(body))

    assert all(row[header.index("Source")] for row in rows)


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "json", "csv", "xlsx"])
def test_all_of_it_can_be_taken_as_a_file(get, ending):
    assert get(f"/held/san-antonio-us.{ending}").data


def test_an_unknown_city_is_not_found(get):
    get("/held/atlantis-xx", status=404)
    get("/held/atlantis-xx.csv", status=404)


def test_without_a_contact_the_page_explains_how_to_report_a_mistake(read):
    text = read("/held/san-antonio-us")

    assert "no mail can be prepared here" in text
    assert "mailto:" not in text.partition("<main")[2].partition("</main>")[0]


def test_with_a_contact_every_statement_has_a_mail_that_quotes_it(own):
    with own(contact="desk@example.org") as it:
        text = it.client.get("/held/turin-it?lang=en").get_data(as_text=True)

    assert text.count("mailto:desk@example.org?subject=") > 30
    assert "The%20graph%20says%3A" in text


def test_the_home_city_leads_to_the_whole_graph(read):
    assert "The whole graph is about Gwangju" in read("/held/gwangju-kr")


def test_how_to_become_a_partner_is_told_only_from_the_data(read):
    text = read("/held/samarkand-uz")

    assert "No document in the graph sets out an application." in text
    assert 'href="/questions/ways-to-a-tie?city=gwangju-kr"' in text


def test_the_timeline_shows_stages_and_exchanges_in_order_of_time(get):
    rows = get("/questions/shared-timeline.json?b=san-antonio-us").get_json()["rows"]
    days = [r["start"]["text"] for r in rows if r["start"]]

    assert days == sorted(days)
    assert {r["what"]["id"].rpartition("#")[2] for r in rows} >= {"Stage", "Exchange"}


def test_the_timeline_is_the_same_whichever_city_is_named_first(get):
    def things(a, b):
        rows = get(f"/questions/shared-timeline.json?a={a}&b={b}").get_json()["rows"]
        return [(r["thing"]["id"], r["start"]) for r in rows]

    assert things("gwangju-kr", "turin-it") == things("turin-it", "gwangju-kr")


def test_the_picture_has_a_table_twin(read):
    text = read("/timeline?a=gwangju-kr&b=san-antonio-us")

    assert 'class="chart lanes"' in text
    assert 'id="table"' in text
    assert "San Antonio–Gwangju sister-city agreement" in text or "sister-city agreement" in text


def test_two_cities_without_anything_in_common_are_told_so(read):
    assert "does not mean that nothing happened" in read("/timeline?a=york-gb&b=turin-it")


def test_without_a_second_city_the_partners_are_offered(read):
    assert "/timeline?a=gwangju-kr&amp;b=turin-it" in read("/timeline")


def test_a_city_nobody_knows_is_not_found(get):
    get("/timeline?a=gwangju-kr&b=atlantis-xx", status=404)
