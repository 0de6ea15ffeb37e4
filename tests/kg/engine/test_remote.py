"""What a remote engine adds to the contract: a network, other makers' habits, publications."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kg.engine.protocol import Query
from kg.engine.remote import FRESH, RemoteEngine
from kg.engine.remote_http import endpoint
from kg.engine.remote_text import repeats_matter, without_dataset
from kg.errors import EngineUnavailable, GraphMoved, QueryProblem, QueryRefused, SettingProblem
from kg.publish import publish
from kg.settings import Settings
from tests.kg.engine.peers import free_port, oxigraph
from tests.kg.engine.serving import LIMITS, PREFIX, SECOND, TWO_SOURCES, Shelf, eventually

STATE = "SELECT ?s { ex:state ex:revision ?s }"


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request):
    """Both remote engines, over the same two sources and numbers."""
    return request.getfixturevalue(f"{request.param}_engine")


@contextmanager
def answering(status, headers, body):
    """A server that gives everybody the same answer; yields an engine that asks it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield RemoteEngine(Settings(engine=f"http://127.0.0.1:{server.server_port}/query"))
        finally:
            server.shutdown()
            thread.join(10)


def test_two_graphs_of_from_are_refused_where_repeats_would_be_counted(remote, ask):
    dataset = "FROM ex:registry FROM ex:article"
    with pytest.raises(QueryRefused) as caught:
        ask(remote, f"SELECT (COUNT(*) AS ?n) {dataset} {{ ?s ex:label ?label }}")
    assert "DISTINCT" in caught.value.remedy

    rows = ask(remote, f"SELECT DISTINCT ?s {dataset} {{ ?s ex:label ?label }}")
    assert len(rows) == 2


@pytest.mark.parametrize(
    "query",
    [
        'define get:soft "soft" SELECT * { ?s ?p ?o }',
        "SELECT (bif:exec('x') AS ?x) {}",
        "SELECT (<bif:exec>('x') AS ?x) {}",
        "PREFIX b: <sql:> SELECT (b:x() AS ?x) {}",
    ],
)
def test_orders_and_functions_of_the_database_below_are_refused(virtuoso_engine, query):
    with pytest.raises(QueryProblem):
        virtuoso_engine.ask(Query(query), LIMITS)


def test_truth_values_and_partial_dates_come_back_as_they_were_published(remote, limits):
    values = {"true": "boolean", "2013": "gYear", "2013-07": "gYearMonth", "1.5": "decimal"}
    shown = " ".join(f'"{v}"^^<http://www.w3.org/2001/XMLSchema#{t}>' for v, t in values.items())

    answer = remote.ask(Query(f"SELECT ?x {{ VALUES ?x {{ {shown} }} }}"), limits)

    assert {(r[0].value, r[0].datatype.value.partition("#")[2]) for r in answer.rows} == set(
        values.items()
    )


def test_a_lost_engine_is_a_problem_with_a_remedy_and_is_found_again(tmp_path, ask):
    port = free_port()
    with oxigraph(tmp_path / "peer", port=port) as settings:
        publish(settings, Shelf(tmp_path, {"r1": TWO_SOURCES}))
        engine = RemoteEngine(settings)
        assert ask(engine, STATE) == [("first",)]

    with pytest.raises(EngineUnavailable) as caught:
        ask(engine, STATE)
    assert "KG_ENGINE" in caught.value.remedy
    assert eventually(lambda: not _key(engine), FRESH + 5)

    with oxigraph(tmp_path / "peer", port=port):
        assert eventually(lambda: _key(engine) == "r1-rules1", FRESH + 5)
        assert ask(engine, STATE) == [("first",)]


def _key(engine):
    try:
        return engine.current_key()
    except EngineUnavailable:
        return ""


def test_a_session_does_not_go_on_over_another_publication(tmp_path, ask):
    with oxigraph(tmp_path / "peer") as settings:
        shelf = Shelf(tmp_path, {"r1": TWO_SOURCES, "r2": SECOND})
        publish(settings, shelf)
        engine = RemoteEngine(settings)
        with engine.session() as session:
            assert ask(session, STATE) == [("first",)]
            shelf.set("r2")
            publish(settings, shelf)

            with pytest.raises(GraphMoved):
                ask(session, STATE)
        assert ask(engine, STATE) == [("second",)]


def test_an_engine_that_was_never_filled_names_the_command_that_fills_it(tmp_path):
    with oxigraph(tmp_path / "peer") as settings, pytest.raises(EngineUnavailable) as caught:
        RemoteEngine(settings).current_key()

    assert "kg publish" in caught.value.remedy


def test_a_redirect_is_not_followed():
    there = "http://127.0.0.1:9/elsewhere"
    with (
        answering(302, {"Location": there}, b"") as engine,
        pytest.raises(EngineUnavailable) as caught,
    ):
        engine.current_key()

    assert there in caught.value.problem


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Length": "500"}, b'{"head":{"vars":["p","o"]},"results":{"bindings":['),
        ({}, b'{"head":{"vars":["p","o"]},"results":{"bindings":[{"p":{"type":'),
        ({"Content-Type": "text/html"}, b"<html>It works</html>"),
        ({"Server": "Virtuoso", "X-SPARQL-MaxRows": "1"}, b'{"head":{},"boolean":true}'),
    ],
    ids=["shorter than announced", "broken off", "a page", "a part only"],
)
def test_an_answer_that_is_not_whole_is_a_problem(headers, body):
    with answering(200, headers, body) as engine, pytest.raises(QueryProblem):
        engine.head()


@pytest.mark.parametrize("status", [401, 404, 503])
def test_a_status_that_a_setting_mends_names_what_to_do(status):
    with answering(status, {}, b"") as engine, pytest.raises(EngineUnavailable) as caught:
        engine.current_key()

    assert caught.value.remedy


def test_what_is_no_address_is_a_problem_of_the_setting():
    with pytest.raises(SettingProblem):
        endpoint("localhost:7878/query")


@pytest.mark.parametrize(
    ("query", "update"),
    [
        ("http://h:1/query", "http://h:1/update"),
        ("http://h:1/ds/query", "http://h:1/ds/update"),
        ("http://h:1/repositories/kg", "http://h:1/repositories/kg/statements"),
        ("http://h:1/sparql", "http://h:1/sparql"),
    ],
)
def test_updates_go_to_the_customary_address_beside(query, update):
    assert endpoint(query).update == update


def test_the_dataset_is_taken_out_of_a_query_and_nothing_else_is():
    query = PREFIX + 'SELECT ("FROM" AS ?from)\nFROM ex:a\nFROM NAMED <x:b> { ?s ?p "FROM <x:c>" }'

    bare = without_dataset(query)

    assert bare.split() == (PREFIX + 'SELECT ("FROM" AS ?from) { ?s ?p "FROM <x:c>" }').split()
    assert bare.count("\n") == 2


@pytest.mark.parametrize(
    ("query", "matter"),
    [
        ("SELECT ?s { ?s ?p ?o }", True),
        ("SELECT DISTINCT ?s { ?s ?p ?o }", False),
        ("SELECT DISTINCT ?n { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }", True),
        ("ASK { ?s ?p 'SELECT' }", False),
        ("CONSTRUCT WHERE { ?s ?p ?o }", False),
    ],
)
def test_where_repeats_matter_is_read_from_the_query(query, matter):
    assert repeats_matter(query) is matter
