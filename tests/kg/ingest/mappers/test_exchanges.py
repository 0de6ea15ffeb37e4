"""Exchanges: who met, where only a country is known, and what the editors classify."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import exchanges
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE

KEY = "2014-11-18-yokohama-jp-agreement"
ACCORD = {
    "id": KEY,
    "start": "2014-11-18",
    "end": "",
    "kind": "agreement",
    "title_ko": "세 도시의 협정",
    "title_en": "Accord of three cities",
    "headline_ko": "요코하마서 협정",
    "city_en": "Yokohama;Quanzhou",
    "country_iso2": "JP;CN",
    "home": "yes",
    "actor": "GIC;UCLG",
    "delegation_en": "mayors",
    "fields": "culture",
    "outcome_en": "Friendship accord",
    "outcome_ko": "우호 협정",
    "evidence": "reported",
    "source_url": "https://example.org/accord",
    "source_note": "Signed in Yokohama.",
}


def values(told: set[tuple[str, str, str, str]], property: str) -> set[str]:
    return {value for _, p, value, _ in told if p == property}


def test_parties_are_the_cities_named_and_the_home_city(said):
    told = said(exchanges.statements, ACCORD)

    assert values(told, "party") == {"gwangju-kr", "yokohama-jp", "quanzhou-cn"}
    assert values(told, "country") == set()


def test_the_home_city_is_no_party_where_it_took_no_part(said):
    assert "gwangju-kr" not in values(said(exchanges.statements, ACCORD, home="no"), "party")


def test_countries_stand_for_themselves_where_no_city_is_named(said):
    told = said(exchanges.statements, ACCORD, city_en="", country_iso2="TR;SY", home="no")

    assert values(told, "country") == {"tr", "sy"}
    assert values(told, "party") == set()


def test_titles_in_both_languages_and_the_headline_as_another_name(said):
    told = said(exchanges.statements, ACCORD)

    assert values(told, "label") == {"세 도시의 협정", "Accord of three cities"}
    assert values(told, "altLabel") == {"요코하마서 협정"}


def test_bodies_are_found_by_their_names_and_delegation_and_outcome_are_kept(said):
    told = said(exchanges.statements, ACCORD)

    assert values(told, "actor") == {"gic", "uclg"}
    assert values(told, "delegation") == {"mayors"}
    assert values(told, "outcome") == {"Friendship accord", "우호 협정"}


def test_the_document_says_everything_but_the_fields(said):
    told = said(exchanges.statements, ACCORD)

    assert {by for _, p, _, by in told if p == "field"} == {EDITORS}
    assert {by for _, p, _, by in told if p != "field"} == {SOURCE}


def test_an_exchange_without_a_date_says_none(said):
    assert values(said(exchanges.statements, ACCORD, start=""), "start") == set()


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("home", {"home": "perhaps"}),
        ("country_iso2", {"country_iso2": "JP"}),
        ("city_en", {"city_en": "", "country_iso2": "", "home": "no"}),
        ("city_en", {"city_en": "Atlantis;Quanzhou"}),
        ("actor", {"actor": "Nobody's Institute"}),
        ("kind", {"kind": "banquet"}),
        ("end", {"end": "soon"}),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused_with_column_and_remedy(known, column, change):
    with pytest.raises(RowProblem) as caught:
        list(exchanges.statements(Row("t.csv", 2, {**ACCORD, **change}), known))

    assert caught.value.column == column
    assert caught.value.remedy
