"""Single graphs by the SPARQL 1.1 Graph Store HTTP Protocol, the reading part."""

from __future__ import annotations

import gzip
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

BASE = "https://w3id.org/city-diplomacy/"
REGISTER = BASE + "id/source/place-register"
TYPES = {
    "text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}  # fmt: skip


def named(iri):
    return "/rdf-graph-store?graph=" + quote(iri, safe="")


def triples(response):
    media = response.mimetype
    return {(q.subject, q.predicate, q.object) for q in parse(response.data, RdfFormat.from_media_type(media))}  # fmt: skip


def counted(program, pattern):
    asked = program.get("/sparql?query=" + quote(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"))
    return int(asked.get_json(force=True)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("media", "name"), TYPES.items())
def test_a_graph_named_in_the_address_is_read_in_each_format(program, media, name):
    response = program.get(named(REGISTER), headers={"Accept": media})
    assert response.status_code == 200, response.text
    assert response.mimetype == media
    assert "Accept" in response.vary
    held = counted(program, f"GRAPH <{REGISTER}> {{ ?s ?p ?o }}")
    assert len(Graph().parse(data=response.data, format=name)) == held > 100


def test_the_default_graph_is_the_union_each_statement_once(program):
    response = program.get("/rdf-graph-store?default", headers={"Accept": "application/n-triples"})
    lines = response.data.splitlines()
    assert len(lines) == len(set(lines)) == counted(program, "?s ?p ?o")


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("/graph/source/place-register", REGISTER),
        ("/graph/vocabulary", BASE + "graph/vocabulary"),
        ("/graph/derived/year", BASE + "graph/derived/year"),
        ("/graph/examples.nt", BASE + "graph/examples"),
    ],
)
def test_an_address_identifies_a_graph_by_itself(program, address, iri):
    nt = {"Accept": "application/n-triples"}
    direct, indirect = program.get(address, headers=nt), program.get(named(iri), headers=nt)
    assert direct.status_code == 200
    assert triples(direct) == triples(indirect) != set()
    assert f'<{address.removesuffix(".nt")}>; rel="canonical"' in indirect.headers["Link"]


@pytest.mark.parametrize("address", [named(BASE + "graph/nothing"), "/graph/nothing", named("x:y")])
def test_a_graph_that_nobody_holds_is_not_found(program, address):
    response = program.get(address)
    assert response.status_code == 404
    assert "GRAPH ?g" in response.get_json(force=True)["remedy"]


@pytest.mark.parametrize(
    "query",
    ["", "?default&graph=x:y", "?graph=x:y&graph=x:z", "?graph=vocabulary", "?graph=",
     "?graph=" + quote("x:y> } # "), "?graph=x:" + "y" * 3000],
)  # fmt: skip
def test_a_request_that_names_no_one_graph_is_refused(program, query):
    assert program.get("/rdf-graph-store" + query).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", [named(REGISTER), "/graph/vocabulary"])
def test_writing_is_not_allowed_and_allow_says_what_is(program, method, address):
    response = program.open(address, method=method, data=b"<x:s> <x:p> 1 .")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_head_and_options_say_what_get_does(program):
    got, head = program.get(named(REGISTER)), program.head(named(REGISTER))
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    options = program.options(named(REGISTER))
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_graph_bears_an_etag_and_is_not_sent_twice(program):
    first = program.get(named(REGISTER))
    again = program.get(named(REGISTER), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.headers["X-Revision"]


def test_a_graph_is_packed_for_those_who_take_it_so(program):
    plain = program.get(named(REGISTER))
    packed = program.get(named(REGISTER), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_a_format_that_holds_no_graph_is_not_offered(program):
    response = program.get(named(REGISTER), headers={"Accept": "application/trig"})
    assert response.status_code == 406
    assert set(response.get_json(force=True)["offers"]) == set(TYPES)


def test_service_description_and_void_name_the_graph_store(program):
    for address in ("/sparql", "/data/void.nt"):
        told = program.get(address, headers={"Accept": "application/n-triples"}).text
        assert "ns#graphStore> <http://localhost/rdf-graph-store>" in told
