"""Brings a remote engine to the newest revision, by difference, and sees that it got there."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Triple

from kg.engine.generation import Content
from kg.engine.remote import RemoteEngine
from kg.engine.remote_standing import Standing, union_graph
from kg.engine.remote_writing import Waiting, Writer
from kg.engine.store import UnionStore
from kg.errors import ArchiveProblem, EngineUnavailable, QueryProblem, SettingProblem
from kg.projection import Projection
from kg.questions.examples import beside
from kg.settings import Settings
from kg.terms import Names

Advance = Callable[[str, int], None]
"""Told of each graph that it is done, and 1."""


class PublishProblem(EngineUnavailable):
    """The engine does not hold what was sent to it, so no revision is declared there."""


@dataclass(frozen=True)
class Publication:
    """What a publication did; `changed` are the graphs touched, by IRI."""

    address: str
    revision: str
    key: str
    graphs: int
    statements: int
    changed: tuple[str, ...]
    added: int
    removed: int
    at_once: bool
    seconds: float

    def __str__(self) -> str:
        if not self.changed:
            did = "nothing differed"
        else:
            graphs = f"{len(self.changed)} graph{'' if len(self.changed) == 1 else 's'}"
            did = f"+{self.added} -{self.removed} statements in {graphs}"
            did += ", all at once" if self.at_once else ""
        return (
            f"{self.address} holds revision {self.revision[:12]}: {self.statements} statements in "
            f"{self.graphs} graphs, counted; {did}; {self.seconds:.1f} s."
        )


def publish(
    settings: Settings,
    content: Content | None = None,
    *,
    afresh: bool = False,
    advance: Advance = lambda graph, one: None,
) -> Publication:
    """Makes the engine the settings name hold the newest revision of a content (the archive).

    Only graphs whose digest differs from what the engine's record says are compared with what
    the engine holds, and only statements that differ are sent; `afresh` compares all. A run
    that was interrupted is made good by the next. Readers see all of a small change at once on
    an engine whose updates are transactions; otherwise the engine says meanwhile that it is
    being filled, and the revision is written last, after counting.

    Raises SettingProblem, ArchiveProblem, EngineUnavailable, and PublishProblem when counts
    differ afterwards or somebody else publishes.
    """
    if settings.engine == "embedded":
        raise SettingProblem(
            "No engine to publish to is named.",
            remedy="Give its address, or set KG_ENGINE: kg publish http://127.0.0.1:7878/query.",
        )
    content = content or Projection(settings, beside(settings))
    revision = content.newest()
    if not revision:
        raise ArchiveProblem(
            "The archive holds no revision to publish.", remedy="Run kg build first."
        )
    engine = RemoteEngine(settings)
    return _Run(settings, engine, _greeted(engine, settings)).bring(
        content, revision, afresh, advance
    )


def _greeted(engine: RemoteEngine, settings: Settings) -> Standing:
    """The engine's record, which shows, too, that a SPARQL engine answers there."""
    try:
        return engine.head()
    except EngineUnavailable:
        raise
    except QueryProblem as reason:
        raise PublishProblem(
            f"What answers at {settings.engine} is no SPARQL engine: {reason.problem}",
            remedy="Give the address of its query endpoint, such as http://host:7878/query.",
        ) from reason


