"""The store: named graphs, with their distinct union as the default graph."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, QueryBoolean, Triple

from kg.engine.store import UnionStore
from tests.kg.engine.serving import quad

LINES = st.sets(
    st.builds(
        quad, st.sampled_from("ab"), st.sampled_from("pq"), st.integers(0, 2), st.sampled_from("gh")
    )
)


def encoded(lines):
    return [line.encode() for line in lines]


def parts(store):
    """The triples of the union, and those of the named graphs, each once."""
    quads = list(store.store)
    union = [q.triple for q in quads if q.graph_name == DefaultGraph()]
    return union, {q.triple for q in quads if q.graph_name != DefaultGraph()}


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_after_any_difference_the_union_holds_what_the_graphs_hold_and_nothing_else(old, new):
    store, fresh = UnionStore(), UnionStore()
    store.load(encoded(old))
    fresh.load(encoded(new))

    touched = store.apply(encoded(old - new), encoded(new - old))

    union, named = parts(store)
    assert set(union) == named
    assert len(union) == len(named)
    assert set(store.store) == set(fresh.store)
    assert touched == {line.split()[1].strip("<>") for line in old ^ new}


def test_replacing_a_graph_says_whether_it_changed_and_keeps_the_union_true():
    store, graph = UnionStore(), NamedNode("http://example.org/derived")
    triple = Triple(graph, graph, Literal("x"))

    assert store.replace_graph(graph, [triple])
    assert not store.replace_graph(graph, [triple])
    assert [row["o"] for row in store.query("SELECT ?o { ?s ?p ?o }")] == [Literal("x")]
    assert store.replace_graph(graph, [])
    assert len(store) == 0


def test_a_line_that_is_no_n_quads_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        UnionStore().load([b"<http://example.org/s> nonsense ."])


QUERIES = [
    "SELECT ?s ?p ?o { ?s ?p ?o }",
    "# from each graph\nSELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s { graph<http://example.org/g>{ ?s ?p ?o } }",
    "SELECT ?s FROM <http://example.org/g> { ?s ?p ?o }",
    "SELECT ?g { { ?s ?p ?o } UNION { SELECT ?g { GRAPH ?g { } } } }",
    "ASK { ?s ?p ?o FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }",
]


def rows(results):
    if isinstance(results, QueryBoolean):
        return bool(results)
    return sorted(str(row) for row in results)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_a_settled_store_answers_as_before(lines):
    store = UnionStore()
    store.load(encoded(lines))
    before = [rows(store.query(text)) for text in QUERIES]

    store.settle()

    assert [rows(store.query(text)) for text in QUERIES] == before


def test_a_change_is_seen_at_once_in_a_store_that_was_settled():
    store = UnionStore()
    store.load([quad("a", "p", 1, "g").encode()])
    store.settle()
    store.apply([], [quad("b", "p", 2, "g").encode()])
    assert len(rows(store.query("SELECT ?s { ?s ?p ?o }"))) == 2
