"""Reading kinds from shapes: what they say, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import ModelProblem
from kg.model import Model, read_model


@pytest.fixture(scope="module")
def model(repo: Path) -> Model:
    return read_model(repo / "ontology")


@pytest.fixture
def ontology(repo: Path, tmp_path: Path) -> Path:
    """A copy of the ontology to spoil."""
    shutil.copytree(repo / "ontology", tmp_path / "ontology")
    return tmp_path / "ontology"


def _spoil(ontology: Path, file: str, old: str, new: str) -> None:
    path = ontology / "shapes" / file
    text = path.read_text()
    assert old in text, f"{file} no longer says {old!r}"
    path.write_text(text.replace(old, new, 1))


SPOILT = {
    "a term of SHACL that nothing heeds": (
        "city.ttl", "sh:path cd:partOf ;", "sh:path cd:partOf ; sh:lessThan cd:start ;",
        "city.ttl: sh:lessThan is not understood"),
    "a term of SHACL on the kind": (
        "city.ttl", "cd:kind \"city\" ;", "cd:kind \"city\" ; sh:closed true ;",
        "city.ttl: sh:closed is not understood"),
    "a term of SHACL on a shape taken over": (
        "thing.ttl", "cd:ThingShape a sh:NodeShape ;", "cd:ThingShape a sh:NodeShape ; sh:closed true ;",
        "thing.ttl: sh:closed is not understood"),
    "a misspelt term of ours": (
        "city.ttl", "cd:key true", "cd:kye true", "city.ttl: cd:kye is not understood"),
    "a path that is no property": (
        "city.ttl", "sh:path cd:partOf ;", "sh:path ( cd:partOf cd:partOf ) ;", "city.ttl: a property has no sh:path"),
    "a label in one language": (
        "city.ttl", 'rdfs:label "도시"@ko, "City"@en', 'rdfs:label "City"@en', "cd:City lacks rdfs:label in ko"),
    "a plural in one language": (
        "city.ttl", 'cd:plural "도시"@ko, "Cities"@en', 'cd:plural "도시"@ko', "cd:City lacks cd:plural in en"),
    "a property without a name in Korean": (
        "city.ttl", 'sh:name "위도"@ko, "Latitude"@en', 'sh:name "Latitude"@en',
        "schema:latitude lacks sh:name in ko"),
    "a property without a message": (
        "city.ttl", 'sh:message "위도는 -90에서 90 사이의 수 하나입니다."@ko,', "sh:message", "schema:latitude lacks sh:message in ko"),
    "a datatype nobody reads": (
        "city.ttl", "schema:latitude ; sh:order 13 ; sh:datatype xsd:decimal",
        "schema:latitude ; sh:order 13 ; sh:datatype xsd:float", "schema:latitude has the datatype xsd:float"),
    "no word on the values": (
        "city.ttl", "schema:latitude ; sh:order 13 ; sh:datatype xsd:decimal",
        "schema:latitude ; sh:order 13", "schema:latitude does not say what its values are"),
    "a class nobody declares": (
        "city.ttl", "sh:class cd:PlaceType", "sh:class cd:PlaceTyp", "cd:PlaceTyp, which is neither a kind"),
    "a shape nobody declares": (
        "city.ttl", "sh:node cd:LabelledShape", "sh:node cd:LabeledShape", "cd:LabeledShape, which no file declares"),
    "two kinds of one name": (
        "city.ttl", 'cd:kind "city"', 'cd:kind "country"', "two kinds are called 'country'"),
    "two kinds of one address": (
        "city.ttl", 'cd:slug "cities"', 'cd:slug "countries"', "two kinds are called 'countries'"),
    "a name that cannot stand in an address": (
        "city.ttl", 'cd:slug "cities"', 'cd:slug "all cities"', "which cannot stand in an address"),
    "no name for addresses": ("city.ttl", 'cd:slug "cities" ;', "", "cd:City lacks cd:kind or cd:slug"),
    "two properties of one column": (
        "city.ttl", 'cd:column "lon"', 'cd:column "lat"', "share the column 'lat'"),
    "a column of the key": ("city.ttl", 'cd:column "lon"', 'cd:column "id"', "share the column 'id'"),
    "a count in words": (
        "city.ttl", "sh:class cd:City ; sh:maxCount 1", 'sh:class cd:City ; sh:maxCount "one"', "is 'one', which is no count"),
    "an order in words": (
        "city.ttl", "sh:path cd:partOf ; sh:order 12", 'sh:path cd:partOf ; sh:order "last"', "sh:order is 'last'"),
    "a kind without a name of its shape": (
        "city.ttl", "cd:CityShape a sh:NodeShape", "[] a sh:NodeShape", "has no name"),
    "broken Turtle": ("city.ttl", "cd:CityShape a sh:NodeShape ;", "cd:CityShape a ;", "shapes/city.ttl cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT, ids=lambda case: case.replace(" ", "-"))
def test_a_shape_is_refused_that_has(ontology: Path, case: str):
    file, old, new, problem = SPOILT[case]
    _spoil(ontology, file, old, new)

    with pytest.raises(ModelProblem) as caught:
        read_model(ontology)
    assert problem in caught.value.problem
    assert "ontology/shapes" in caught.value.problem or file in caught.value.problem
    assert caught.value.remedy


def test_a_class_above_itself_ends(ontology: Path):
    _spoil(ontology, "city.ttl", "rdfs:subClassOf cd:Actor,", "rdfs:subClassOf cd:City, cd:Actor,")

    assert "cd:Actor" in [
        c.replace("https://w3id.org/city-diplomacy/ns#", "cd:")
        for c in read_model(ontology).kind("city").above
    ]


def test_every_kind_is_found_by_name_slug_and_class(model: Model):
    for kind in model:
        assert model.kind(kind.name) is model.kind(kind.slug) is model.kind(kind.iri) is kind
    with pytest.raises(KeyError):
        model.kind("town")


def test_a_kind_takes_over_what_every_thing_may_bear(model: Model):
    city = model.kind("city")

    assert city.find("note").value == "text"
    assert city.find("label").least == 1
    assert city.find("label").one_a_language
    assert model.kind("stage").labelled is False
    assert city.labelled


def test_properties_know_what_their_values_are(model: Model):
    values = {
        (k, p): model.kind(k).find(p).value
        for k, p in [
            ("city", "country"), ("city", "placeType"), ("city", "lat"), ("stage", "start"),
            ("country", "iso2"), ("project", "summary"), ("city", "sameAs"), ("observation", "asOf"),
        ]
    }  # fmt: skip
    assert list(values.values()) == [
        "thing", "concept", "decimal", "date", "literal", "text", "iri", "date",
    ]  # fmt: skip
    assert model.kind("country").find("iso2").plain
    assert not model.kind("city").find("altLabel").plain


def test_actors_are_of_several_kinds(model: Model):
    actors = {k.name for k in model.kinds_of("https://w3id.org/city-diplomacy/ns#Actor")}

    assert {"city", "country", "organisation", "network"} <= actors
    assert "stage" not in actors


def test_a_part_knows_its_whole(model: Model):
    (found,) = model.wholes(model.kind("stage"))
    assert (found[0].name, found[1].local) == ("partnership", "stage")


def test_every_concept_has_a_label_in_both_languages(model: Model):
    lacking = [
        iri
        for members in model.concepts.values()
        for iri, labels in members.items()
        if not {"ko", "en"} <= labels.keys()
    ]
    assert lacking == []
