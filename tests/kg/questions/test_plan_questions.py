"""Questions of plan, comparison, hand-over and country on small graphs made for each."""

from __future__ import annotations

import pytest

from tests.kg.questions.saying import tie

REGIONS = """PREFIX m49: <https://w3id.org/city-diplomacy/vocab/m49/>
<country/it> cd:region m49:southern-europe . <country/kr> cd:region m49:eastern-asia .
<country/cn> cd:region m49:eastern-asia ."""


def exchange(key, start, *parties, more=""):
    cities = ", ".join(f"<city/{city}>" for city in ("gwangju-kr", *parties))
    return f"""<exchange/{key}> a cd:Exchange ; cd:party {cities} ; cd:start "{start}" ;
  cd:kind <https://w3id.org/city-diplomacy/vocab/exchange-kind/agreement>{more} ."""


@pytest.mark.parametrize(
    ("start", "end", "fresh"),
    [
        ("2022-12-31", "", "0"),
        ("2023", "", "1"),
        ("2027-12-31", "", "1"),
        ("2028", "", "0"),
        ("", "", "0"),
        ("2023", "2024", "0"),
    ],
)
def test_a_tie_is_new_when_it_began_in_a_year_of_the_plan_and_stands(ask, start, end, fresh):
    said = {"paper": REGIONS + tie("turin-it", "friendship", start, end)}

    (south,) = [r for r in ask("plan-by-region", said) if r["region"] == "southern-europe"]
    (row,) = ask("plan-ties", said, region="southern-europe")

    assert south["fresh"] == fresh
    assert row["fresh"] == ("true" if fresh == "1" else "false")
    assert south["ties"] == ("0" if end else "1")


def test_a_city_with_a_tie_in_force_is_no_candidate_one_whose_tie_ended_is(ask):
    held = {"paper": REGIONS + tie("turin-it", "friendship", "2020")}
    ended = {"paper": REGIONS + tie("turin-it", "friendship", "2002", "2012")}

    assert ask("plan-candidates", held, region="southern-europe") == []
    (row,) = ask("plan-candidates", ended, region="southern-europe")
    assert (row["candidate"], row["tie"]) == ("turin-it", "gwangju-kr--turin-it")


def test_an_exchange_counts_for_the_region_of_its_guests_not_for_the_home_country_s(ask):
    said = {"paper": REGIONS + exchange("one", "2024-05", "turin-it")}

    counted = {r["region"]: r["exchanges"] for r in ask("plan-by-region", said)}

    assert counted["southern-europe"] == "1"
    assert counted.get("eastern-asia", "0") == "0"


def test_an_exchange_with_a_country_alone_counts_for_its_region(ask):
    more = " ; cd:country <country/cn>"
    said = {"paper": REGIONS + exchange("one", "2024", more=more)}

    assert [r["exchange"] for r in ask("plan-exchanges", said, region="eastern-asia")] == ["one"]


def test_an_exchange_before_the_plan_is_counted_with_the_years_before(ask):
    more = " ; cd:field <https://w3id.org/city-diplomacy/vocab/field/culture>"
    said = {
        "paper": exchange("now", "2023", "turin-it", more=more)
        + exchange("then", "2018-01-01", "turin-it", more=more)
        + exchange("long-ago", "2017-12-31", "turin-it", more=more)
    }

    (row,) = ask("plan-fields", said)

    assert (row["field"], row["exchanges"], row["before"]) == ("culture", "1", "1")


def test_a_year_alone_may_be_later_than_a_day_of_it(ask):
    said = {
        "paper": exchange("day", "2025-01-05", "turin-it") + exchange("year", "2025", "turin-it")
    }

    (row,) = ask("compare-figures", said, city="turin-it")

    assert (row["exchanges"], row["last"]) == ("2", "2025")


def test_an_exchange_that_two_papers_report_counts_once(ask):
    said = {
        "paper": exchange("one", "2024", "turin-it"),
        "other": exchange("one", "2024", "turin-it"),
    }

    assert ask("compare-figures", said, city="turin-it")[0]["exchanges"] == "1"
    assert ask("country-figures", said, country="it")[0]["exchanges"] == "1"


def test_a_start_that_two_papers_give_differently_is_a_conflict_of_the_city(ask):
    said = {
        "paper": tie("turin-it", "sister", "2002"),
        "other": tie("turin-it", "sister", "2003"),
    }

    rows = ask("briefing-conflicts", said, city="turin-it")

    assert {(r["property"], r["value"]) for r in rows} == {
        ("ns#start", "2002"),
        ("ns#start", "2003"),
    }
    assert sorted(r["first"] for r in rows) == ["false", "true"]


def test_a_tie_lacks_what_no_source_gives_and_an_ended_one_is_no_gap(ask):
    said = {
        "paper": tie("turin-it", "sister", "2002")
        + tie("graz-at", "friendship", "2001", "2005")
        + exchange("one", "2024", "turin-it")
    }

    (row,) = ask("briefing-gaps", said)

    assert (row["partner"], row["lacking"]) == ("turin-it", "2")
    assert row["document"] == row["field"] == ""


def test_each_tie_is_one_row_with_how_many_exchanges_are_on_record(ask):
    said = {
        "paper": tie("turin-it", "sister", "2002") + exchange("one", "2024", "turin-it"),
        "other": tie("turin-it", "sister", "2002"),
    }

    (row,) = ask("briefing-ties", said)

    assert (row["exchanges"], row["last"], row["status"]) == ("1", "2024", "in-force")


def test_a_country_s_project_is_one_of_the_country_or_of_a_city_there(ask):
    said = {
        "paper": """<project/land> a cd:Project ; cd:recipientCountry <country/it> .
<project/town> a cd:Project ; cd:recipientCity <city/turin-it> .
<project/elsewhere> a cd:Project ; cd:recipientCountry <country/cn> ."""
    }

    assert {r["project"] for r in ask("country-projects", said, country="it")} == {"land", "town"}
