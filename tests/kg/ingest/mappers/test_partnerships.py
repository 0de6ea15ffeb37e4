"""Ties: what one document says of one stage, and what only the editors say."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import partnerships
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE

LETTER = {
    "id": "gwangju-kr--yancheng-cn",
    "stage": "s1",
    "city_en": "Yancheng",
    "country_iso2": "CN",
    "relation": "letter-of-intent",
    "start": "2017-05-19",
    "end": "2025-11-20",
    "end_reason": "upgraded",
    "end_by": "editors",
    "evidence": "reported",
    "fields": "culture;waste",
    "source_url": "https://example.org/letter",
    "source_note_en": "Dated by the paper.",
    "source_note_ko": "신문이 적은 날짜.",
}
TIE, STAGE = LETTER["id"], f"{LETTER['id']}--s1"


def test_a_row_gives_the_tie_its_parties_and_the_stage_its_relation_and_start(said):
    told = said(partnerships.statements, LETTER)

    assert {
        (TIE, "party", "gwangju-kr", SOURCE),
        (TIE, "party", "yancheng-cn", SOURCE),
        (TIE, "stage", STAGE, SOURCE),
        (STAGE, "relation", "letter-of-intent", SOURCE),
        (STAGE, "start", "2017-05-19", SOURCE),
        (STAGE, "note", "Dated by the paper.", SOURCE),
        (STAGE, "note", "신문이 적은 날짜.", SOURCE),
    } <= told


def test_fields_are_said_by_the_editors(said):
    told = said(partnerships.statements, LETTER)

    assert {(o, by) for _, p, o, by in told if p == "field"} == {
        ("culture", EDITORS),
        ("circular-economy", EDITORS),
    }


def test_an_end_that_we_read_into_it_is_said_by_the_editors(said):
    told = said(partnerships.statements, LETTER)

    assert (STAGE, "end", "2025-11-20", EDITORS) in told
    assert (STAGE, "endReason", "upgraded", EDITORS) in told
    assert not [s for s in told if s[1] == "end" and s[3] == SOURCE]


def test_an_end_that_the_document_tells_is_said_by_the_document(said):
    told = said(partnerships.statements, LETTER, end="2012", end_reason="expired", end_by="")

    assert (STAGE, "end", "2012", SOURCE) in told
    assert (STAGE, "endReason", "expired", SOURCE) in told


def test_another_stage_of_the_same_tie_is_another_thing(said):
    told = said(partnerships.statements, LETTER, stage="s2", relation="sister")

    assert (f"{TIE}--s2", "relation", "sister", SOURCE) in told
    assert not [s for s in told if s[0] == STAGE]


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("stage", ""),
        ("end_by", "somebody"),
        ("relation", "marriage"),
        ("start", "2017-13"),
        ("city_en", "Atlantis"),
        ("fields", "alchemy"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused_with_column_and_remedy(known, column, wrong):
    with pytest.raises(RowProblem) as caught:
        list(partnerships.statements(Row("t.csv", 2, {**LETTER, column: wrong}), known))

    assert caught.value.column == column
    assert caught.value.remedy
