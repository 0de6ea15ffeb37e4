"""Things as RDF: their statements, in the formats programs read."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from pyoxigraph import RdfFormat, parse, serialize

from kg.engine.protocol import Query
from kg.export.context import Context, compacted
from kg.model import Kind, Model
from kg.questions.library import Reading
from kg.questions.values import in_blocks, values_clause
from kg.terms import NAMESPACES

GRAPH_FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Media types by the ending of an address."""

_LINES = "application/n-triples"


def part_paths(model: Model, kind: Kind) -> tuple[str, ...]:
    """The properties by which things of a kind point to their parts, such as cd:stage."""
    own = {p.path for p in kind.properties}
    return tuple(
        sorted({k.part_through for k in model if k.part_through and k.part_through in own})
    )


def description(
    reading: Reading,
    things: Sequence[str],
    media_type: str,
    parts: Sequence[str] = (),
    words: Context | None = None,
) -> Iterator[bytes]:
    """The statements about some things and their parts, each once, without their sources.

    `parts` are the properties that lead to parts (`part_paths`). JSON-LD is written in the words
    of a context (`kg.export.context`) where one is given. The sources are in the other exports,
    and in the graphs at /sparql.
    """
    if words is not None and media_type == GRAPH_FORMATS["jsonld"]:
        lines = b"".join(description(reading, things, _LINES, parts))
        yield compacted((q.triple for q in parse(lines, format=RdfFormat.N_TRIPLES)), words)
        return
    blocks = list(in_blocks(things))
    if len(blocks) <= 1:
        yield from reading.stream(_query(blocks[0] if blocks else [], parts), media_type)
        return
    # A Turtle or JSON-LD document cannot be put together from pieces; lines can.
    distinct = {
        line
        for block in blocks
        for line in b"".join(reading.stream(_query(block, parts), _LINES)).splitlines()
    }
    triples = parse(b"\n".join(sorted(distinct)), format=RdfFormat.N_TRIPLES)
    writer = RdfFormat.from_media_type(media_type)
    assert writer is not None, f"{media_type} is one of GRAPH_FORMATS"
    if writer == RdfFormat.N_TRIPLES:
        yield b"\n".join(sorted(distinct)) + b"\n"
    else:
        out = io.BytesIO()
        serialize((q.triple for q in triples), out, writer, prefixes=NAMESPACES)
        yield out.getvalue()


def _query(things: Sequence[str], parts: Sequence[str]) -> Query:
    if not parts:
        block = values_clause("thing", things)
        return Query(f"CONSTRUCT {{ ?thing ?p ?o }} WHERE {{ {block} ?thing ?p ?o }}")
    block, path = values_clause("whole", things), "|".join(f"<{p}>" for p in parts)
    return Query(
        f"CONSTRUCT {{ ?thing ?p ?o }} WHERE {{ {block} ?whole ({path})? ?thing . ?thing ?p ?o }}"
    )
