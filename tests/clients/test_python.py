"""rdflib and SPARQLWrapper, as their documentation says to use them."""

from __future__ import annotations

import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from tests.clients.asking import ASK, CITY, CONSTRUCT, FOUND, NAMES

CD_CITY = URIRef("https://w3id.org/city-diplomacy/ns#City")


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def graph(request, endpoint):
    """rdflib's graph over the endpoint, asked each way it knows."""
    return Graph(SPARQLStore(endpoint, method=request.param))


def test_rdflib_sparqlstore_selects_asks_and_constructs(graph):
    assert {str(row.name) for row in graph.query(NAMES)} == FOUND
    assert graph.query(ASK).askAnswer is True
    assert len(list(graph.query(CONSTRUCT))) == 3


def test_rdflib_sparqlstore_reads_triples_as_if_they_lay_here(graph):
    city = URIRef(CITY)
    assert (city, RDF.type, CD_CITY) in graph
    assert Literal("토리노", lang="ko") in set(graph.objects(city, RDFS.label))


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rdflib_sparqlstore_reads_every_format_of_rows(endpoint, format):
    graph = Graph(SPARQLStore(endpoint, returnFormat=format))
    assert {str(row[0]) for row in graph.query(NAMES)} == FOUND


def test_rdflib_service_joins_our_graph_with_one_of_its_own(endpoint):
    here = Graph()
    here.add((URIRef("x:trip"), URIRef("x:to"), URIRef(CITY)))
    found = here.query(
        f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?trip ?name {{ ?trip <x:to> ?city
          SERVICE <{endpoint}> {{ ?city rdfs:label ?name FILTER (LANG(?name) = "ko") }} }}"""
    )
    assert {(str(row.trip), str(row.name)) for row in found} == {("x:trip", "토리노")}


def test_rdflib_reads_a_graph_from_the_graph_store(root):
    graph = Graph().parse(root + "graph/source/place-register", format="turtle")
    assert (URIRef(CITY), RDF.type, CD_CITY) in graph


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
def test_rdflib_reads_the_whole_dataset_from_its_dump(root):
    whole = Dataset()
    whole.parse(root + "data.nq", format="nquads")
    assert len(whole) > 10_000


def test_sparqlwrapper_posts_and_reads_json(endpoint):
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(NAMES)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert {row["name"]["value"] for row in rows} == FOUND
