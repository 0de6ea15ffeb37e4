"""Documents, commitments, observations and remarks: who says what of which thing."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import commitments, documents, notes, observations
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, PLACES, SOURCE

COUNT = {
    "id": "gwangju-kr--sister-cities--2024--city",
    "subject": "city/gwangju-kr",
    "measure": "sister-cities",
    "value": "7",
    "unit": "",
    "qualifier": "about",
    "as_of": "2024-11-22",
    "claimed_by": "Gwangju",
    "claimed_by_text": "",
    "rule": "as-the-city-counts",
    "source_url": "https://example.org/a",
}


def values(told: set[tuple[str, str, str, str]], property: str) -> set[str]:
    return {value for _, p, value, _ in told if p == property}


def test_a_document_is_adopted_at_an_edition_or_by_a_body(said):
    told = said(
        documents.statements,
        {
            "id": "accord",
            "title_en": "Accord",
            "date": "2014-05-17",
            "kind": "agreement",
            "adopted_at": "WHRCF-04",
            "adopted_by": "UCLG;GIC",
        },
    )

    assert values(told, "adoptedAt") == {"whrcf-04"}
    assert values(told, "adoptedBy") == {"uclg", "gic"}
    assert ("accord", "kind", "agreement", EDITORS) in told


def test_how_far_a_promise_was_kept_is_our_reading(said):
    told = said(
        commitments.statements,
        {
            "id": "promise",
            "title_en": "Promise",
            "promised_by": "Turin",
            "country_iso2": "IT",
            "promised_to": "UCLG",
            "start": "2021-08",
            "due": "2022-05",
            "status": "done",
            "fields": "waste",
            "result_en": "Built.",
        },
    )

    assert ("promise", "status", "done", EDITORS) in told
    assert ("promise", "result", "Built.", SOURCE) in told
    assert ("promise", "promisedBy", "turin-it", SOURCE) in told
    assert (values(told, "start"), values(told, "due")) == ({"2021-08"}, {"2022-05"})


def test_an_observation_says_subject_number_day_claimant_and_rule(said):
    told = said(observations.statements, COUNT)

    assert values(told, "subject") == values(told, "claimedBy") == {"gwangju-kr"}
    assert values(told, "value") == {"7"}
    assert values(told, "qualifier") == {"about"}
    assert values(told, "rule") == {"as-the-city-counts"}


def test_a_claimant_who_is_no_known_body_stands_in_words(said):
    told = said(observations.statements, COUNT, claimed_by="", claimed_by_text="A newspaper")

    assert values(told, "claimedBy") == set()
    assert values(told, "claimedByText") == {"A newspaper"}


def test_an_observation_may_be_of_a_thing_of_any_kind(said):
    told = said(observations.statements, COUNT, subject="edition/whrcf-03")

    assert values(told, "subject") == {"whrcf-03"}


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("subject", {"subject": "Gwangju"}),
        ("subject", {"subject": "planet/mars"}),
        ("measure", {"measure": "happiness"}),
        ("value", {"value": "many"}),
        ("claimed_by", {"claimed_by": "Nobody"}),
    ],
)
def test_an_observation_that_cannot_be_read_names_the_column(known, column, change):
    with pytest.raises(RowProblem) as caught:
        list(observations.statements(Row("t.csv", 2, {**COUNT, **change}), known))

    assert caught.value.column == column


def test_a_remark_on_a_place_is_the_registers_and_on_a_tie_the_documents(said):
    place = said(notes.statements, {"subject": "city/gwangju-kr", "note_en": "Mind."})
    tie = said(notes.statements, {"subject": "partnership/gwangju-kr--turin-it", "note_en": "M."})

    assert {by for *_, by in place} == {PLACES}
    assert {by for *_, by in tie} == {SOURCE}
    assert values(tie, "party") == {"gwangju-kr", "turin-it"}


def test_a_remark_on_another_thing_is_refused(known):
    with pytest.raises(RowProblem) as caught:
        list(notes.statements(Row("t.csv", 2, {"subject": "network/uclg", "note_en": "M."}), known))

    assert caught.value.column == "subject"
