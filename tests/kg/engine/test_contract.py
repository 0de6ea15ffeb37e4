"""What every engine promises; each engine is run through the same sentences."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree import ElementTree

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from kg.engine.formats import GRAPHS, ROWS
from kg.engine.protocol import MIB, Limits, Query
from kg.engine.remote import RemoteEngine
from kg.errors import QueryProblem, QueryRefused, QuerySyntax, QueryTimeout, QueryTooLarge
from tests.kg.engine.serving import PREFIX

EX = "http://example.org/"
PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = CONCAT(?f, ?i, 'no')) }"


@pytest.fixture(params=["embedded", "oxigraph", "virtuoso"])
def engine(request):
    """Each engine of the house, over the same two sources and numbers."""
    if request.param == "embedded":
        return request.getfixturevalue("shared_engine")
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def cannot(engine):
    """Skips a sentence for engines of which it is not true, saying why."""

    def skip(what, *dialects):
        if isinstance(engine, RemoteEngine):
            name = type(engine.dialect).__name__.lower()
            if not dialects or name in dialects:
                pytest.skip(f"{name}: {what}")

    return skip


def test_a_triple_in_two_graphs_counts_once(engine, ask):
    assert ask(engine, "SELECT (COUNT(*) AS ?n) { ex:gwangju ex:label ?label }") == [("1",)]


def test_naming_the_graph_gives_every_source_of_a_statement(engine, ask):
    rows = ask(engine, "SELECT ?g { GRAPH ?g { ex:gwangju ex:label ?label } } ORDER BY ?g")

    assert rows == [(EX + "article",), (EX + "registry",)]


def test_from_narrows_the_default_graph(engine, ask):
    query = "SELECT ?s FROM ex:registry { ?s ex:label ?label }"

    assert ask(engine, query) == [(EX + "gwangju",)]


def test_a_triple_in_two_graphs_of_from_counts_once(engine, ask, cannot):
    cannot("counts it once a graph; such a query is refused (test_remote.py)")
    query = "SELECT (COUNT(*) AS ?n) FROM ex:registry FROM ex:article { ?s ex:label ?label }"

    assert ask(engine, query) == [("2",)]
    # The merge made for that answer is seen by nobody afterwards.
    graphs = ask(engine, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert sorted(graphs) == [(EX + "article",), (EX + "numbers",), (EX + "registry",)]


def test_from_named_narrows_the_graphs_that_can_be_named(engine, ask):
    query = "SELECT DISTINCT ?g FROM NAMED ex:article { GRAPH ?g { ?s ?p ?o } }"

    assert ask(engine, query) == [(EX + "article",)]


def test_a_dataset_named_beside_the_query_takes_the_place_of_from(engine, ask):
    query = "SELECT DISTINCT ?s FROM ex:numbers { ?s ex:label ?label } ORDER BY ?s"

    assert ask(engine, query, default_graphs=(EX + "registry",)) == [(EX + "gwangju",)]
    both = ask(engine, query, default_graphs=(EX + "registry", EX + "article"))
    assert both == [(EX + "gwangju",), (EX + "turin",)]


def test_a_default_graph_named_alone_leaves_no_graph_to_be_named(engine, ask):
    query = "SELECT ?g { GRAPH ?g { ?s ex:label ?label } }"

    assert ask(engine, query, default_graphs=(EX + "registry",)) == []


def test_a_graph_nobody_holds_is_empty_and_is_not_fetched(engine, ask):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        graph = f"http://127.0.0.1:{listener.getsockname()[1]}/graph"

        assert ask(engine, f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}") == []
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_an_ask_query_gives_a_truth_value(engine, limits):
    assert engine.ask(Query(PREFIX + "ASK { ex:turin ?p ?o }"), limits).boolean is True
    assert engine.ask(Query(PREFIX + "ASK { ex:milan ?p ?o }"), limits).boolean is False


def test_a_construct_query_gives_triples(engine, limits):
    query = Query(PREFIX + "CONSTRUCT { ?s ex:name ?o } WHERE { ?s ex:label ?o }")

    names = {t.subject.value: t.object.value for t in engine.ask(query, limits).triples}

    assert names == {EX + "gwangju": "Gwangju", EX + "turin": "Turin"}


def test_columns_keep_their_order_and_an_unbound_one_is_none(engine, limits):
    query = "SELECT ?z ?a ?m { ex:turin ex:label ?z . OPTIONAL { ex:turin ex:since ?a } }"

    answer = engine.ask(Query(PREFIX + query), limits)

    assert answer.variables == ("z", "a", "m")
    assert [t and t.value for t in answer.rows[0]] == ["Turin", None, None]


def test_the_text_of_a_literal_comes_back_as_it_was(engine, limits):
    text = "줄\n바꿈 \t\"따옴표\" 'x' \\ \u0001 \U0001f600"
    literal = str(pyoxigraph.Literal(text, language="ko"))

    answer = engine.ask(Query(f"SELECT ?t {{ VALUES ?t {{ {literal} }} }}"), limits)

    assert answer.rows == [(pyoxigraph.Literal(text, language="ko"),)]


@pytest.mark.parametrize("format", ROWS, ids=lambda f: f.name)
def test_rows_are_written_in_every_registered_format(engine, limits, format):
    query = Query(PREFIX + "SELECT ?label { ex:turin ex:label ?label }")

    content = b"".join(engine.stream(query, format.media_type, limits)).decode()

    assert "Turin" in content
    if format.name == "JSON":
        assert json.loads(content)["head"]["vars"] == ["label"]
    if format.name == "XML":
        assert ElementTree.fromstring(content).tag.endswith("sparql")


@pytest.mark.parametrize("format", GRAPHS, ids=lambda f: f.name)
def test_graphs_are_written_in_every_registered_format(engine, limits, format):
    query = Query(PREFIX + "CONSTRUCT WHERE { ex:turin ex:label ?label }")

    content = b"".join(engine.stream(query, format.media_type, limits))

    read = list(pyoxigraph.parse(content, format.writer))
    assert [(q.subject.value, q.object.value) for q in read] == [(EX + "turin", "Turin")]


def test_turtle_carries_the_prefixes_of_the_house(engine, limits):
    query = Query(PREFIX + "CONSTRUCT { ex:turin a <https://w3id.org/city-diplomacy/ns#City> } {}")

    content = b"".join(engine.stream(query, "text/turtle", limits)).decode()

    assert "a cd:City" in content or "rdf:type cd:City" in content


def test_rows_are_not_written_as_a_graph(engine, limits):
    with pytest.raises(QueryProblem) as caught:
        engine.stream(Query("SELECT * {}"), "text/turtle", limits)

    assert "text/csv" in caught.value.remedy


def test_a_character_xml_cannot_hold_is_a_problem_not_ill_formed_xml(engine, limits):
    query = Query('SELECT ("a\\u0001b" AS ?x) {}')

    with pytest.raises(QueryProblem) as caught:
        b"".join(engine.stream(query, "application/sparql-results+xml", limits))

    assert "JSON" in caught.value.remedy


def test_wrong_sparql_is_a_syntax_problem_with_its_place(engine, limits):
    with pytest.raises(QuerySyntax) as caught:
        engine.ask(Query("SELECT * {\n  ?s ?p\n}"), limits)

    assert caught.value.line == 3


def test_a_product_ends_at_its_deadline_while_others_are_answered(engine, ask, limits):
    within = replace(limits, deadline=1.0)
    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        product = pool.submit(engine.ask, Query(PRODUCT), within)
        answered = 0
        while not product.done():
            assert ask(engine, "SELECT ?l { ex:turin ex:label ?l }") == [("Turin",)]
            answered += 1
        with pytest.raises(QueryTimeout):
            product.result()
        took = time.monotonic() - began

    assert 1.0 <= took < limits.deadline / 2, "it ended at another deadline than its own"
    assert answered > 10


def test_a_query_ended_at_its_deadline_leaves_the_session_usable(engine, ask, limits):
    with engine.session() as session:
        with pytest.raises(QueryTimeout):
            session.ask(Query(PRODUCT), replace(limits, deadline=0.2))

        assert ask(session, "SELECT ?l { ex:turin ex:label ?l }") == [("Turin",)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { BIND(" + "(" * 20000 + "1" + ")" * 20000 + " AS ?x) }",
        "SELECT * " + "{" * 10000 + "}" * 10000,
        "SELECT (" + "!" * 30000 + "true AS ?x) {}",
        "SELECT * { ?s <x:p>" + "/<x:p>" * 8400 + " ?o }",
        "SELECT * { {}" + " UNION {}" * 6800 + " }",
        "SELECT * { " + "FILTER EXISTS { ?a ?b ?c " * 850 + "}" * 851,
        "SELECT * { ?s ?p " + "[ <x:p> " * 500 + "1" + "]" * 500 + " }",
        "SELECT * { " + " . ".join(f"?s <x:{i}> ?o{i}" for i in range(800)) + " }",
    ],
    ids=["parentheses", "braces", "not", "path", "union", "exists", "blank nodes", "patterns"],
)
def test_a_query_that_would_overflow_the_parser_is_refused_and_the_engine_lives(
    engine, ask, limits, query
):
    with pytest.raises((QuerySyntax, QueryTooLarge)):
        engine.ask(Query(query), limits)

    assert ask(engine, "SELECT ?l { ex:turin ex:label ?l }") == [("Turin",)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
        'SELECT (STRLEN(?x30) AS ?n) { BIND("0123456789abcdef" AS ?x0) '
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(30))
        + " }",
    ],
    ids=["sorting a product", "doubling a text"],
)
def test_a_query_that_takes_too_much_memory_is_ended(engine, ask, query, cannot):
    cannot("its memory is bounded by its own settings, if at all")
    with pytest.raises(QueryTooLarge) as caught:
        engine.ask(Query(query), Limits(deadline=30, memory=96 * MIB, answer=MIB))

    assert "memory" in caught.value.problem
    assert ask(engine, "SELECT ?l { ex:turin ex:label ?l }") == [("Turin",)]


def test_an_answer_larger_than_allowed_is_a_problem_not_a_shorter_answer(engine, limits):
    query = Query("SELECT * { ?s ?p ?o }")

    with pytest.raises(QueryTooLarge) as caught:
        b"".join(engine.stream(query, "text/csv", replace(limits, answer=50_000)))

    assert "answer" in caught.value.problem


@pytest.mark.parametrize(
    "call",
    [
        "SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p trueSERVICE<{there}>{{}} }}",
        "PREFIX a: <{there}> SELECT * {{ SERVICEa:x{{ ?s ?p ?o }} }}",
        "PREFIX : <{there}> PREFIX SERVICE: <x:> SELECT * {{ SERVICE:x{{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<{there}> AS ?x) FILTER(?a<?b)SERVICE?x#>\n{{ ?s ?p ?o }} }}",
        'SELECT * {{ FILTER(?a<?b#>"""\n)SERVICE<{there}>{{}} #"""\n}}',
        "LOAD <{there}>",
        "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
    ],
)
def test_a_query_that_calls_out_is_refused_and_never_connects(engine, limits, call):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        with pytest.raises(QueryRefused):
            engine.ask(Query(call.format(there=there)), limits)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_the_key_of_an_answer_is_the_current_key(engine, limits):
    assert engine.ask(Query("ASK {}"), limits).key == engine.current_key()


def test_a_stream_can_be_read_after_its_session_has_ended(engine, limits):
    with engine.session() as session:
        pieces = session.stream(Query("SELECT * { ?s ?p ?o }"), "text/csv", limits)

    assert b"".join(pieces).count(b"\r\n") == 2000 + 3 + 1


def test_several_threads_each_get_their_own_answer(engine, ask):
    def number(i):
        return ask(engine, f"SELECT ?n {{ ex:n{i} ex:number ?n }}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(number, range(300))) == [[(str(i),)] for i in range(300)]


def test_large_answers_arrive_whole(engine, limits):
    query = "SELECT ?a ?b { ?a <http://example.org/number> ?c . ?b <http://example.org/label> ?d }"

    answer = engine.ask(Query(query), limits)
    nt = engine.stream(
        Query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
        RdfFormat.N_TRIPLES.media_type,
        limits,
    )

    assert len(answer.rows) == 4000
    assert b"".join(nt).count(b"\n") == 2003
