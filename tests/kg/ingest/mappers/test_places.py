"""Places: names in their languages, identifiers, and what they are part of."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import places
from kg.ingest.row import Row
from kg.ingest.statements import PLACES

TURIN = {
    "id": "turin-it",
    "city_en": "Turin",
    "city_ko": "토리노",
    "native": "Torino",
    "native_lang": "it",
    "country_iso2": "IT",
    "place_type": "city",
    "part_of": "piedmont-it",
    "geonames_id": "3165524",
    "qid": "Q495",
    "aliases": "투린",
    "former_names": "Augusta Taurinorum",
    "lat": "45.07049",
    "lon": "7.68682",
    "note_en": "Coordinates: GeoNames.",
    "note_ko": "좌표: 지오네임스.",
}


def labels(row: dict[str, str], known) -> set[tuple[str, str | None]]:
    return {
        (s.object.value, s.object.language)
        for s in places.statements(Row("places.csv", 2, row), known)
        if s.predicate.value.endswith("#label")
    }


def test_a_place_is_described_in_the_voice_of_the_register_only(said):
    told = said(places.statements, TURIN)

    assert {voice for *_, voice in told} == {PLACES}
    assert {
        ("turin-it", "country", "it", PLACES),
        ("turin-it", "placeType", "city", PLACES),
        ("turin-it", "partOf", "piedmont-it", PLACES),
        ("turin-it", "altLabel", "투린", PLACES),
        ("turin-it", "formerName", "Augusta Taurinorum", PLACES),
        ("turin-it", "latitude", "45.07049", PLACES),
        ("turin-it", "sameAs", "Q495", PLACES),
        ("turin-it", "note", "좌표: 지오네임스.", PLACES),
    } <= told


def test_the_local_name_stands_in_its_own_language(known):
    assert labels(TURIN, known) == {("Turin", "en"), ("토리노", "ko"), ("Torino", "it")}


def test_a_local_name_in_korean_makes_no_second_korean_label(known):
    row = {**TURIN, "native": "광주광역시", "native_lang": "ko"}

    assert [text for text, language in labels(row, known) if language == "ko"] == ["토리노"]


def test_a_local_name_without_a_language_is_refused(known):
    with pytest.raises(RowProblem) as caught:
        labels({**TURIN, "native_lang": ""}, known)

    assert caught.value.column == "native_lang"
    assert "zh-Hans" in caught.value.remedy


def test_a_place_without_identifiers_has_no_same_as(said):
    told = said(places.statements, TURIN, qid="", geonames_id="")

    assert not [p for _, p, *_ in told if p == "sameAs"]
