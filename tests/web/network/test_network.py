"""The network page and its files."""

from __future__ import annotations

import io
import re

import networkx as nx
import pytest

from kg.analysis.measures import SEED


def exported(get, address):
    """A GraphML or GEXF file, read as any program would."""
    body = io.BytesIO(get(address).get_data())
    return nx.read_graphml(body) if ".graphml" in address else nx.read_gexf(body)


@pytest.mark.parametrize(
    "state", ["", "?year=2010", "?through=ties&through=forum&through=networks"]
)
def test_the_measures_in_the_file_are_those_computed_from_the_file(get, state):
    graph = exported(get, f"/network.graphml{state}")
    assert len(graph) > 5
    between = nx.betweenness_centrality(graph)
    core = nx.core_number(graph)
    cuts = set(nx.articulation_points(graph))
    bridges = {frozenset(e) for e in nx.bridges(graph)}
    groups = nx.community.louvain_communities(graph, seed=SEED)
    for node, told in graph.nodes(data=True):
        assert told["degree"] == graph.degree(node)
        assert told["betweenness"] == pytest.approx(between[node], abs=1e-8)
        assert told["core"] == core[node]
        assert told["cut"] == (node in cuts)
    for one, other, told in graph.edges(data=True):
        assert told["bridge"] == (frozenset((one, other)) in bridges)
    by_number = {}
    for node, told in graph.nodes(data=True):
        by_number.setdefault(told["community"], set()).add(node)
    assert sorted(map(sorted, groups)) == sorted(map(sorted, by_number.values()))


def test_the_page_shows_the_measures_of_the_file(get, read):
    graph = exported(get, "/network.graphml?year=2010")
    page = read("/network?year=2010")
    shown = re.search(r"(\d+) cities, (\d+) links", page)
    assert (int(shown[1]), int(shown[2])) == (len(graph), graph.number_of_edges())
    best = max(graph, key=graph.degree)
    row = re.search(rf'/network/{best}">.*?</tr>', page, re.DOTALL)[0]
    assert f">{graph.degree(best)}<" in row


def test_the_links_of_a_year_are_those_its_question_counts(get, program):
    graph = exported(get, "/network.graphml?year=2010")
    rows = program.get("/questions/tie-links.json?year=2010").get_json()["rows"]
    pairs = {frozenset((r["city"]["id"], r["other"]["id"])) for r in rows}
    iri = nx.get_node_attributes(graph, "iri")
    assert {frozenset((iri[a], iri[b])) for a, b in graph.edges} == pairs


def test_the_count_of_a_year_is_the_number_of_its_links(get, program):
    rows = program.get("/questions/ties-per-year.json").get_json()["rows"]
    for row in rows:
        year = row["year"]["text"]
        graph = exported(get, f"/network.graphml?year={year}")
        assert int(row["cities"]["text"]) == len(graph)


def test_korean_names_are_whole_in_graphml_gexf_and_json(get, program):
    for address in ("/network.graphml", "/network.gexf"):
        nodes = dict(exported(get, address).nodes(data=True))
        assert nodes["gwangju-kr"]["name_ko"] == "광주"
        assert nodes["gwangju-kr"]["name_en"] == "Gwangju"
    told = program.get("/network.json").get_json()
    assert next(n for n in told["nodes"] if n["id"] == "gwangju-kr")["name_ko"] == "광주"
    assert all(edge["sources"] for edge in told["edges"])


def test_an_earlier_year_has_no_tie_that_began_later(get):
    early = exported(get, "/network.graphml?year=2000")
    late = exported(get, "/network.graphml?year=2020")
    assert set(early.edges) < set(late.edges) or len(early.edges) < len(late.edges)
    assert all(told["start"][:4] <= "2000" for _, _, told in early.edges(data=True))


def test_a_network_that_is_a_star_says_why(read):
    assert "not those between its partners" in read("/network?year=2010")
    assert "교류 도시끼리의 관계는 기록하지 않기" in read("/network?year=2010", "ko")


def test_a_year_without_links_is_explained(read):
    assert "No link is on record" in read("/network?year=1850")


@pytest.mark.parametrize(
    "address",
    ["/network?year=abc", "/network?year=99999", "/network?year=2%00", "/network?through=magic",
     "/network?sort=__class__", "/network/gwangju-kr?depth=3", "/network/gwangju-kr?depth=-1",
     "/network/nowhere-zz", "/network.exe", "/network/gwangju-kr.exe", "/network/..%2fetc"],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_a_remedy(program, address):
    answer = program.get(address)
    assert answer.status_code in (400, 404), answer.data
    assert answer.is_json or answer.mimetype == "application/problem+json"


def test_the_surroundings_are_the_same_in_picture_and_table(program, read):
    told = program.get("/network/turin-it.json?depth=2").get_json()
    page = read("/network/turin-it?depth=2")
    assert len(told["nodes"]) <= 150
    addresses = {n["address"] for n in told["nodes"]}
    assert all(f'href="{a}"' in page for a in addresses if a)
    assert told["options"]["physics"]["stabilization"]


def test_labels_in_the_picture_are_plain_text_and_no_title_is_read_as_html(program):
    told = program.get("/network/gwangju-kr.json?depth=2").get_json()
    assert all("title" not in n for n in told["nodes"])
    assert any("광주" in n["label"] or "Gwangju" in n["label"] for n in told["nodes"])


def test_what_was_left_out_is_said(read):
    page = read(
        "/network/gwangju-kr?depth=2&through=ties&through=forum&through=exchanges&through=practices"
    )
    assert re.search(r"At most 150 things are drawn; [\d,]+ further ones", page)
