"""A SPARQL 1.1 engine of another maker, asked over HTTP; `kg publish` fills it."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from typing import IO

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from kg.engine.answering import Pieces
from kg.engine.endings import broken, too_late
from kg.engine.formats import format_for
from kg.engine.guard import inspect
from kg.engine.protocol import MIB, Answer, Limits, Query, Single, Term
from kg.engine.remote_dialect import Dataset, Dialect, dialect_of
from kg.engine.remote_http import Endpoint, Refused, endpoint
from kg.engine.remote_standing import (
    KEY,
    OPEN,
    REVISION,
    RUN,
    UNION,
    Standing,
    graphs_query,
    head_query,
)
from kg.engine.spool import IN_MEMORY, Spool
from kg.errors import EngineUnavailable, GraphMoved, QueryProblem, QueryTimeout
from kg.settings import Settings
from kg.terms import NAMESPACES, Names

FRESH = 1.0
"""Seconds for which what the engine holds, or that it cannot be reached, is not asked again."""

PAGE = 5000
"""Rows asked for at once where an engine may end an answer at a number of its own."""

_GRACE = 0.25
_OWN = Limits(deadline=30.0, memory=MIB, answer=256 * MIB)
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"


class RemoteEngine:
    """Asks the engine the settings name; safe to use from several threads.

    The engine has no revisions of its own: what it holds is written in its `graph/published`.
    That is read when a session begins and again after each answer, so an answer during which
    something else was published is never handed on.
    """

    def __init__(self, settings: Settings) -> None:
        self._endpoint = endpoint(
            settings.engine, settings.engine_update, settings.engine_user,
            settings.engine_password,
        )  # fmt: skip
        self._names = Names(settings.base)
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: Standing | EngineUnavailable = EngineUnavailable("Nothing was asked yet.")
        self._datasets: tuple[str, Dataset] = ("", Dataset(""))
        self._dialect: Dialect | None = None

    @contextmanager
    def session(self) -> Iterator[RemoteSession]:
        """A session on what is published now. Raises EngineUnavailable."""
        yield RemoteSession(self, self.standing(0.0))

    def ask(self, query: Query, within: Limits) -> Answer:
        """One question in a session of its own; raises as a session does."""
        inspect(query.text)
        with self.session() as session:
            return session.ask(query, within)

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """One streamed question in a session of its own, which ends before this returns."""
        return iter(self.single(query, media_type, within).pieces)

    def single(self, query: Query, media_type: str, within: Limits) -> Single:
        """One question alone; raises as a session does."""
        format_for(inspect(query.text).form, media_type)
        with self.session() as session:
            pieces = session.stream(query, media_type, within)
            return Single(session.key, session.revision, pieces)

    def cancel(self, call: int) -> None:
        """Nothing: SPARQL 1.1 knows no way to end a query at another server."""

    def current_key(self) -> str:
        """The key new sessions have, as of a second ago at most. Raises EngineUnavailable."""
        return self.standing(FRESH).key

    def standing(self, age: float) -> Standing:
        """What is published, as of so many seconds ago at most.

        Raises EngineUnavailable when the engine cannot be reached, holds nothing, or is being
        filled; that it cannot be reached is remembered for a second.
        """
        with self._lock:
            seen, old = self._seen, time.monotonic() - self._looked
        unreachable = isinstance(seen, EngineUnavailable)
        if old > (FRESH if unreachable else age) or (not unreachable and age == 0.0):
            try:
                seen = self._look()
            except EngineUnavailable as reason:
                seen = reason
            with self._lock:
                self._seen, self._looked = seen, time.monotonic()
        if isinstance(seen, EngineUnavailable):
            raise EngineUnavailable(seen.problem, remedy=seen.remedy)
        return seen

    def _look(self) -> Standing:
        standing = self.head()
        if not standing.run:
            raise EngineUnavailable(
                "The engine holds nothing that was published.",
                remedy="Fill it with `kg publish`.",
            )
        if not standing.key:
            raise EngineUnavailable(
                "A revision is being published to the engine.",
                remedy="Try again in a few seconds; if this lasts, run `kg publish` again.",
            )
        return standing

    def head(self) -> Standing:
        """The record without its graphs; an empty one when nothing was ever published."""
        rows = self.texts(head_query(self._names))
        said = {row[0]: row[1] for row in rows}
        return Standing(
            said.get(REVISION, ""), said.get(KEY, ""), said.get(RUN, ""), said.get(UNION, "")
        )

    def graphs(self, standing: Standing) -> Standing:
        """The record with the digest and count of each graph."""
        digests: dict[str, str] = {}
        counts: dict[str, int] = {}
        read = 0
        while True:
            page = self.texts(graphs_query(self._names, PAGE, read))
            for graph, digest, count in page:
                digests[graph] = digest if digests.get(graph, digest) == digest else OPEN
                counts[graph] = int(count)
            read += len(page)
            if len(page) < PAGE:
                return replace(standing, digests=digests, counts=counts)

    def dataset(self, standing: Standing, text: str) -> Dataset:
        """The graphs published, looked up once a publication, if the query may name one."""
        if not standing.union or "GRAPH" not in text.upper():
            return Dataset(standing.union)
        run, dataset = self._datasets
        if run != standing.run:
            dataset = Dataset(standing.union, sorted(self.graphs(standing).digests))
            self._datasets = standing.run, dataset
        return dataset

    @property
    def dialect(self) -> Dialect:
        """How the engine speaks, known from its first answer on."""
        if self._dialect is None:
            with BytesIO() as content:
                try:
                    head = self._endpoint.ask(
                        "ASK {}", _ROWS, [], _OWN.deadline, _OWN.answer, content
                    )
                except Refused as reason:
                    raise Dialect().ending(reason.status, reason.message, _OWN.deadline) from reason
            self._dialect = dialect_of(head.server)
        return self._dialect

    @property
    def endpoint(self) -> Endpoint:
        """Where it is asked and changed."""
        return self._endpoint

    def texts(self, text: str, within: Limits = _OWN) -> list[tuple[str, ...]]:
        """The rows of a query of ours as text, over the dataset as the engine has it."""
        with BytesIO() as content:
            self.fetch(text, [], "SELECT", within, content)
            rows = _rows(_solutions(content))
        return [
            tuple("" if t is None else getattr(t, "value", str(t)) for t in row) for row in rows
        ]

    def fetch(
        self, text: str, graphs: list[tuple[str, str]], form: str, within: Limits,
        content: IO[bytes],
    ) -> int:  # fmt: skip
        """Writes the answer to a file, rows in JSON or triples in N-Triples; returns its size."""
        accept = _ROWS if form in ("SELECT", "ASK") else _TRIPLES
        dialect = self.dialect
        try:
            head = self._endpoint.ask(
                text, accept, graphs, within.deadline + _GRACE, within.answer, content
            )
        except QueryTimeout as reason:
            raise too_late(within.deadline) from reason
        except Refused as reason:
            raise dialect.ending(reason.status, reason.message, within.deadline) from reason
        if dialect.cut_short(head.fields):
            raise broken("the engine gave a part of the answer only, by a limit of its own")
        content.seek(0)
        if dialect.mends and form == "SELECT":
            self._mend(content)
        return head.size

    def _mend(self, content: IO[bytes]) -> None:
        """Puts every line of an answer right, in place."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as raw:
            shutil.copyfileobj(content, raw)
            raw.seek(0)
            content.seek(0)
            content.truncate()
            content.writelines(map(self.dialect.row, raw))
        content.seek(0)


