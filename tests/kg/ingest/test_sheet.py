"""Rows of a kind's own sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.mappers import sheet
from kg.ingest.names import Gazetteer, Place
from kg.ingest.row import Row
from kg.ingest.statements import decimal, integer_of
from kg.ingest.words import Words
from kg.model import Model, read_model
from kg.terms import Names

NAMES = Names()
PROJECT = NAMES.thing("project", "KR-GOV-1").value


@pytest.fixture(scope="module")
def model(repo) -> Model:
    return read_model(repo / "ontology")


@pytest.fixture(scope="module")
def said(model: Model):
    """What a row of a kind's sheet says: the values by property."""
    places = Gazetteer(
        [
            Place(NAMES.thing("city", "gwangju-kr").value, "KR", ("Gwangju", "광주"), "city"),
            Place(NAMES.thing("city", "turin-it").value, "IT", ("Turin", "토리노"), "city"),
        ]
    )
    words = Words(actors={"gic": ("organisation", "gic")})
    known = Known(model, NAMES, places, words, "gwangju-kr", lambda iri: iri == PROJECT)

    def run(kind: str, **cells: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        row = Row("sheet.csv", 2, {"id": "x", **cells})
        for statement in sheet.mapper(model.kind(kind))(row, known):
            local = statement.predicate.value.rpartition("/")[2].rpartition("#")[2]
            value = statement.object
            text = value.value
            if language := getattr(value, "language", None):
                text += f"@{language}"
            found.setdefault(local, []).append(text.removeprefix(NAMES.base))
        return found

    return run


def test_several_values_are_parted_by_semicolons_and_several_texts_by_lines(said):
    found = said(
        "city", same_as="http://a.example/x;y; https://b.example/", note_en="One; two.\nThree."
    )

    assert found["sameAs"] == ["http://a.example/x;y", "https://b.example/"]
    assert found["note"] == ["One; two.@en", "Three.@en"]


def test_texts_take_their_language_from_the_column(said):
    found = said("city", label_ko="토리노", label_en="Turin", label_it="Torino", alt_label="TO")

    assert sorted(found["label"]) == ["Torino@it", "Turin@en", "토리노@ko"]
    assert found["altLabel"] == ["TO"]


def test_a_text_of_which_there_is_one_may_have_several_lines(said):
    assert said("project", summary_en="One.\nTwo.")["summary"] == ["One.\nTwo.@en"]


def test_things_are_named_by_name_or_key_and_actors_by_kind_and_key_too(said):
    assert said("city", country_iso2="it", part_of="토리노") == {
        "type": ["https://w3id.org/city-diplomacy/ns#City".removeprefix(NAMES.base)],
        "country": ["id/country/it"],
        "partOf": ["id/city/turin-it"],
    }
    organisers = said("programme", organiser="GIC; Turin; network/uclg; city/gwangju-kr")[
        "organiser"
    ]
    assert organisers == [
        "id/organisation/gic", "id/city/turin-it", "id/network/uclg", "id/city/gwangju-kr",
    ]  # fmt: skip


def test_concepts_are_named_by_id_or_by_a_word_in_either_language(said):
    found = said("stage", relation="sister")
    assert found["relation"] == said("stage", relation="Sister")["relation"]
    assert found["relation"] == ["vocab/relation/sister"]


def test_identifiers_of_others_keep_their_case_where_they_stand(said):
    assert said("amount", provider="GIC")["provider"] == ["id/organisation/gic"]
    found = said("project", part_of="KR-GOV-1;GW-ODA-1")
    assert found["partOf"] == ["id/project/KR-GOV-1", "id/project/gw-oda-1"]


WRONG = {
    "id": ("city", {"id": "Turin, Italy"}, "Turin, Italy"),
    "country_iso2": ("city", {"country_iso2": "Italy"}, "no country code"),
    "part_of": ("city", {"part_of": "Atlantis"}, "No city is known"),
    "place_type": ("city", {"place_type": "planet"}, "not in the list"),
    "lat": ("city", {"lat": "45,07"}, "no number"),
    "start": ("stage", {"start": "2013-7"}, "no date"),
    "organiser": ("programme", {"organiser": "Nobody"}, "No organisation or city"),
    "same_as": ("city", {"same_as": "Q495"}, "no web address"),
    "rank": ("source", {"rank": "1.5"}, "no whole number"),
    "ended_at_time": ("import-activity", {"ended_at_time": "noon"}, "no day and time"),
}


@pytest.mark.parametrize("column", WRONG)
def test_a_cell_that_cannot_be_used_names_its_column(said, column: str):
    kind, cells, problem = WRONG[column]
    with pytest.raises(RowProblem) as caught:
        said(kind, **cells)

    assert caught.value.column == column
    assert problem in caught.value.problem
    assert caught.value.remedy


@pytest.mark.parametrize("cell", ["'=SUM(A1)", "'+82 62", "'-5", "'@home"])
def test_the_mark_that_our_exports_set_before_a_formula_is_no_part_of_the_text(cell: str):
    assert Row("a.csv", 2, {"note": cell})["note"] == cell[1:]


def test_another_apostrophe_is_part_of_the_text():
    assert Row("a.csv", 2, {"note": "'s-Hertogenbosch"})["note"] == "'s-Hertogenbosch"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("700.0", "700"),
        ("1,500", "1500"),
        ("+2.50", "2.5"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("007", "7"),
    ],
)
def test_a_number_has_one_form(text: str, number: str):
    assert decimal(text).value == number


@pytest.mark.parametrize(
    "text", ["1,5", "--5", "+-5", "1e3", "²", "٣", ".5", "", "1,50,000", "five"]
)
def test_what_might_be_read_in_two_ways_is_no_number(text: str):
    with pytest.raises(ValueError, match="no number"):
        decimal(text)


@given(st.integers())
def test_a_whole_number_is_read_as_it_is_written(number: int):
    assert integer_of(str(number)).value == integer_of(f"{number:,}").value == str(number)


def test_a_fraction_is_no_whole_number():
    with pytest.raises(ValueError, match="no whole number"):
        integer_of("1.5")
    assert integer_of("2.0").value == "2"
