"""A link of a world-wide list: which place each end is, and who says so."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.mappers import twin_cities
from kg.ingest.row import Row
from kg.terms import Names

NAMES = Names()
TURIN = "http://www.wikidata.org/entity/Q495"


def row(**cells):
    given = {
        "city_a": "Turin", "country_a_iso2": "IT", "kind_a": "city", "qid_a": "Q495", "geoname_a": "3165524",
        "city_b": "Haifa", "country_b_iso2": "IL", "kind_b": "city", "qid_b": "", "geoname_b": "294801",
    }  # fmt: skip
    return Row("list.csv", 2, given | cells)


@pytest.fixture
def desk(model, known):
    turin = NAMES.thing("city", "turin-it").value
    same = {TURIN: turin}
    return Known(
        model, NAMES, known.places, known.words, "gwangju-kr", lambda iri: iri == turin, same.get
    )


def keys(said, local):
    return {
        s.object.value.rpartition("/")[2] for s in said if s.predicate.value.endswith(f"#{local}")
    }


def described(said):
    return {
        s.subject.value.rpartition("/")[2] for s in said if s.predicate.value.endswith("#label")
    } | {
        s.subject.value.rpartition("/")[2]
        for s in said
        if s.predicate.value.endswith("schema#label")
    }


def test_a_place_with_an_id_we_know_is_ours_and_is_not_described_again(desk):
    said = list(twin_cities.statements(row(), desk))
    assert keys(said, "party") == {"turin-it", "haifa-il-g294801"}
    assert described(said) == {"haifa-il-g294801"}


def test_a_name_alone_never_makes_it_our_place(desk):
    said = list(twin_cities.statements(row(qid_a="", geoname_a=""), desk))
    assert "turin-it" not in keys(said, "party")


def test_a_place_the_list_brings_says_that_nobody_checked_it(desk):
    said = list(twin_cities.statements(row(), desk))
    notes = [s.object.value for s in said if s.predicate.value.endswith("#note")]
    assert any("not checked" in note for note in notes)


def test_the_tie_is_a_twinning_of_unknown_date(desk):
    said = list(twin_cities.statements(row(), desk))
    assert keys(said, "relation") == {"twin"}
    assert keys(said, "start") == set()


def test_spellings_that_fold_to_one_slug_stay_two_keys(desk):
    one, two = (
        keys(twin_cities.statements(row(city_b=name, geoname_b="1"), desk), "party")
        for name in ("La Valette-du-Var", "La Valette du Var")
    )
    assert one != two


def test_a_link_of_a_place_with_itself_is_refused(desk):
    with pytest.raises(RowProblem, match="one place"):
        list(twin_cities.statements(row(city_b="Turin", qid_b="Q495", country_b_iso2="IT"), desk))