class RemoteSession:
    """Answers as long as the engine holds what it held when the session began."""

    def __init__(self, engine: RemoteEngine, standing: Standing) -> None:
        self._engine = engine
        self._standing = standing
        self.key = standing.key
        self.revision = standing.revision

    def ask(self, query: Query, within: Limits) -> Answer:
        """The answer as terms; raises QueryProblem and its kinds."""
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
            form, size = self._fetch(query, within, content)
            if form in ("CONSTRUCT", "DESCRIBE"):
                return Answer(self.key, triples=_triples(content), size=size)
            if form == "ASK":
                return Answer(self.key, boolean=_truth(content), size=size)
            results = _solutions(content)
            variables = tuple(v.value for v in results.variables)
            return Answer(self.key, variables, _rows(results), size=size)

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """The answer in pieces, all of it fetched first and written anew.

        So whatever goes wrong is raised here, and every engine's answer looks alike.
        """
        written = format_for(inspect(query.text).form, media_type)
        output = Spool()
        try:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
                form, _ = self._fetch(query, within, content)
                writer = written.writer
                xml = writer in (QueryResultsFormat.XML, RdfFormat.RDF_XML)
                pieces = Pieces(output.write, within.answer, xml=xml)
                _write(form, content, writer, pieces)
                pieces.close()
        except BaseException:
            output.close()
            raise
        return iter(output.pieces())

    def _fetch(self, query: Query, within: Limits, content: IO[bytes]) -> tuple[str, int]:
        form = inspect(query.text).form
        dialect = self._engine.dialect
        asked = dialect.asked(query, self._engine.dataset(self._standing, query.text))
        try:
            size = self._engine.fetch(asked.text, asked.graphs, form, within, content)
        except EngineUnavailable:
            raise
        except QueryProblem:
            self._unmoved()  # what was published meanwhile may be the reason
            raise
        self._unmoved()
        return form, size

    def _unmoved(self) -> None:
        """Raises GraphMoved when the engine has begun to hold something else."""
        standing = self._engine.standing(0.0)
        if (standing.run, standing.key) != (self._standing.run, self.key):
            raise GraphMoved


