"""What a remote engine holds, as it is written down in the engine itself: graph/published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.terms import Names

REVISION = "https://schema.org/version"
KEY = "http://purl.org/dc/terms/identifier"
RUN = "http://www.w3.org/ns/prov#wasGeneratedBy"
UNION = "http://www.w3.org/ns/sparql-service-description#defaultGraph"
DIGEST = "https://schema.org/sha256"
COUNT = "http://rdfs.org/ns/void#triples"
OPEN = "-"
"""The digest of a graph that is being changed."""


@dataclass(frozen=True)
class Standing:
    """The record of what was published.

    `key` and `revision` are '' while a revision is being brought there. `run` is another with
    each publication, so that going and coming back is noticed. `union` is the graph that holds
    the union, '' for the default graph. `digests` and `counts` are of the graphs, by IRI; a graph
    of which several digests are noted was being changed when something broke, and is OPEN.
    """

    revision: str = ""
    key: str = ""
    run: str = ""
    union: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def record(names: Names) -> str:
    """The IRI of the graph that holds the record."""
    return names.graph("published").value


def union_graph(names: Names) -> str:
    """The IRI of the graph that holds the union where the default graph cannot."""
    return names.graph("all").value


def head_query(names: Names) -> str:
    """Asks for the few statements of the record that change whenever anything does."""
    graph = record(names)
    return f"SELECT ?p ?o {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} }}"


def graphs_query(names: Names, limit: int, offset: int) -> str:
    """Asks for the digest and count of each graph, by IRI."""
    return (
        f"SELECT ?g ?d ?n {{ GRAPH <{record(names)}> {{ ?g <{DIGEST}> ?d ; <{COUNT}> ?n }} }} "
        f"ORDER BY ?g LIMIT {limit} OFFSET {offset}"
    )
