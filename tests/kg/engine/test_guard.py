"""What the guard refuses, what it lets through, and what it says of a query."""

from __future__ import annotations

import re
import threading
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.engine import guard
from kg.engine.guard import inspect
from kg.errors import QueryProblem, QueryRefused, QuerySyntax, QueryTooLarge


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX ex: <http://e.org/> SELECT * { ?s ex:service ?o ; ex:load ?p ; ex:a.insert ?q }",
        'SELECT ("SERVICE <x:y> { }" AS ?x) { } # SERVICE <x:y> { } INSERT DATA { }',
        "SELECT ?load ?service { ?load ?service <http://e.org/service#LOAD> }",
        "PREFIX service: <http://e.org/> SELECT * { GRAPH service:g { ?s service:load ?o } }",
        "SELECT * { VALUES ?x { '''a' DROP \"b\" 'c''' } }",
        "SELECT * { VALUES (?a ?b) { (<x:#a> <x:#service>) (UNDEF <x:c>) } }",
        "SELECT * { ?s ?p 'a'@en . FILTER(?s<?o && ?o>?s) }",
        "SELECT (?a<?b AS ?c) { VALUES (?a ?b) { (1 2) } } ORDER BY (?a<?b)",
        "SELECT * { ?s (<x:a#>/^<x:b#>|!(<x:c>|^<x:d>))+ ?o }",
        "SELECT * { ?s ?p ?o FILTER(EXISTS { ?a ?b ?c } && ?o<5) }",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*)<3)",
        "SELECT * { ?s a [ <x:p> 1 ; <x:q> (1 2 3) ] . _:load <x:p> 1.5e3, .5, 7. }",
        "BASE <http://e.org/> PREFIX : <#> DESCRIBE :insert <b>",
        'SELECT ?도시 { ?도시 <x:이름> \'광주\'@ko, """줄\n"바꿈""""@ko }'.replace('""""', '"""'),
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + ",".join(["1"] * 5000) + ")) }",
        "SELECT * { VALUES ?x { " + "<x:a> " * 8000 + "} }",
    ],
)
def test_words_that_are_no_keywords_are_let_through_and_parse(query):
    assert inspect(query).form in ("SELECT", "DESCRIBE")
    Store().query(query)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <x:s> <x:p> 1 }",
        "PREFIX ex: <x:> delete where { ?s ?p ?o }",
        "LOAD <http://e.org/>",
        "CLEAR ALL",
        "DROP GRAPH <x:g>",
        "CREATE GRAPH <x:g>",
        "ADD <x:a> TO <x:b>",
        "MOVE <x:a> TO <x:b>",
        "COPY <x:a> TO <x:b>",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ; InSeRt DATA { <x:s> <x:p> 1 }",
    ],
)
def test_an_update_is_refused_with_the_word_that_gives_it_away(update):
    with pytest.raises(QueryRefused) as caught:
        inspect(update)

    assert caught.value.problem.split()[0] in update.upper()


def test_a_keyword_spelled_with_an_escape_is_no_sparql():
    with pytest.raises(QuerySyntax):
        inspect("SELECT * { \\u0053ERVICE <x:y> { ?s ?p ?o } }")


def test_an_escape_that_would_end_a_string_does_not_end_it():
    query = 'SELECT ("\\u0022) SERVICE <x:y> {} #" AS ?x) {}'

    assert inspect(query).form == "SELECT"
    assert [row["x"].value for row in Store().query(query)] == ['") SERVICE <x:y> {} #']


def test_a_text_over_64_kib_is_too_large_counted_in_bytes():
    with pytest.raises(QueryTooLarge):
        inspect("SELECT * { ?s ?p '" + "광" * 22_000 + "' }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (" + "+".join(["1"] * 1500) + " AS ?x) {}",
        "SELECT * {" + " UNION ".join(["{}"] * 500) + "}",
        "SELECT * {" + "OPTIONAL {} " * 500 + "}",
        "SELECT * { ?s ?p " + ",".join(["1"] * 200) + "}",
        "SELECT * { ?s ?p (" + "1 " * 200 + ")}",
        "SELECT * { ?s " + "/".join(["<x:p>"] * 200) + " ?o }",
        "SELECT * {" + "GRAPH ?g {} " * 200 + "}",
    ],
)
def test_chains_over_the_bounds_are_too_large(query):
    with pytest.raises(QueryTooLarge):
        inspect(query)


def test_nesting_up_to_the_depth_is_let_through():
    deep = guard.DEPTH - 2

    assert inspect("SELECT * { BIND(" + "(" * deep + "1" + ")" * deep + " AS ?x) }")
    with pytest.raises(QuerySyntax, match="nested"):
        inspect("SELECT * { BIND(" + "((" * deep + "1" + "))" * deep + " AS ?x) }")


def test_a_bracket_that_closes_nothing_is_told_with_its_place():
    with pytest.raises(QuerySyntax) as caught:
        inspect("SELECT * {\n  FILTER(1))\n}")

    assert (caught.value.line, caught.value.column) == (2, 12)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("select * {}", "SELECT"),
        ("# SELECT\nPREFIX ask: <x:> ASK {}", "ASK"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("BASE <http://select/> DESCRIBE <a>", "DESCRIBE"),
    ],
)
def test_the_form_is_told(query, form):
    assert inspect(query).form == form


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "StrUUID()", "BNODE()"])
def test_a_query_whose_answer_changes_by_itself_is_not_cacheable(call):
    assert not inspect(f"SELECT ({call} AS ?x) {{}}").cacheable


