"""Forums, editions and who took part: counts beside the edition, sessions, keys."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import editions, forums, participations
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS
from kg.terms import digest

EDITION = {
    "id": "whrcf-03",
    "forum": "whrcf",
    "title_en": "3rd forum",
    "title_ko": "제3회 포럼",
    "start": "2013-05-15",
    "end": "2013-05-18",
    "hosts": "UCLG;GIC",
    "city": "Gwangju",
    "country_iso2": "KR",
    "documents": "a-declaration",
    "source_url": "https://example.org/a",
}
PART = {
    "edition": "whrcf-03",
    "city_en": "Turin",
    "country_iso2": "IT",
    "organisation": "",
    "role": "speaker",
    "session": "Opening ceremony",
    "session_ko": "개회식",
    "source_url": "https://example.org/a",
}


def count(told: set[tuple[str, str, str, str]], property: str) -> set[str]:
    return {value for thing, p, value, _ in told if p == property and "--" in thing}


def test_the_kind_of_a_forum_is_the_editors_word(said):
    told = said(
        forums.statements, {"id": "whrcf", "name_en": "F", "kind": "forum", "hosts": "UCLG"}
    )

    assert ("whrcf", "kind", "forum", EDITORS) in told
    assert "uclg" in {value for _, p, value, _ in told if p == "host"}


def test_an_edition_has_hosts_city_and_documents(said):
    told = said(editions.statements, EDITION)

    assert {value for _, p, value, _ in told if p == "host"} == {"uclg", "gic"}
    assert {value for _, p, value, _ in told if p == "city"} == {"gwangju-kr"}
    assert {value for _, p, value, _ in told if p == "document"} == {"a-declaration"}


@pytest.mark.parametrize(
    ("cell", "value", "qualifier"),
    [("498", "498", set()), ("100+", "100", {"at-least"}), ("500 expected", "500", {"expected"})],
)
def test_a_count_is_a_number_with_what_qualifies_it(said, cell, value, qualifier):
    told = said(editions.statements, EDITION, participants=cell)

    assert count(told, "value") == {value}
    assert count(told, "qualifier") == qualifier
    assert count(told, "measure") == {"participants"}
    assert count(told, "asOf") == {"2013-05-18"}


def test_two_documents_that_count_differently_make_two_observations(said):
    keys = {
        thing
        for url in ("https://example.org/a", "https://example.org/b")
        for thing, p, _, _ in said(editions.statements, EDITION, participants="498", source_url=url)
        if p == "value"
    }

    assert len(keys) == 2


def test_a_count_in_other_words_is_refused(known):
    row = Row("t.csv", 2, {**EDITION, "participants": "many"})

    with pytest.raises(RowProblem) as caught:
        list(editions.statements(row, known))

    assert caught.value.column == "participants"


def test_the_key_of_a_participation_tells_sessions_apart(said):
    told = said(participations.statements, PART)

    key = f"whrcf-03--turin-it--speaker--{digest('Opening ceremony', 4)}"
    assert (key, "session", "whrcf-03--opening-ceremony", "") in told
    assert {v for t, p, v, _ in told if p == "label"} == {"Opening ceremony", "개회식"}


def test_a_part_in_the_whole_forum_has_no_session(said):
    told = said(participations.statements, PART, session="")

    assert {thing for thing, *_ in told} == {"whrcf-03--turin-it--speaker"}


def test_the_organisation_takes_part_where_one_is_named(said):
    told = said(participations.statements, PART, organisation="GIC")

    assert {value for _, p, value, _ in told if p == "actor"} == {"gic"}


def test_a_long_title_is_cut_and_told_apart():
    long = "Human rights of everybody in the climate crisis and the role of human rights cities"

    assert len(participations.session_slug(long)) <= 60
    assert participations.session_slug(long) != participations.session_slug(long + " again")


@pytest.mark.parametrize(
    ("column", "change"),
    [
        ("edition", {"edition": ""}),
        ("role", {"role": ""}),
        ("role", {"role": "guest of honour"}),
        ("city_en", {"city_en": ""}),
        ("organisation", {"organisation": "Nobody's Institute"}),
    ],
)
def test_a_part_that_cannot_be_read_names_the_column(known, column, change):
    with pytest.raises(RowProblem) as caught:
        list(participations.statements(Row("t.csv", 2, {**PART, **change}), known))

    assert caught.value.column == column
