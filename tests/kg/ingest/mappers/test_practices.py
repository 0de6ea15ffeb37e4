"""Practices and adoptions: whose lessons, whose classification."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import adoptions, practices
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE

PRACTICE = {
    "id": "turin-compost",
    "title_en": "Compost",
    "title_ko": "퇴비",
    "city_en": "Turin",
    "country_iso2": "IT",
    "fields": "waste",
    "sdgs": "11",
    "start": "2016",
    "status": "ongoing",
    "detail_level": "full",
    "summary_en": "Households compost.",
    "lessons_en": "Begin small.",
    "lessons_by": "editors",
    "lead": "GIC",
    "lead_note_en": "With neighbours",
    "source_url": "https://example.org/a",
}
ADOPTION = {
    "practice": "turin-compost",
    "adopted_by": "Yokohama",
    "country_iso2": "JP",
    "adoption_kind": "study-visit",
    "start": "2018",
    "source_url": "https://example.org/a",
}


def test_fields_and_goals_are_the_editors_word(said):
    told = said(practices.statements, PRACTICE)

    assert {by for _, p, _, by in told if p in ("field", "sdg")} == {EDITORS}
    assert ("turin-compost", "summary", "Households compost.", SOURCE) in told
    assert {v for _, p, v, _ in told if p == "city"} == {"turin-it"}


@pytest.mark.parametrize(("by", "voice"), [("editors", EDITORS), ("", SOURCE)])
def test_lessons_are_ours_only_where_the_row_says_so(said, by, voice):
    told = said(practices.statements, PRACTICE, lessons_by=by)

    assert ("turin-compost", "lessons", "Begin small.", voice) in told


def test_who_leads_is_a_known_body_or_stands_in_words(said):
    told = said(practices.statements, PRACTICE)

    assert {v for _, p, v, _ in told if p == "lead"} == {"gic"}
    assert {v for _, p, v, _ in told if p == "leadNote"} == {"With neighbours"}


def test_an_adoption_joins_practice_and_adopter(said):
    told = said(adoptions.statements, ADOPTION)

    assert {thing for thing, *_ in told} == {"turin-compost--yokohama-jp"}
    assert {v for _, p, v, _ in told if p == "adoptionKind"} == {"study-visit"}


@pytest.mark.parametrize(
    ("column", "change"),
    [("practice", {"practice": ""}), ("adopted_by", {"adopted_by": "Hundreds of cities"})],
)
def test_an_adoption_by_nobody_in_particular_is_refused(known, column, change):
    with pytest.raises(RowProblem) as caught:
        list(adoptions.statements(Row("t.csv", 2, {**ADOPTION, **change}), known))

    assert caught.value.column == column


@pytest.mark.parametrize(
    ("column", "change"),
    [("sdgs", {"sdgs": "18"}), ("lead", {"lead": "Nobody"}), ("fields", {"fields": "alchemy"})],
)
def test_a_practice_that_cannot_be_read_names_the_column(known, column, change):
    with pytest.raises(RowProblem) as caught:
        list(practices.statements(Row("t.csv", 2, {**PRACTICE, **change}), known))

    assert caught.value.column == column
