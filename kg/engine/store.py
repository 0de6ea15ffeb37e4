"""The graphs of one revision in memory, with their distinct union as the default graph.

The union is stored, not switched on: an engine's switch repeats a statement for every source
that makes it (kinds.md, change 1). Once a revision is complete, the union gets a store of its own:
the engine finds statements by walking all that name a term, in whichever graph, so a query that
names no graph walks half as far there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from kg.engine.tokens import without_comment_lines

Results = QuerySolutions | QueryBoolean | QueryTriples

_BLOCK = 8 << 20
# Where neither stands in a query, in whatever case and inside whatever token, it names no graph.
_NAMING = ("GRAPH", "FROM")


class UnionStore:
    """Named graphs in memory; the default graph holds each of their triples once.

    Change it through these methods only: they keep the union true. `store` is there to be read.
    """

    def __init__(self) -> None:
        self.store = Store()
        self._alone: Store | None = None

    def __len__(self) -> int:
        """The number of quads, those of the union included; counted, so it takes a while."""
        return len(self.store)

    def load(self, lines: Iterable[bytes]) -> None:
        """Adds N-Quads, each line with its graph: for the first filling of an empty store.

        Raises SyntaxError where a line is no N-Quads.
        """
        block: list[bytes] = []
        size = 0
        for line in lines:
            block.append(line if line.endswith(b"\n") else line + b"\n")
            size += len(line)
            if size >= _BLOCK:
                self.store.bulk_load(b"".join(block), RdfFormat.N_QUADS)
                block, size = [], 0
        self.store.bulk_load(b"".join(block), RdfFormat.N_QUADS)
        self.store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")

    def apply(self, removed: Iterable[bytes], added: Iterable[bytes]) -> set[str]:
        """Takes out and puts in N-Quads; returns the IRIs of the predicates touched.

        Raises SyntaxError where a line is no N-Quads.
        """
        return self._change(_quads(removed), _quads(added))

    def replace_graph(self, graph: NamedNode, triples: Iterable[Triple]) -> bool:
        """Makes these the triples of a graph; returns whether that changed anything."""
        wanted = set(triples)
        present = set(self.graph(graph))
        removed = [Quad(t.subject, t.predicate, t.object, graph) for t in present - wanted]
        added = [Quad(t.subject, t.predicate, t.object, graph) for t in wanted - present]
        self._change(removed, added)
        return bool(removed or added)

    def graph(self, graph: NamedNode) -> Iterator[Triple]:
        """The triples of one graph."""
        return (q.triple for q in self.store.quads_for_pattern(None, None, None, graph))

    def settle(self) -> None:
        """Makes the store of the union alone; to be done when nothing changes any more.

        A thing's statements are laid side by side, so that those who read of it touch few pages
        of memory; from the end of the alphabet, because the engine walks first what was laid last,
        and who looks for some of many wants cities and countries before vocabulary. Blank nodes
        are named anew there.
        """
        lines = BytesIO()
        self.store.dump(lines, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        alone = Store()
        ordered = sorted(lines.getvalue().splitlines(keepends=True), reverse=True)
        alone.bulk_load(b"".join(ordered), RdfFormat.N_TRIPLES)
        self._alone = alone

    def unsettle(self) -> None:
        """Gives up that store, which does not follow changes."""
        self._alone = None

    def query(
        self,
        text: str,
        default_graphs: list[NamedNode] | None = None,
        named_graphs: list[NamedNode] | None = None,
    ) -> Results:
        """What pyoxigraph answers, over the union and all graphs unless some are named.

        For queries of our own, such as rules: no deadline, no limit.
        """
        chosen = default_graphs is not None or named_graphs is not None
        if self._alone is not None and not chosen and not _naming(text):
            return self._alone.query(text)
        graphs: list[NamedNode | BlankNode | DefaultGraph] | None = (
            None if default_graphs is None else list(default_graphs)
        )
        named: list[NamedNode | BlankNode] | None = (
            None if named_graphs is None else list(named_graphs)
        )
        return self.store.query(text, default_graph=graphs, named_graphs=named)

    def _change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> set[str]:
        self.unsettle()
        touched: set[str] = set()
        orphans: list[Quad] = []
        for quad in removed:
            self.store.remove(quad)
            orphans.append(quad)
            touched.add(quad.predicate.value)
        fresh = list(added)
        touched.update(quad.predicate.value for quad in fresh)
        self.store.extend(fresh)
        self.store.extend(Quad(q.subject, q.predicate, q.object) for q in fresh)
        # A triple leaves the union only when no graph holds it any more.
        for quad in orphans:
            union = Quad(quad.subject, quad.predicate, quad.object)
            holders = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(holder == union for holder in holders):
                self.store.remove(union)
        return touched


def _naming(text: str) -> bool:
    """Whether a query may name a graph outside of its comment lines."""

    def named(upper: str) -> bool:
        return any(word in upper for word in _NAMING)

    return named(text.upper()) and named(without_comment_lines(text).upper())


def _quads(lines: Iterable[bytes]) -> Iterator[Quad]:
    for line in lines:
        yield from parse(line, RdfFormat.N_QUADS)
