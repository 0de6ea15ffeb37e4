"""SERVICE: whom it asks, what it brings back, and what it never does."""

from __future__ import annotations

import socket
import time

import pytest
from pyoxigraph import Store

from kg.engine.calls import with_answers
from kg.engine.guard import inspect
from kg.engine.outside import CALLS, ROWS, Outside
from kg.errors import (
    QueryRefused,
    QuerySyntax,
    QueryTimeout,
    QueryTooLarge,
    ServiceProblem,
)
from tests.kg.engine.strangers import literal, stranger, told

NAMES = told(
    ["w", "name"],
    ["http://e.org/w1", literal('Gwang"ju\n\\', "en")],
    ["http://e.org/w2", literal("광주", "ko")],
    ["http://e.org/w3", None],
)
FAILING = [
    "/slow",
    "/endless",
    "/huge",
    "/trickle",
    "/elsewhere",
    "/error",
    "/html",
    "/off",
    "/bad",
]


@pytest.fixture(scope="module")
def server():
    with stranger({"/good": NAMES}) as running:
        yield running


def outside(server, path="/good", seconds=5.0, **more):
    return Outside([], trusted=[server.root + path], seconds=seconds, **more)


def asking(server, path="/good", *, silent="", group="?w <x:name> ?name"):
    return f"SELECT ?w ?name {{ SERVICE {silent} <{server.root}{path}> {{ {group} }} }}"


def rows(text):
    inspect(text)
    return [tuple(None if t is None else t.value for t in row) for row in Store().query(text)]


def test_the_rows_of_the_other_server_take_the_place_of_the_clause(server):
    text = with_answers(asking(server), outside(server))
    assert "SERVICE" not in text
    assert rows(text) == [
        ("http://e.org/w1", 'Gwang"ju\n\\'), ("http://e.org/w2", "광주"), ("http://e.org/w3", None),
    ]  # fmt: skip


def test_they_join_with_what_stands_around_the_clause(server):
    around = asking(server)[:-1] + " VALUES ?w { <http://e.org/w2> <http://e.org/w9> } }"
    assert rows(with_answers(around, outside(server))) == [("http://e.org/w2", "광주")]


def test_the_group_is_sent_with_the_prefixes_of_the_query(server):
    server.asked.clear()
    query = f"PREFIX ex: <http://e.org/>\nPREFIX s: <{server.root}/>\nSELECT * {{ SERVICE s:good {{ ?w ex:p ?name FILTER(?w<ex:z) }} }}"
    with_answers(query, outside(server))
    ((path, sent),) = server.asked
    assert path == "/good"
    assert inspect(sent).form == "SELECT"
    assert "PREFIX ex: <http://e.org/>" in sent
    assert "{ ?w ex:p ?name FILTER(?w<ex:z) }" in sent
    assert f"LIMIT {ROWS + 1}" in sent


def test_the_word_in_a_string_a_comment_or_a_name_asks_nobody(server):
    query = 'SELECT ("SERVICE <x:y> {}" AS ?x) { ?s <x:service> ?o } # SERVICE <x:y> {}'
    assert with_answers(query, outside(server)) == query


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize(
    "address",
    ["https://other.example/sparql", "http://127.0.0.1:1/", "http://169.254.169.254/latest",
     "file:///etc/passwd", "http://[::1]/", "http://0x7f.1/", "https://query.example.org/sparql#x",
     "https://query.example.org/sparql/", "https://QUERY.example.org/sparql"],
)  # fmt: skip
def test_an_address_that_is_not_on_the_list_is_refused_even_silently(silent, address, monkeypatch):
    def never(*_, **__):
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    listed = Outside(["https://query.example.org/sparql"], seconds=1)
    with pytest.raises(QueryRefused) as caught:
        with_answers(f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}", listed)
    assert "https://query.example.org/sparql" in caught.value.remedy


