"""Full records of many things, for exports: every property, every value, every source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.engine.protocol import Limits, Query, Session
from kg.model import Kind
from kg.questions.naming import Naming
from kg.questions.values import Value, in_blocks, plain, values_clause
from kg.terms import NAMESPACES, Names


@dataclass(frozen=True)
class Record:
    """A thing with the values of each property, and the addresses of the sources that say so."""

    thing: Value
    values: Mapping[str, Sequence[tuple[Value, tuple[str, ...]]]]
    """By the property's local name."""
    sources: tuple[str, ...]


class Recorder:
    """Asks for records over one session."""

    def __init__(self, session: Session, within: Limits, names: Names, naming: Naming) -> None:
        self._session = session
        self._within = within
        self._names = names
        self._naming = naming

    def records(self, kind: Kind, things: Sequence[str]) -> Iterator[Record]:
        """The records of things of a kind, in the order given."""
        for block in in_blocks(things):
            yield from self._chunk(kind, block)

    def _chunk(self, kind: Kind, things: Sequence[str]) -> Iterator[Record]:
        said: dict[str, dict[str, dict[NamedNode | Literal, list[str]]]] = {}
        block = values_clause("thing", things)
        paths = {p.path: p.local for p in kind.properties}
        queries = [
            f"SELECT ?thing ?property ?value ?source WHERE {{ {block} GRAPH ?graph "
            "{ ?thing ?property ?value } FILTER (!STRSTARTS(STR(?graph), "
            f"{Literal(self._names.graph('derived/').value)})) "
            f"OPTIONAL {{ ?graph <{NAMESPACES['schema']}url> ?url }} "
            "BIND (COALESCE(?url, ?graph) AS ?source) }"
        ]
        if derived := [p.path for p in kind.properties if p.derived]:
            queries.append(
                f"SELECT ?thing ?property ?value WHERE {{ {block} "
                f"{values_clause('property', derived)} ?thing ?property ?value }}"
            )
        for query in queries:
            for thing, path, value, *source in self._session.ask(Query(query), self._within).rows:
                if plain(path) in paths and isinstance(value, NamedNode | Literal):
                    row = said.setdefault(plain(thing), {})
                    values = row.setdefault(paths[plain(path)], {})
                    voices = values.setdefault(value, [])
                    voices += [plain(s) for s in source if s is not None]
        iris = set(things) | {
            term.value
            for row in said.values()
            for values in row.values()
            for term in values
            if isinstance(term, NamedNode)
        }
        words = self._naming.words(iris)
        for iri in things:
            row = said.get(iri, {})
            yield Record(
                words.value(NamedNode(iri)),
                {
                    local: [(words.value(term), tuple(sorted(v))) for term, v in values.items()]
                    for local, values in row.items()
                },
                tuple(sorted({s for vs in row.values() for v in vs.values() for s in v})),
            )
