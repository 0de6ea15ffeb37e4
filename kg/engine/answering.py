"""One query over a store, written in pieces: no connection, no process, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)

from kg.engine.endings import broken, too_long
from kg.engine.formats import Form, format_for
from kg.engine.store import Results, UnionStore
from kg.engine.wire import TERMS, Ask
from kg.errors import QueryProblem
from kg.terms import NAMESPACES

_PIECE = 64 * 1024
_MERGED = NamedNode("urn:x-city-diplomacy:merged")
# What XML 1.0 cannot hold, in UTF-8: control characters, U+FFFE, U+FFFF.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Pieces:
    """A file that hands on what is written to it in pieces, up to a number of bytes."""

    def __init__(self, hand_on: Callable[[bytes], None], most: int, *, xml: bool) -> None:
        self._hand_on = hand_on
        self._most = most
        self._xml = xml
        self._held = bytearray()
        self.size = 0

    def write(self, content: bytes) -> int:
        """Takes bytes. Raises QueryTooLarge above the bound, QueryProblem for what is no XML."""
        self.size += len(content)
        if self.size > self._most:
            raise too_long(self._most)
        # Two bytes of what came before, where a character may have begun.
        if self._xml and _NOT_XML.search(bytes(self._held[-2:]) + content):
            raise QueryProblem(
                "The answer holds a character that XML cannot hold.",
                remedy="Ask for JSON, CSV or TSV, or for Turtle or N-Triples.",
            )
        self._held += content
        if len(self._held) >= _PIECE:
            # The last two bytes stay for the look-back above.
            self._hand_on(bytes(self._held[:-2]))
            del self._held[:-2]
        return len(content)

    def flush(self) -> None:
        """Nothing: the writer flushes between rows, which would make pieces too small."""

    def close(self) -> None:
        """Hands on the rest."""
        if self._held:
            self._hand_on(bytes(self._held))
            self._held.clear()


def write_answer(store: UnionStore, ask: Ask, hand_on: Callable[[bytes], None]) -> tuple[Form, int]:
    """Evaluates and writes; returns the form of the query and the bytes written.

    Raises what pyoxigraph raises, and QueryProblem where the answer cannot be written so.
    """
    default = [NamedNode(iri) for iri in dict.fromkeys(ask.default_graphs)]
    named = [NamedNode(iri) for iri in ask.named_graphs]
    if len(default) > 1:
        return _over_a_merge(store, ask, default, named, hand_on)
    if default or named:
        return _write(store.query(ask.text, default, named), ask, hand_on)
    return _write(store.query(ask.text), ask, hand_on)


def _over_a_merge(
    store: UnionStore,
    ask: Ask,
    default: list[NamedNode],
    named: list[NamedNode],
    hand_on: Callable[[bytes], None],
) -> tuple[Form, int]:
    # Several default graphs stand for their merge, where a triple is one; the engine would
    # match it once for each graph that holds it.
    try:
        for graph in default:
            found, wanted = f"GRAPH {graph} {{ ?s ?p ?o }}", f"GRAPH {_MERGED} {{ ?s ?p ?o }}"
            store.store.update(f"INSERT {{ {wanted} }} WHERE {{ {found} }}")
        return _write(store.query(ask.text, [_MERGED], named), ask, hand_on)
    finally:
        store.store.remove_graph(_MERGED)


def _write(results: Results, ask: Ask, hand_on: Callable[[bytes], None]) -> tuple[Form, int]:
    form: Form = (
        "SELECT"
        if isinstance(results, QuerySolutions)
        else "ASK"
        if isinstance(results, QueryBoolean)
        else "CONSTRUCT"
    )
    writer: QueryResultsFormat | RdfFormat
    if ask.media_type == TERMS:
        writer = RdfFormat.N_TRIPLES if form == "CONSTRUCT" else QueryResultsFormat.JSON
    else:
        writer = format_for(form, ask.media_type).writer
    xml = writer in (QueryResultsFormat.XML, RdfFormat.RDF_XML)
    pieces = Pieces(hand_on, ask.answer, xml=xml)
    if isinstance(results, QueryTriples) and isinstance(writer, RdfFormat):
        if writer in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
            results.serialize(pieces, writer)  # type: ignore[arg-type]
        else:
            serialize(results, pieces, writer, prefixes=NAMESPACES)  # type: ignore[arg-type]
    elif not isinstance(results, QueryTriples) and isinstance(writer, QueryResultsFormat):
        results.serialize(pieces, writer)  # type: ignore[arg-type]
    else:
        raise broken()
    pieces.close()
    return form, pieces.size
