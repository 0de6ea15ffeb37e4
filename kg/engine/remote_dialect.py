"""How engines of other makers differ, and what is done so that their answers do not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, Triple

from kg.engine.endings import broken, not_sparql, too_late
from kg.engine.guard import inspect
from kg.engine.protocol import Query
from kg.engine.remote_text import names_graphs, reaches_inside, repeats_matter, without_dataset
from kg.errors import QueryProblem, QueryRefused, QuerySyntax, QueryTooLarge

NOTHING = "urn:x-city-diplomacy:nothing"
"""A graph nobody holds: named to say that no graph may be named."""

_PLACE = re.compile(r"line (\d+)(?:,? *col(?:umn)?\.? *(\d+))?", re.IGNORECASE)
_OXIGRAPH_PLACE = re.compile(r"error at \d+:\d+: ")
_LATE = re.compile(r"timed? ?out|took too long|cancelled|execution time", re.IGNORECASE)
_HUNGRY = re.compile(r"out of memory|memory pool|heap space|memory limit", re.IGNORECASE)
_NUMBERS = re.compile(
    r"http://www\.w3\.org/2001/XMLSchema#(integer|decimal|double|float|boolean)\Z"
)


@dataclass(frozen=True)
class Dataset:
    """Which graphs were published, and the graph that holds their union.

    `union` is '' when the engine's own default graph holds it.
    """

    union: str
    ours: Collection[str] = ()


@dataclass(frozen=True)
class Asked:
    """A query as it goes to an engine: text, and the protocol's parameters that name graphs."""

    text: str
    graphs: list[tuple[str, str]]


class Dialect:
    """SPARQL 1.1 as it is written."""

    merges = True
    """Whether several FROM are one graph to it, in which a statement stands once."""
    atomic = False
    """Whether readers see all of an update request or nothing of it."""
    chunk = 2000
    """Statements in one update request."""
    default_graph = True
    """Whether statements may be kept in a default graph of its own."""

    def asked(self, query: Query, dataset: Dataset) -> Asked:
        """The query with its dataset.

        Raises QueryRefused for what the engine would answer wrongly.
        """
        default, named, said = self._graphs(query)
        if not said and dataset.union:
            # Naming the default graph alone would leave no graph to be named.
            default = (dataset.union,)
            named = tuple(dataset.ours) if names_graphs(query.text) else ()
        elif not (query.default_graphs or query.named_graphs):
            return Asked(query.text, [])
        graphs = [("default-graph-uri", iri) for iri in dict.fromkeys(default)]
        graphs += [("named-graph-uri", iri) for iri in dict.fromkeys(named)]
        return Asked(query.text, graphs)

    mends = False
    """Whether the lines of its answers must go through `row`."""

    def row(self, line: bytes) -> bytes:
        """A line of an answer in JSON as the standard wants it."""
        return line

    def cut_short(self, fields: Mapping[str, str]) -> bool:
        """Whether the header fields of an answer say that it is not whole."""
        return False

    def same(self, triple: Triple) -> object:
        """Equal for statements that the engine takes for one."""
        return triple

    def ending(self, status: int, message: str, seconds: float) -> QueryProblem:
        """A status that is no success, in words of ours."""
        first = next((line.strip() for line in message.splitlines() if line.strip()), "nothing")
        if _LATE.search(first):
            return too_late(seconds)
        if _HUNGRY.search(first):
            return QueryTooLarge(
                "The query needs more memory than the engine allows.",
                remedy="Sort, group or join fewer rows: narrow the patterns.",
            )
        if status != 400:
            return broken(f"the engine says {first[:200]!r} (status {status})")
        if _OXIGRAPH_PLACE.match(first):
            return not_sparql(message.strip())
        place = _PLACE.search(first)
        line, column = (int(place[1]), int(place[2] or 0)) if place else (0, 0)
        where = f" at line {line}" + (f", column {column}" if column else "") if line else ""
        return QuerySyntax(
            f"The query is not SPARQL 1.1{where}.",
            remedy=f"Correct it there; the engine says: {first[:200]}",
            line=line,
            column=column,
        )

    def _graphs(self, query: Query) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """Default and named graphs asked for, and whether any are."""
        inspection = inspect(query.text)
        default, named = query.default_graphs, query.named_graphs
        if not (default or named):
            default, named = inspection.from_default, inspection.from_named
        if len(set(default)) > 1 and not self.merges and repeats_matter(query.text):
            raise QueryRefused(
                "This engine would count a statement once for each graph of FROM that makes it.",
                remedy="Name one graph, or none (the union of all); or ask SELECT DISTINCT, "
                "without COUNT, SUM, AVG and GROUP_CONCAT.",
            )
        return default, named, bool(default or named)


