"""Things as RDF: their statements, in the formats programs read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.engine.protocol import Query
from kg.questions.library import Reading
from kg.questions.values import values_clause

GRAPH_FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Media types by the ending of an address."""


def description(reading: Reading, things: Sequence[str], media_type: str) -> Iterator[bytes]:
    """The statements about some things and their parts, each once, without their sources.

    The sources are in the other exports, and in the graphs at /sparql.
    """
    if not things:
        yield from reading.stream(Query("CONSTRUCT { } WHERE { }"), media_type)
        return
    # One answer: a Turtle or JSON-LD document cannot be put together from pieces.
    block = values_clause("thing", things)
    yield from reading.stream(
        Query(f"CONSTRUCT {{ ?thing ?p ?o }} WHERE {{ {block} ?thing ?p ?o }}"), media_type
    )
