"""Changing what a remote engine holds: updates in bounded requests, and the record of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from pyoxigraph import RdfFormat, Triple, parse

from kg.engine.protocol import MIB, Limits
from kg.engine.remote import RemoteEngine
from kg.engine.remote_http import Refused
from kg.engine.remote_standing import (
    COUNT,
    DIGEST,
    KEY,
    OPEN,
    REVISION,
    RUN,
    UNION,
    Standing,
    record,
)
from kg.errors import EngineUnavailable, QueryProblem, QueryTooLarge
from kg.terms import Names

PATIENCE = Limits(deadline=600.0, memory=MIB, answer=1024 * MIB)
"""What one request of a publication may take: a count over everything is slow on some engines."""

_LARGEST = 2 * MIB
_MOST = 300


class Writer:
    """Writes graphs, their union and the record; `union` is the union's graph, '' the default."""

    def __init__(self, engine: RemoteEngine, names: Names, union: str) -> None:
        self._engine = engine
        self._record = record(names)
        self.union = union
        self.chunk = engine.dialect.chunk

    def send(self, updates: Iterable[str]) -> None:
        """Sends updates as one request. Raises EngineUnavailable, QueryProblem."""
        text = " ;\n".join(updates)
        if not text:
            return
        try:
            with BytesIO() as content:
                self._engine.endpoint.change(text, PATIENCE.deadline, content)
        except Refused as reason:
            raise EngineUnavailable(
                f"The engine refuses an update (status {reason.status}): {reason.message[:300]}",
                remedy="See that KG_ENGINE_UPDATE takes SPARQL Update from this account.",
            ) from reason

    def rows(self, text: str) -> list[tuple[str, ...]]:
        """The rows of a query as text."""
        return self._engine.texts(text, PATIENCE)

    def held(self, graph: str, count: int) -> list[Triple] | None:
        """The statements of a graph, so many; None where the engine does not give all of them."""
        if count == 0:
            return []
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        try:
            with BytesIO() as content:
                self._engine.fetch(text, [], "CONSTRUCT", PATIENCE, content)
                quads = parse(content, RdfFormat.N_TRIPLES)
                triples = [Triple(q.subject, q.predicate, q.object) for q in quads]
        except EngineUnavailable:
            raise
        except (QueryProblem, QueryTooLarge, SyntaxError):
            return None
        return triples if len(triples) == count else None

    def count(self, graph: str) -> int:
        """The number of statements of a graph, '' for the default graph."""
        return int(self.rows(f"SELECT (COUNT(*) AS ?n) {{ {_in(graph, '?s ?p ?o')} }}")[0][0])

    def counts(self) -> dict[str, int]:
        """The number of statements of every named graph the engine holds."""
        text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        return {graph: int(count) for graph, count in self.rows(text)}

    def removal(self, graph: str, gone: Sequence[Triple], orphans: Sequence[Triple]) -> list[str]:
        """Updates that take statements out of a graph; orphans, held by no graph, out of the union.

        The union goes first: whoever is interrupted finds the rest by looking at the graph.
        """
        parts = [f"DELETE DATA {{ {_in(self.union, part)} }}" for part in self._parts(orphans)]
        return parts + [f"DELETE DATA {{ {_in(graph, part)} }}" for part in self._parts(gone)]

    def addition(self, graph: str, come: Sequence[Triple]) -> list[str]:
        """Updates that put statements into the union and a graph, in this order."""
        return [
            f"INSERT DATA {{ {_in(to, part)} }}"
            for part in self._parts(come)
            for to in (self.union, graph)
        ]

    def emptying(self, graph: str) -> list[str]:
        """Updates that empty a graph whose statements are not known here, and mend the union."""
        other = " && ".join(f"?h != <{g}>" for g in (graph, self.union, self._record) if g)
        return [
            f"DELETE {{ {_in(self.union, '?s ?p ?o')} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
            f"FILTER NOT EXISTS {{ GRAPH ?h {{ ?s ?p ?o }} FILTER ({other}) }} }}",
            f"CLEAR SILENT GRAPH <{graph}>",
        ]

    def opened(self, graph: str) -> list[str]:
        """Updates that note that a graph is being changed; what was noted of it stays beside."""
        return [self._said(graph, OPEN, 0)]

    def noted(self, graph: str, digest: str, count: int) -> list[str]:
        """Updates that note what a graph holds.

        What was noted before goes last: a graph that nothing is noted of would be forgotten.
        """
        return [
            self._said(graph, digest, count),
            *(
                f"DELETE {{ {_in(self._record, f'<{graph}> <{property}> ?old')} }} "
                f"WHERE {{ {_in(self._record, f'<{graph}> <{property}> ?old')} "
                f"FILTER (?old != {kept}) }}"
                for property, kept in ((DIGEST, f'"{digest}"'), (COUNT, count))
            ),
        ]

    def _said(self, graph: str, digest: str, count: int) -> str:
        fact = f'<{graph}> <{DIGEST}> "{digest}" ; <{COUNT}> {count}'
        return f"INSERT DATA {{ {_in(self._record, fact)} }}"

    def forgotten(self, graph: str) -> list[str]:
        """Updates that note that a graph is no more."""
        return [
            f"DELETE WHERE {{ GRAPH <{self._record}> {{ <{graph}> <{property}> ?old }} }}"
            for property in (DIGEST, COUNT)
        ]

    def stood(self, standing: Standing) -> list[str]:
        """Updates that note what all graphs together are; no key while they are being changed."""
        said = {RUN: standing.run, REVISION: standing.revision, KEY: standing.key}
        facts = [f'<{property}> "{text}"' for property, text in said.items() if text]
        if self.union:
            facts.append(f'<{UNION}> "{self.union}"')
        return [
            *(
                f"DELETE WHERE {{ GRAPH <{self._record}> {{ <{self._record}> <{p}> ?old }} }}"
                for p in (RUN, REVISION, KEY, UNION)
            ),
            f"INSERT DATA {{ GRAPH <{self._record}> {{ <{self._record}> {' ; '.join(facts)} }} }}",
        ]

    def _parts(self, triples: Sequence[Triple]) -> Iterator[str]:
        lines: list[str] = []
        size = 0
        for triple in triples:
            line = f"{triple.subject} {triple.predicate} {triple.object} ."
            lines.append(line)
            size += len(line)
            if len(lines) >= self.chunk or size >= _LARGEST:
                yield "\n".join(lines)
                lines, size = [], 0
        if lines:
            yield "\n".join(lines)


class Waiting:
    """Updates that wait to be sent together, so that small graphs do not each cost a journey."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._updates: list[str] = []
        self._lines = self._size = 0

    def add(self, updates: Iterable[str]) -> None:
        """Takes updates, and sends what waits when it is enough for one request."""
        for update in updates:
            lines = update.count("\n") + 1
            full = self._lines + lines > 2 * self._writer.chunk or len(self._updates) >= _MOST
            if self._updates and (full or self._size + len(update) > _LARGEST):
                self.flush()
            self._updates.append(update)
            self._lines += lines
            self._size += len(update)

    def flush(self) -> None:
        """Sends what waits."""
        self._writer.send(self._updates)
        self._updates, self._lines, self._size = [], 0, 0


def _in(graph: str, pattern: str) -> str:
    return f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern
