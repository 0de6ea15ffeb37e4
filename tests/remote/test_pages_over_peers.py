"""Pages, questions and the endpoint, unchanged, over the Oxigraph server and Virtuoso."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from rdflib import Graph

from kg.engine.protocol import MIB, Limits, Query
from kg.engine.remote import RemoteEngine
from kg.errors import QueryProblem
from tests.remote.conftest import as_text

pytestmark = pytest.mark.slow
BASE = "https://w3id.org/city-diplomacy/"
PAGES = {
    "/": "Gwangju",
    "/cities/turin-it": "Turin",
    "/cities?country=IT": "Turin",
    "/partnerships?currentRelation=sister": "San Antonio",
    "/search?q=Turin": "Turin",
    "/questions/asleep": "<table",
    "/conflicts": "<h1",
    "/data": "<h1",
}


def get(app, address, accept="text/html", **more):
    headers = {"Accept": accept, "Accept-Language": "en", **more}
    return app.test_client(use_cookies=False).get(address, headers=headers)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_put_together(remote, address):
    response = get(remote, address)
    assert response.status_code == 200, response.text[response.text.find("<main") :][:1500]
    assert PAGES[address] in response.text
    assert response.headers["ETag"]


def test_a_page_is_not_sent_twice(remote):
    tag = get(remote, "/cities/turin-it").headers["ETag"]
    assert get(remote, "/cities/turin-it", **{"If-None-Match": tag}).status_code == 304


def test_health_names_the_revision_that_was_published(remote):
    assert get(remote, "/healthz", "application/json").get_json()["revision"]


def test_the_endpoint_answers_rows_and_graphs(remote):
    ask = f"SELECT ?name {{ <{BASE}id/city/turin-it> <http://www.w3.org/2000/01/rdf-schema#label> ?name FILTER (LANG(?name) = 'ko') }}"
    rows = get(remote, "/sparql?query=" + quote(ask), "application/sparql-results+json")
    assert rows.status_code == 200, rows.text
    found = rows.get_json(force=True)["results"]["bindings"]
    assert [row["name"]["value"] for row in found] == ["토리노"]


@pytest.mark.parametrize("graph", ["id/source/place-register", "graph/vocabulary"])
def test_the_graph_store_reads_a_graph(remote, graph):
    response = get(remote, "/rdf-graph-store?graph=" + quote(BASE + graph), "text/turtle")
    assert response.status_code == 200, response.text[:500]
    assert len(Graph().parse(data=response.data, format="turtle")) > 100


def test_a_graph_that_nobody_holds_is_not_found(remote):
    assert (
        get(remote, "/rdf-graph-store?graph=" + BASE + "graph/none", "text/turtle").status_code
        == 404
    )


def test_descriptions_are_told(remote):
    described = get(remote, "/sparql", "text/turtle")
    assert b"sd:Service" in described.data
    void = get(remote, "/data/void.nt", "application/n-triples")
    assert void.status_code == 200, void.text[:500]
    assert b"void#triples" in void.data


def test_metrics_tell_of_the_revision_and_of_no_processes(remote):
    told = get(remote, "/metrics", "text/plain").text
    assert "kg_up 1.0" in told
    assert "kg_engine_processes" not in told


def test_every_stored_question_has_the_same_rows_over_the_real_data(remote, questions, ours):
    peer, within = remote.extensions["peer"], Limits(30, MIB, 256 * MIB)
    engine = RemoteEngine(peer.settings)
    differing = set()
    for name, text in questions.items():
        try:
            theirs = as_text(engine.ask(Query(text), within).rows)
        except QueryProblem:  # an engine's compiler may refuse what the standard allows
            theirs = None
        if theirs != ours[name]:
            differing.add(name)

    assert ours
    assert differing == set()
