"""The JSON-LD context gives back the statements that were written with it."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.export.context import compacted, context, context_document
from kg.model import read_model
from kg.settings import Settings
from kg.terms import LABEL, RDF_TYPE, cd, concept, name

pytestmark = pytest.mark.filterwarnings(
    # rdflib's own JSON-LD parser uses a class that rdflib calls out of date.
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)
CITY = NamedNode("https://w3id.org/city-diplomacy/id/city/turin-it")
TIE = NamedNode("https://w3id.org/city-diplomacy/id/stage/gwangju-kr--turin-it--s1")
ODD = [
    Triple(CITY, RDF_TYPE, cd("City")),
    Triple(CITY, LABEL, Literal("토리노", language="ko")),
    Triple(CITY, LABEL, Literal("Torino", language="it")),
    Triple(CITY, LABEL, Literal('a "b" \\ c\n</script>')),
    Triple(CITY, name("schema:latitude"), Literal("45.070", datatype=name("xsd:decimal"))),
    Triple(CITY, name("schema:latitude"), Literal("about 45")),
    Triple(CITY, name("schema:sameAs"), NamedNode("http://www.wikidata.org/entity/Q495")),
    Triple(CITY, cd("partnerCity"), NamedNode("https://example.org/x?a=1#b")),
    Triple(CITY, NamedNode("https://example.org/other"), BlankNode("n1")),
    Triple(BlankNode("n1"), RDF_TYPE, NamedNode("https://example.org/Thing")),
    Triple(TIE, cd("relation"), concept("relation", "sister")),
    Triple(TIE, cd("start"), Literal("2002", datatype=name("xsd:gYear"))),
    Triple(TIE, cd("start"), Literal("2002-07-01", datatype=name("xsd:date"))),
    Triple(TIE, cd("rank"), Literal("007", datatype=name("xsd:integer"))),
    Triple(TIE, cd("isOpen"), Literal("true", datatype=name("xsd:boolean"))),
]


@pytest.fixture(scope="module")
def model():
    return read_model(Settings().ontology)


@pytest.fixture(scope="module")
def told(model):
    return context(model)


def plain():
    lines = "".join(f"{t} .\n" for t in ODD)
    return Graph().parse(data=lines, format="nt")


def test_a_document_expands_to_the_triples_it_was_made_of(told):
    assert isomorphic(Graph().parse(data=compacted(ODD, told), format="json-ld"), plain())


def test_a_document_says_the_same_under_the_context_that_is_served(told, model):
    document = json.loads(compacted(ODD, told))
    served = json.loads(context_document(model))["@context"]
    document["@context"] = served
    assert isomorphic(Graph().parse(data=json.dumps(document), format="json-ld"), plain())


def test_the_words_of_a_document_mean_what_the_served_context_says(told, model):
    served = json.loads(context_document(model))["@context"]
    used = json.loads(compacted(ODD, told))["@context"]
    assert used.items() <= served.items()


def test_a_document_needs_nothing_from_elsewhere(told):
    assert isinstance(json.loads(compacted(ODD, told))["@context"], dict)


def test_every_kind_and_property_of_the_model_has_a_word_of_its_own(told, model):
    said = {v["@id"] if isinstance(v, dict) else v for v in told.values()}
    for kind in model:
        assert told[kind.iri.rpartition("#")[2]].startswith("cd:")
        for prop in kind.properties:
            assert any(prop.path.endswith(iri.partition(":")[2]) for iri in said), prop.path


def test_a_date_keeps_its_precision(told):
    document = json.loads(compacted(ODD, told))
    (tie,) = (n for n in document["@graph"] if n["id"] == TIE.value)
    assert {v["@type"].rpartition("#")[2] for v in tie["start"]} == {"gYear", "date"}