class Oxigraph(Dialect):
    """The Oxigraph server: as written, but FROM twice counts twice; an update is one transaction."""

    merges = False
    atomic = True
    chunk = 20_000


class Virtuoso(Dialect):
    """Virtuoso 7: no default graph of its own, and a mind of its own about datasets and literals."""

    merges = False
    chunk = 1000
    default_graph = False
    mends = True

    # A list of 1,000 costs 33 ms, of 3,000 already 168 ms.
    _MOST_NAMED = 2000
    _BOOLEAN = re.compile(rb'(XMLSchema#boolean", "value": )"([01])"')

    def asked(self, query: Query, dataset: Dataset) -> Asked:
        """The query with orders of Virtuoso's own in front, on the first line.

        Its FROM clauses are taken out, for Virtuoso adds the protocol's graphs to them; and it
        lets every graph be named, its own ones too, unless some are listed. Raises QueryRefused for such orders, and
        calls of the database's functions, in the query itself.
        """
        if reaches_inside(query.text):
            raise QueryRefused(
                "The query calls what is no SPARQL 1.1 (define, bif:, sql:).",
                remedy="Use the functions of SPARQL 1.1.",
            )
        default, named, said = self._graphs(query)
        if said:
            orders = [f"define input:default-graph-uri <{g}>" for g in default or (NOTHING,)]
            orders += [f"define input:named-graph-uri <{g}>" for g in named or (NOTHING,)]
        else:
            orders = [f"define input:default-graph-uri <{dataset.union or NOTHING}>"]
            # Excluding the others instead loses rows where a graph's name is joined with.
            if names_graphs(query.text) and len(dataset.ours) <= self._MOST_NAMED:
                orders += [f"define input:named-graph-uri <{g}>" for g in dataset.ours]
        return Asked(" ".join([*orders, without_dataset(query.text)]), [])

    def row(self, line: bytes) -> bytes:
        """Truth values are 1 and 0 in its JSON."""
        return self._BOOLEAN.sub(lambda m: m[1] + (b'"true"' if m[2] == b"1" else b'"false"'), line)

    def cut_short(self, fields: Mapping[str, str]) -> bool:
        """It ends an answer at a number of rows or a time of its own, and says so up here only."""
        return "x-sparql-maxrows" in fields or fields.get("x-sql-state", "") == "S1TAT"

    def same(self, triple: Triple) -> object:
        """Of equal numbers (1, 1.0, true) it keeps one; language tags it compares by small letters."""
        literal = triple.object
        if not isinstance(literal, Literal):
            return triple
        if literal.language:
            return triple.subject, triple.predicate, literal.value, literal.language.lower()
        if not _NUMBERS.match(literal.datatype.value):
            return triple
        text = {"true": "1", "false": "0"}.get(literal.value, literal.value)
        try:
            return triple.subject, triple.predicate, Decimal(text)
        except InvalidOperation:
            return triple


def dialect_of(server: str) -> Dialect:
    """The dialect of a product, by what it calls itself in the Server header."""
    if server.startswith("Virtuoso"):
        return Virtuoso()
    if server.startswith("Oxigraph"):
        return Oxigraph()
    return Dialect()