def _solutions(content: IO[bytes]) -> QuerySolutions:
    results = _results(content)
    if not isinstance(results, QuerySolutions):
        raise broken("the engine's answer has no rows")
    return results


def _truth(content: IO[bytes]) -> bool:
    """The answer to ASK, also where it comes as a table of one cell."""
    results = _results(content)
    if isinstance(results, QueryBoolean):
        return bool(results)
    cells = [cell for row in results for cell in row]
    return len(cells) == 1 and isinstance(cells[0], Literal) and cells[0].value in ("1", "true")


def _results(content: IO[bytes]) -> QuerySolutions | QueryBoolean:
    try:
        return parse_query_results(content, QueryResultsFormat.JSON)
    except SyntaxError as reason:
        raise _unreadable(reason) from reason


def _rows(results: QuerySolutions) -> list[tuple[Term | None, ...]]:
    try:
        return [tuple(row) for row in results]
    except SyntaxError as reason:
        raise _unreadable(reason) from reason


def _triples(content: IO[bytes]) -> list[Triple]:
    try:
        quads = parse(content, RdfFormat.N_TRIPLES)
        return [Triple(q.subject, q.predicate, q.object) for q in quads]
    except SyntaxError as reason:
        raise _unreadable(reason) from reason


def _write(
    form: str, content: IO[bytes], writer: QueryResultsFormat | RdfFormat, pieces: Pieces
) -> None:
    """Writes an answer that came as rows in JSON or as N-Triples in another format."""
    try:
        if isinstance(writer, RdfFormat):
            # As it comes, without a list of it: an answer may be large.
            triples = (q.triple for q in parse(content, RdfFormat.N_TRIPLES))
            serialize(triples, pieces, writer, prefixes=NAMESPACES)  # type: ignore[arg-type]
            return
        results = _results(content)
        if form == "ASK" and isinstance(results, QuerySolutions):
            content.seek(0)
            told = b'{"head":{},"boolean":%s}' % str(_truth(content)).lower().encode()
            results = _results(BytesIO(told))
        results.serialize(pieces, writer)  # type: ignore[arg-type]
    except SyntaxError as reason:
        raise _unreadable(reason) from reason


def _unreadable(reason: Exception) -> QueryProblem:
    return broken(f"the engine's answer breaks off or is malformed ({str(reason)[:120]})")