@pytest.mark.parametrize(
    "inner",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1",
     "100.64.0.1", "0.0.0.0", "224.0.0.1", "2002:7f00:1::"],
)  # fmt: skip
def test_a_listed_name_that_leads_into_this_network_is_refused(inner, monkeypatch):
    family = socket.AF_INET6 if ":" in inner else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (inner, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    listed = Outside(["https://query.example.org/sparql"], seconds=1)
    with pytest.raises(QueryRefused, match="not public"):
        listed.ask("https://query.example.org/sparql", "SELECT * {}", time.monotonic() + 1)


def test_another_address_of_a_server_is_tried_where_the_first_does_not_answer(server, monkeypatch):
    looked_up = socket.getaddrinfo

    def found(host, port, *more, **told):
        if host != "query.example.org":
            return looked_up(host, port, *more, **told)
        # Nobody listens at the first two, which are this machine too.
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inner, port))
                for inner in ("127.0.0.8", "127.0.0.9", "127.0.0.1")]  # fmt: skip

    monkeypatch.setattr(socket, "getaddrinfo", found)
    address = server.root.replace("127.0.0.1", "query.example.org") + "/good"
    asked = Outside([], trusted=[address], seconds=5.0).ask(
        address, "SELECT * {}", time.monotonic() + 5
    )
    assert len(asked.rows) == 3
    nowhere = address.replace("query.example.org", "127.0.0.9")
    with pytest.raises(ServiceProblem, match="could not be asked"):
        Outside([], trusted=[nowhere], seconds=5.0).ask(
            nowhere, "SELECT * {}", time.monotonic() + 5
        )


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/slow", QueryTimeout), ("/endless", QueryTimeout), ("/trickle", QueryTimeout),
     ("/huge", QueryTooLarge), ("/elsewhere", ServiceProblem), ("/error", ServiceProblem),
     ("/html", ServiceProblem), ("/off", ServiceProblem), ("/bad", ServiceProblem)],
)  # fmt: skip
def test_a_server_that_fails_is_told_within_the_time(server, path, kind):
    server.asked.clear()
    began = time.monotonic()
    with pytest.raises(kind) as caught:
        with_answers(asking(server, path), outside(server, path, seconds=0.5))
    assert time.monotonic() - began < 10, "half a second was given"
    assert caught.value.remedy
    assert [asked for asked, _ in server.asked] == [path], "it was led on, or asked twice"


@pytest.mark.parametrize("path", FAILING)
def test_silent_makes_a_failure_an_answer_that_says_nothing(server, path):
    around = asking(server, path, silent="SILENT")[:-1] + " VALUES ?a { 1 } }"
    around = around.replace("SELECT ?w ?name", "SELECT ?a")
    found = with_answers(around, outside(server, path, seconds=0.5))
    assert rows(found) == [("1",)]


def test_all_calls_of_a_query_share_the_time(server):
    slow = f"SERVICE SILENT <{server.root}/slow> {{ ?a ?b ?c }} "
    began = time.monotonic()
    with_answers(f"SELECT * {{ {slow * CALLS} }}", outside(server, "/slow", seconds=2.0))
    assert time.monotonic() - began < 2.0 * CALLS - 0.5, "each call had the time for itself"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {{ SERVICE ?where {{ ?s ?p ?o }} }}", QueryRefused),
        ("SELECT * {{ SERVICE <{a}> {{ SERVICE <{a}> {{ ?s ?p ?o }} }} }}", QueryRefused),
        ("SELECT * {{ SERVICE <{a}> {{ SERVICEx:a {{ ?s ?p ?o }} }} }}", QueryRefused),
        ("SELECT * {{ SERVICE <{a}> ?s ?p ?o }}", QueryRefused),
        ("SELECT * {{ SERVICE <{a}> <{a}> {{ ?s ?p ?o }} }}", QueryRefused),
        ("SELECT * {{ SERVICE SILENT SILENT {{ ?s ?p ?o }} }}", QueryRefused),
        ("INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{a}> {{ ?s ?p ?o }} }}", QueryRefused),
        ("SELECT * {{ SERVICE <{a}> {{ ?s ?p ?o }} ", QuerySyntax),
        ("SELECT * {{ " + "SERVICE <{a}> {{ ?s ?p ?o }} " * (CALLS + 1) + "}}", QueryTooLarge),
        ("SELECT * {{ SERVICE <{a}> {{ " + "(" * 200 + " }} }}", QuerySyntax),
        ("SELECT * {{ SERVICE <{a}> }} {{ ?s ?p ?o }}", QueryRefused),
    ],
)
def test_what_is_no_plain_call_is_refused_and_nobody_is_asked(server, query, kind):
    server.asked.clear()
    with pytest.raises(kind):
        inspect(with_answers(query.format(a=server.root + "/good"), outside(server)))
    assert server.asked == []


def test_nodes_without_a_name_and_too_many_rows_are_refused(server):
    server.answers["/nameless"] = told(["x"], [{"type": "bnode", "value": "b"}])
    server.answers["/many"] = told(["x"], *[[f"x:{n}"] for n in range(ROWS + 1)])
    server.answers["/wide"] = told(["x"], *[[literal("x" * 1000)] for _ in range(100)])
    for path, kind in (
        ("/nameless", ServiceProblem), ("/many", QueryTooLarge), ("/wide", QueryTooLarge)
    ):  # fmt: skip
        with pytest.raises(kind):
            with_answers(asking(server, path), outside(server, path))


def test_a_group_without_variables_is_asked_whether_it_holds(server):
    server.answers["/yes"] = '{"head":{"vars":[]},"results":{"bindings":[{}]}}'
    server.answers["/no"] = '{"head":{"vars":[]},"results":{"bindings":[]}}'
    for path, found in (("/yes", [("1",)]), ("/no", [])):
        query = (
            f"SELECT ?a {{ VALUES ?a {{ 1 }} SERVICE <{server.root}{path}> {{ <x:a> <x:b> 1 }} }}"
        )
        assert rows(with_answers(query, outside(server, path))) == found
