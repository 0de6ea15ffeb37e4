"""The stored questions as SHACL examples in the graph, found and run by SPARQL alone."""

from __future__ import annotations

from urllib.parse import quote

import pytest

SH = "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
EXAMPLES = "https://w3id.org/city-diplomacy/graph/examples"


@pytest.fixture(scope="module")
def rows(app):
    """The rows of a query asked over HTTP, each as a dict of texts."""
    client = app.test_client()

    def ask(query):
        response = client.post(
            "/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"}
        )
        assert response.status_code == 200, f"{query}\n{response.text}"
        found = response.get_json(force=True)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    return ask


@pytest.fixture(scope="module")
def found(rows):
    return rows(
        SH
        + f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX schema: <https://schema.org/>
        SELECT ?example ?ko ?en ?query ?target {{ GRAPH <{EXAMPLES}> {{
          ?example a sh:SPARQLSelectExecutable ; sh:select ?query ; schema:target ?target ;
            rdfs:label ?ko, ?en ; rdfs:comment ?help .
          FILTER (LANG(?ko) = "ko" && LANG(?en) = "en" && LANG(?help) = "en") }} }}"""
    )


def test_every_stored_question_is_found_with_both_titles(found, library):
    told = {(row["example"].rpartition("/")[2], row["ko"], row["en"]) for row in found}
    assert told == {(q.name, q.title["ko"], q.title["en"]) for q in library.catalogue}
    assert {row["target"] for row in found} == {"https://w3id.org/city-diplomacy/sparql"}


def test_every_example_runs_as_it_stands(found, rows):
    for row in found:
        assert "$" not in row["query"].replace('$"', ""), f"{row['example']}: a value is missing"
        rows(row["query"])


def test_the_prefixes_they_name_are_declared_in_the_ontology(rows, library):
    declared = rows(
        SH
        + f"""SELECT DISTINCT ?prefix ?namespace {{
          GRAPH <{EXAMPLES}> {{ ?example sh:prefixes ?ontology }}
          GRAPH <https://w3id.org/city-diplomacy/graph/ontology> {{
            ?ontology sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] }} }}"""
    )
    told = {row["prefix"]: row["namespace"] for row in declared}
    assert told["cd"] == "https://w3id.org/city-diplomacy/ns#"
    assert len(told) == len(declared) > 10


def test_the_graph_of_examples_is_read_from_the_graph_store(app, found):
    address = "/rdf-graph-store?graph=" + quote(EXAMPLES)
    body = app.test_client().get(address, headers={"Accept": "application/n-triples"}).text
    assert body.count("shacl#select>") == len(found)
