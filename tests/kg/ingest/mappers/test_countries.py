"""Countries: what the register says of them, and who assigned the sub-region."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import countries
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, PLACES

KOREA = {
    "id": "kr",
    "iso2": "KR",
    "iso3": "KOR",
    "name_ko": "대한민국",
    "name_en": "South Korea",
    "aliases": "한국|Republic of Korea",
    "region": "eastern-asia",
    "region_by": "m49",
}


def test_a_country_bears_names_codes_and_sub_region_in_the_voice_of_the_register(said):
    told = said(countries.statements, KOREA)

    assert {
        ("kr", "label", "대한민국", PLACES),
        ("kr", "label", "South Korea", PLACES),
        ("kr", "altLabel", "한국", PLACES),
        ("kr", "altLabel", "Republic of Korea", PLACES),
        ("kr", "iso2", "KR", PLACES),
        ("kr", "iso3", "KOR", PLACES),
        ("kr", "region", "eastern-asia", PLACES),
    } <= told


def test_a_sub_region_that_the_table_of_the_un_lacks_is_said_by_the_editors(said):
    told = said(countries.statements, KOREA, region_by="editors")

    assert ("kr", "region", "eastern-asia", EDITORS) in told
    assert ("kr", "region", "eastern-asia", PLACES) not in told
    assert ("kr", "label", "대한민국", PLACES) in told


def test_a_key_that_is_not_the_code_is_refused_in_its_column(known):
    with pytest.raises(RowProblem) as caught:
        list(countries.statements(Row("t.csv", 2, {**KOREA, "id": "korea"}), known))

    assert caught.value.column == "id"
    assert "kr" in caught.value.remedy


def test_a_sub_region_without_a_voice_is_refused_in_its_column(known):
    with pytest.raises(RowProblem) as caught:
        list(countries.statements(Row("t.csv", 2, {**KOREA, "region_by": ""}), known))

    assert caught.value.column == "region_by"


def test_an_unknown_sub_region_is_refused_with_the_choices(known):
    with pytest.raises(RowProblem) as caught:
        list(countries.statements(Row("t.csv", 2, {**KOREA, "region": "far-east"}), known))

    assert caught.value.column == "region"
    assert "eastern-asia" in caught.value.remedy
