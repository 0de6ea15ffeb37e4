"""Measures: what each says of a network one can draw by hand."""

from __future__ import annotations

import io
import json
from dataclasses import asdict

import networkx as nx
import pytest

from kg.analysis import measures
from kg.analysis.apart import apart
from kg.analysis.measures import Measures, measure
from kg.analysis.network import as_graph
from kg.errors import QueryTimeout
from tests.kg.analysis.linked import city, tie


def two_triangles():
    """a-b-c and d-e-f, joined by c-d."""
    return as_graph([tie(*pair) for pair in ("ab", "bc", "ac", "cd", "de", "ef", "df")])


def test_the_edge_between_two_triangles_is_the_only_bridge():
    found = measure(two_triangles())
    assert found.bridges == ((city("c"), city("d")),)
    assert found.cuts == (city("c"), city("d"))


def test_each_triangle_is_a_community_and_a_2_core():
    found = measure(two_triangles())
    assert found.of(city("a"))["community"] == found.of(city("c"))["community"]
    assert found.of(city("a"))["community"] != found.of(city("f"))["community"]
    assert {found.of(n)["core"] for n in found.order} == {2}


def test_the_middle_of_a_star_lies_on_every_shortest_path():
    found = measure(as_graph([tie("m", leaf) for leaf in "abcd"]))
    assert found.of(city("m")) == {
        "degree": 4, "betweenness": 1.0, "community": 1, "component": 1, "core": 1, "cut": True,
    }  # fmt: skip
    assert found.of(city("a"))["betweenness"] == 0.0


def test_two_ties_of_the_same_cities_are_one_neighbour():
    found = measure(as_graph([tie("a", "b"), tie("a", "b", "friendship")]))
    assert found.edges == 1
    assert found.of(city("a"))["degree"] == 1


def test_a_network_without_links_has_no_measures():
    found = measure(as_graph([]))
    assert found.order == ()
    assert found.bridges == ()


def test_a_small_network_is_exact_and_a_large_one_says_from_how_many_nodes():
    assert measures.pivots_of(1_000, 1_000) == 0
    assert 0 < measures.pivots_of(17_060, 24_427) < 17_060


def test_a_process_of_its_own_gives_the_same_as_this_one():
    graph = two_triangles()
    told = apart("kg.analysis.measures", {"nodes": list(graph), "edges": list(graph.edges)})
    assert Measures.read(told) == measure(graph)


def test_what_takes_too_long_is_ended_and_says_so():
    with pytest.raises(QueryTimeout, match="without an end"):
        apart("kg.analysis.measures", {"nodes": [], "edges": []}, seconds=0.01)


def test_measures_survive_json():
    found = measure(two_triangles())
    assert Measures.read(json.loads(json.dumps(asdict(found)))) == found


def test_a_sampled_measure_is_the_same_on_the_graph_read_back_from_graphml(monkeypatch):
    monkeypatch.setattr(measures, "EXACT", 10)
    monkeypatch.setattr(measures, "EFFORT", 1)
    graph = as_graph(
        [tie(f"n{i:03}", f"n{(i * 7 + 3) % 90:03}") for i in range(90) if i != (i * 7 + 3) % 90]
    )
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from(graph.edges)
    out = io.BytesIO()
    nx.write_graphml(plain, out)
    out.seek(0)
    found = measure(graph)
    assert found.pivots == 32
    assert measure(nx.read_graphml(out)) == found
