"""Organisations, networks and memberships: whose word is whose, and what the keys are."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import memberships, networks, organisations
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE

CENTRE = {
    "id": "gic",
    "name_ko": "광주국제교류센터",
    "name_en": "Gwangju International Center",
    "aliases": "GIC",
    "org_type": "22",
    "city": "Gwangju",
    "country_iso2": "KR",
    "part_of": "UCLG",
    "identifier": "KR-1",
    "url": "https://example.org/",
    "source_url": "https://example.org/a",
}
MEMBERSHIP = {
    "network": "uclg",
    "member": "Turin",
    "country_iso2": "IT",
    "since": "2014",
    "role_en": "member city",
    "source_url": "https://example.org/a",
}


def test_the_type_seat_and_parent_of_a_body_are_the_editors_word(said):
    told = said(organisations.statements, CENTRE)

    by = {property: voice for _, property, _, voice in told}
    assert {p for p, voice in by.items() if voice == EDITORS} == {"orgType", "place", "partOf"}
    assert by["label"] == by["identifier"] == by["altLabel"] == SOURCE


def test_a_parent_body_nobody_knows_is_refused(known):
    with pytest.raises(RowProblem) as caught:
        list(organisations.statements(Row("t.csv", 2, {**CENTRE, "part_of": "Nobody"}), known))

    assert caught.value.column == "part_of"
    assert "organisations.csv" in caught.value.remedy


def test_the_kind_of_a_network_is_the_editors_word(said):
    told = said(networks.statements, {"id": "uclg", "name_en": "UCLG", "kind": "city-network"})

    assert ("uclg", "kind", "city-network", EDITORS) in told
    assert ("uclg", "label", "UCLG", SOURCE) in told


def test_a_membership_is_one_thing_however_many_documents_speak_of_it(said):
    one = said(memberships.statements, MEMBERSHIP)
    other = said(memberships.statements, MEMBERSHIP, member="토리노", since="", role_en="")

    assert {thing for thing, *_ in one | other} == {"uclg--turin-it"}
    assert ("uclg--turin-it", "start", "2014", SOURCE) in one
    assert "start" not in {property for _, property, _, _ in other}


@pytest.mark.parametrize(
    ("column", "change"),
    [("network", {"network": ""}), ("member", {"member": "Atlantis"}), ("since", {"since": "?"})],
)
def test_a_membership_that_cannot_be_read_names_the_column(known, column, change):
    with pytest.raises(RowProblem) as caught:
        list(memberships.statements(Row("t.csv", 2, {**MEMBERSHIP, **change}), known))

    assert caught.value.column == column