def test_the_name_of_such_a_function_elsewhere_does_not_matter():
    query = "PREFIX ex: <x:> SELECT ?now { ?now ex:rand 'UUID()' } # NOW()"

    assert inspect(query).cacheable


def test_the_graphs_of_from_are_told_as_absolute_addresses():
    found = inspect(
        "BASE <http://e.org/a/> PREFIX p: <../b#> "
        "SELECT * FROM p:x FROM <y> FROM NAMED p:z { GRAPH ?g { ?from ?named <from> } }"
    )

    assert found.from_default == ("http://e.org/b#x", "http://e.org/a/y")
    assert found.from_named == ("http://e.org/b#z",)


@pytest.mark.parametrize("iri", ["<http://[x>", "<\\UFFFFFFFF>"])
def test_an_address_that_is_none_is_wrong_sparql(iri):
    with pytest.raises(QuerySyntax, match="line 1, column 31"):
        inspect(f"BASE <http://e.org/> PREFIX p:{iri} ASK {{}}")


PIECES = st.sampled_from(
    "SELECT ASK * ?a ?b { } ( ) [ ] < > <x:a#> \" ' \"\"\" ''' \\ # \n . ; , / | ^ ! & && = + - "
    "SERVICE service: SERVICEa:x <http://h/insert> <https://h.org/a-b/NOW()> GRAPH FILTER VALUES "
    "BIND AS FROM NAMED PREFIX BASE a: : _:b @en "
    "1 1.5 .5e1 ^^ true EXISTS HAVING ORDER BY INSERT LOAD \\u0053 % %41 \x00 광주 $ ? << >>".split(
        " "
    )
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES).map("".join))
)
def test_whatever_the_text_the_guard_lets_it_through_or_says_what_is_wrong(text):
    problem = None
    try:
        inspect.__wrapped__(text)
    except QueryProblem as caught:
        problem = caught
    assert problem is None or (problem.problem and problem.remedy)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_query_with_service_never_passes_unless_the_parser_sees_none(text):
    query = "PREFIX a: <x:> PREFIX : <x:> PREFIX service: <x:> SELECT * { " + text + " }"
    try:
        inspect.__wrapped__(query)
    except QueryProblem:
        return
    # A call would be tried, here to an address of an unknown scheme, and fail as an error of
    # input and output or one that names the service; wrong SPARQL fails as SyntaxError.
    failure = ""
    try:
        list(Store().query(query))
    except SyntaxError:
        return
    except (RuntimeError, OSError, ValueError) as reason:
        failure = f"{type(reason).__name__} {reason}".lower()
    assert "oserror" not in failure
    assert "service" not in failure


ADDRESSES = st.sampled_from(
    "<http://h/insert> <https://h.org/a-b/service/~c> <http://> <http://h/%41.> <http://h/load".split()
)


@settings(max_examples=2000, deadline=None)
@given(
    st.lists(st.one_of(ADDRESSES, PIECES), max_size=40),
    st.sampled_from(["", " "]),
    st.sampled_from(["", "PREFIX a: <http://h/> SELECT * { ", "SELECT * { ?s ?p ?o FILTER (?a "]),
)
def test_what_stands_in_an_address_changes_nothing_that_is_said_of_a_query(pieces, glue, head):
    text = head + glue.join(pieces) + (" ) }" if "(" in head else " }" if head else "")
    with suppress(QueryProblem):
        # What is known of this shape from another query.
        inspect.__wrapped__(guard._PLAIN_IRI.sub("<http://other.example/x/y>", text))
    try:
        found = inspect.__wrapped__(text)
    except QueryProblem as problem:
        with pytest.raises(type(problem), match=f"^{re.escape(str(problem))}$"):
            guard.Reading(text).whole()
        return
    try:
        assert guard.Reading(text).whole() == found
    except QueryProblem:  # an expression with two slashes, which no parser takes
        with pytest.raises(SyntaxError):
            Store().query(text)


def test_queries_alike_but_for_their_graphs_are_told_apart():
    for graph in ("http://e.org/a", "http://e.org/b"):
        assert inspect(f"SELECT * FROM <{graph}> {{}}").from_default == (graph,)
        assert inspect(f"ASK FROM NAMED <{graph}> {{}}").from_named == (graph,)


def test_the_place_of_a_mistake_is_that_in_the_text_itself():
    with pytest.raises(QuerySyntax, match="line 1, column 42"):
        inspect("ASK { <http://example.org/a/long/one> ?p ) }")


@pytest.mark.parametrize(
    "text",
    ["a." * 32000, "'" * 65000, "<a" * 32000, "a" * 65000, "a:" + "%4" * 32000, "@a-" * 21000,
     "a:b" + "." * 65000, '"' + "\\" * 65000, '"""' + '"a' * 32000, "?" * 65000],
)  # fmt: skip
def test_reading_a_text_made_to_be_slow_takes_less_than_a_second(text):
    began = time.process_time()
    with suppress(QueryProblem):
        inspect.__wrapped__("SELECT * { " + text)

    assert time.process_time() - began < 1


def test_long_texts_are_read_in_turn_and_short_ones_do_not_wait_for_them():
    long = "SELECT * { ?s ?p ?o FILTER (STR(?o) IN (" + ", ".join(["'v'"] * 2000) + ")) }"
    read = threading.Event()

    def reading():
        inspect.__wrapped__(long)
        read.set()

    with guard._one_at_a_time:
        thread = threading.Thread(target=reading)
        thread.start()
        assert inspect.__wrapped__("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?p ?s } }").form
        assert not read.wait(0.2)
    thread.join(10)
    assert read.is_set()
