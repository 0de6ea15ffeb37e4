"""Each kind's good example conforms; its bad one is found, with the message it expects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from kg.terms import CANONICAL, NAMESPACES, Names

if TYPE_CHECKING:
    from kg.model import Model
    from tests.ontology.conftest import Facts

SHAPES = Path(__file__).resolve().parents[2] / "ontology" / "shapes"
KINDS = sorted(path.stem for path in SHAPES.glob("*.ttl") if path.stem != "thing")
MESSAGE = URIRef(NAMESPACES["sh"] + "resultMessage")


@pytest.fixture(scope="module")
def above(shapes: Facts, terms: Facts) -> list[tuple[URIRef, URIRef]]:
    """Which class stands under which: a city is an actor."""
    return [
        (URIRef(t.subject.value), URIRef(t.object.value))
        for facts in (shapes, terms)
        for t in facts.triples
        if t.predicate.value == str(RDFS.subClassOf)
    ]


def example(
    folder: Path, file: str, model: Model, concepts: Mapping[str, list[str]]
) -> tuple[Graph, Graph]:
    """What the file says, and the types of what it points to, as the checker adds them."""
    said = Graph().parse(folder / "examples" / file, format="turtle")
    types = Graph()
    for node in set(said.objects()):
        if isinstance(node, URIRef):
            for cls in concepts.get(str(node), ()):
                types.add((node, RDF.type, URIRef(cls)))
            place = Names().split(str(node))
            if place and (node, None, None) not in said:
                types.add((node, RDF.type, URIRef(model.kind(place[0]).iri)))
    return said, types


def messages(
    folder: Path, kind: str, data: Graph, types: Graph, above: list[tuple[URIRef, URIRef]]
) -> set[str]:
    """English messages of the findings, also of those within the shape of all things."""
    graph = Graph()
    for triple in (*data, *types, *((low, RDFS.subClassOf, high) for low, high in above)):
        graph.add(triple)
    shapes = Graph()
    for file in ("thing", kind):
        shapes.parse(folder / "shapes" / f"{file}.ttl", format="turtle")
    _, report, _ = validate(graph, shacl_graph=shapes, advanced=False, inference="none")
    assert isinstance(report, Graph)
    return {
        str(text)
        for text in report.objects(None, MESSAGE)
        if isinstance(text, Literal) and text.language == "en"
    }


def expected(path: Path) -> set[str]:
    return set(re.findall(r"^# expect: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_there_is_a_good_and_a_bad_example_for_each_kind_and_no_other(folder: Path) -> None:
    files = {path.name for path in (folder / "examples").iterdir()}

    assert files == {f"{kind}.{which}.ttl" for kind in KINDS for which in ("good", "bad")}


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_example_describes_its_kind_and_conforms(
    kind: str,
    folder: Path,
    model: Model,
    classes_of_concepts: Mapping[str, list[str]],
    above: list[tuple[URIRef, URIRef]],
) -> None:
    said, types = example(folder, f"{kind}.good.ttl", model, classes_of_concepts)

    assert (None, RDF.type, URIRef(model.kind(kind).iri)) in said
    assert messages(folder, kind, said, types, above) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_example_says_only_what_the_shape_knows(
    kind: str, folder: Path, model: Model, classes_of_concepts: Mapping[str, list[str]]
) -> None:
    said, _ = example(folder, f"{kind}.good.ttl", model, classes_of_concepts)
    known = {p.path for p in model.kind(kind).properties} | {str(RDF.type)}

    assert {str(p) for p in said.predicates()} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_example_gives_every_key_property_and_names_things_by_their_kind(
    kind: str, folder: Path, model: Model, classes_of_concepts: Mapping[str, list[str]]
) -> None:
    said, _ = example(folder, f"{kind}.good.ttl", model, classes_of_concepts)

    for thing in set(said.subjects()):
        assert str(thing).startswith(f"{CANONICAL}id/{kind}/")
        for prop in model.kind(kind).keys:
            assert (thing, URIRef(prop.path), None) in said, (thing, prop.local)


@pytest.mark.parametrize("kind", KINDS)
def test_the_bad_example_is_found_with_the_messages_it_expects(
    kind: str,
    folder: Path,
    model: Model,
    classes_of_concepts: Mapping[str, list[str]],
    above: list[tuple[URIRef, URIRef]],
) -> None:
    said, types = example(folder, f"{kind}.bad.ttl", model, classes_of_concepts)
    wanted = expected(folder / "examples" / f"{kind}.bad.ttl")

    assert wanted
    assert messages(folder, kind, said, types, above) == wanted


def test_a_thing_told_by_two_sources_passes_where_each_alone_would_miss_a_part(
    folder: Path,
    model: Model,
    classes_of_concepts: Mapping[str, list[str]],
    above: list[tuple[URIRef, URIRef]],
) -> None:
    """The minimum is judged over the union: one source names a document, another dates it."""
    said, types = example(folder, "document.good.ttl", model, classes_of_concepts)
    named = Graph()
    rest = Graph()
    for triple in said:
        (named if triple[1] == RDFS.label else rest).add(triple)

    missing = messages(folder, "document", rest, types, above)

    assert missing == {"A thing has a name, and within a source one a language."}
    assert messages(folder, "document", rest + named, types, above) == set()
