"""One named graph as a whole: which are held, and what each says."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.engine.protocol import Query
from kg.errors import QuestionProblem, UnknownThing
from kg.questions.library import Reading
from kg.terms import Names

_SOURCES = "source/"
LONGEST = 2_000
"""Characters of a graph's IRI."""


def graph_iri(text: str) -> str:
    """An absolute IRI as it was given; raises QuestionProblem for what is none."""
    try:
        if len(text) > LONGEST or ":" not in text:
            raise ValueError(text)
        return NamedNode(text).value
    except ValueError:
        raise QuestionProblem(
            f"{text[:80]!r} is no absolute IRI.",
            remedy="Give the IRI of a graph: SELECT DISTINCT ?g { GRAPH ?g {} } lists them.",
        ) from None


def graph_at(names: Names, path: str) -> str:
    """The graph that a path below /graph/ identifies.

    `source/<key>` is the graph of that source, whose IRI is the source's; any other path is the
    graph of ours with the same path below the base.
    """
    if path.startswith(_SOURCES):
        return f"{names.base}id/{path}"
    return f"{names.base}graph/{path}"


def path_of(names: Names, graph: str) -> str | None:
    """The path below /graph/ that identifies a graph, None for a graph of another base."""
    found = names.split(graph)
    if found is not None and found[0] == "source":
        return _SOURCES + found[1]
    head = f"{names.base}graph/"
    return graph[len(head) :] if graph.startswith(head) else None


def said_in(reading: Reading, graph: str, media_type: str) -> Iterator[bytes]:
    """What a graph says, each statement once; the default graph for an empty name.

    Raises UnknownThing for a graph that holds nothing, and as `Reading.stream` does.
    """
    if not graph:
        return reading.stream(Query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"), media_type)
    named = str(NamedNode(graph_iri(graph)))
    # Not ASK: Virtuoso answers that a graph it was not told of holds something.
    found = Query(f"SELECT ?p {{ GRAPH {named} {{ ?s ?p ?o }} }} LIMIT 1")
    if not reading.table(found).rows:
        raise UnknownThing(
            f"No graph is called {graph}.",
            remedy="SELECT DISTINCT ?g { GRAPH ?g {} } at /sparql lists the graphs there are.",
        )
    body = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {named} {{ ?s ?p ?o }} }}"
    return reading.stream(Query(body), media_type)