class _Run:
    """One publication."""

    def __init__(self, settings: Settings, engine: RemoteEngine, before: Standing) -> None:
        self._address = settings.engine
        self._names = Names(settings.base)
        self._engine = engine
        self._before = before
        self._run = f"urn:uuid:{uuid.uuid4()}"
        self._store = UnionStore()
        self._writer = Writer(engine, self._names, before.union)
        if not before.run:
            self._writer.union = self._place()
        self._added = self._removed = 0

    def bring(self, content: Content, revision: str, afresh: bool, advance: Advance) -> Publication:
        started = time.monotonic()
        self._store.load(content.lines(revision))
        key = f"{revision}-{content.prepare(self._store, revision, None)}"
        known = self._engine.graphs(self._before)
        wanted = {graph: _digest(self._triples(graph)) for graph in self._graphs()}
        differing = [
            graph
            for graph in sorted({*wanted, *known.digests})
            if afresh or known.digests.get(graph) != wanted.get(graph)
        ]
        told = Standing(revision, key, self._run, self._writer.union)
        if differing or self._before.key != key:
            at_once = self._all_at_once(differing, wanted, told)
            if not at_once:
                self._in_steps(differing, wanted, told, advance)
        else:
            at_once = True
            self._verify(wanted)
        return Publication(
            self._address, revision, key, len(wanted),
            sum(len(list(self._triples(g))) for g in wanted), tuple(differing),
            self._added, self._removed, at_once, time.monotonic() - started,
        )  # fmt: skip

    def _all_at_once(self, graphs: list[str], wanted: dict[str, str], told: Standing) -> bool:
        """Sends everything as one transaction, if the engine has them and it is not too much."""
        dialect = self._engine.dialect
        size = sum(sum(1 for _ in self._triples(graph)) for graph in graphs)
        if not dialect.atomic or not self._before.key or size > dialect.chunk:
            return False
        updates: list[str] = []
        counts = self._writer.counts()
        for graph in graphs:
            updates += self._steps(graph, counts.get(graph, 0))
            updates += self._note(graph, wanted)
        self._writer.send([*updates, *self._writer.stood(told)])
        try:
            self._verify(wanted)
        except PublishProblem:
            self._writer.send(self._writer.stood(replace(told, revision="", key="")))
            raise
        return True

    def _in_steps(
        self, graphs: list[str], wanted: dict[str, str], told: Standing, advance: Advance
    ) -> None:
        writer = self._writer
        writer.send(writer.stood(replace(told, revision="", key="")))
        held = writer.counts()
        # Any number of these may go in one request: wherever it is cut, the record says which
        # graph was open, and the next run looks at that one.
        waiting = Waiting(writer)
        for graph in graphs:
            waiting.add(writer.opened(graph))
            for step in self._steps(graph, held.get(graph, 0)):
                waiting.add([step])
            waiting.add(self._note(graph, wanted))
            advance(graph, 1)
        waiting.flush()
        self._verify(wanted)
        if self._engine.head().run != self._run:
            raise PublishProblem(
                "Somebody else began to publish to the engine meanwhile.",
                remedy="Let one publication end before the next: run `kg publish` again.",
            )
        writer.send(writer.stood(told))

    def _steps(self, graph: str, count: int) -> list[str]:
        """The updates that make a graph, and its part of the union, what it should be."""
        same = self._engine.dialect.same
        wanted = {same(triple): triple for triple in self._triples(graph)}
        held = self._writer.held(graph, count)
        if held is None:
            self._added += len(wanted)
            return [
                *self._writer.emptying(graph),
                *self._writer.addition(graph, list(wanted.values())),
            ]
        present = {same(triple): triple for triple in held}
        gone = [triple for key, triple in present.items() if key not in wanted]
        come = [triple for key, triple in wanted.items() if key not in present]
        self._added += len(come)
        self._removed += len(gone)
        orphans = [triple for triple in gone if not self._in_union(triple)]
        return [*self._writer.removal(graph, gone, orphans), *self._writer.addition(graph, come)]

    def _note(self, graph: str, wanted: dict[str, str]) -> list[str]:
        if graph not in wanted:
            return self._writer.forgotten(graph)
        return self._writer.noted(graph, wanted[graph], self._expected(graph))

    def _expected(self, graph: str) -> int:
        same = self._engine.dialect.same
        return len({same(triple) for triple in self._triples(graph)})

    def _verify(self, wanted: dict[str, str]) -> None:
        """Counts every graph and the union in the engine. Raises PublishProblem."""
        counts = self._writer.counts()
        checks = [(graph, counts.get(graph, 0), self._expected(graph)) for graph in wanted]
        same = self._engine.dialect.same
        union = len({same(_named(q.triple, self._names)) for q in self._union()})
        checks.append(("the union", self._writer.count(self._writer.union), union))
        wrong = [f"{g} ({found} for {due})" for g, found, due in checks if found != due]
        if wrong:
            raise PublishProblem(
                f"The engine holds other numbers of statements than were sent: {', '.join(wrong[:5])}.",
                remedy="Run `kg publish --afresh`, which compares every graph.",
            )

    def _place(self) -> str:
        """Where the union goes: '' for a default graph that holds only what is put into it."""
        union = union_graph(self._names)
        if not self._engine.dialect.default_graph:
            return union
        probe = self._names.graph("probe").value
        self._writer.send([f"INSERT DATA {{ GRAPH <{probe}> {{ <{probe}> <{probe}> 1 }} }}"])
        try:
            seen = self._writer.rows(f"SELECT ?x {{ <{probe}> <{probe}> ?x }}")
        finally:
            self._writer.send([f"CLEAR SILENT GRAPH <{probe}>"])
        return union if seen else ""

    def _graphs(self) -> Iterator[str]:
        for graph in self._store.store.named_graphs():
            if isinstance(graph, NamedNode):
                yield graph.value

    def _triples(self, graph: str) -> Iterator[Triple]:
        return (_named(t, self._names) for t in self._store.graph(NamedNode(graph)))

    def _union(self) -> Iterator[Quad]:
        return self._store.store.quads_for_pattern(None, None, None, DefaultGraph())

    def _in_union(self, triple: Triple) -> bool:
        nameless = _nameless(triple, self._names)
        return Quad(nameless.subject, nameless.predicate, nameless.object) in self._store.store


def _digest(triples: Iterator[Triple]) -> str:
    digest = hashlib.sha256()
    for line in sorted(f"{t.subject} {t.predicate} {t.object}" for t in triples):
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def _named(triple: Triple, names: Names) -> Triple:
    """The statement with names for nameless nodes: those cannot be taken out again singly."""

    def named(node: object) -> object:
        return _genid(names, node.value) if isinstance(node, BlankNode) else node

    if not (isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)):
        return triple
    return Triple(named(triple.subject), triple.predicate, named(triple.object))  # type: ignore[arg-type]


def _nameless(triple: Triple, names: Names) -> Triple:
    head = _genid(names, "").value

    def nameless(node: object) -> object:
        ours = isinstance(node, NamedNode) and node.value.startswith(head)
        return BlankNode(node.value[len(head) :]) if ours else node  # type: ignore[attr-defined]

    return Triple(nameless(triple.subject), triple.predicate, nameless(triple.object))  # type: ignore[arg-type]


def _genid(names: Names, label: str) -> NamedNode:
    return NamedNode(f"{names.base}.well-known/genid/{label}")
