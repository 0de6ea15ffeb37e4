"""The embedded engine as its clients see it: sessions with the keeper's query workers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from pyoxigraph import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg.engine.endings import (
    CANCELLED,
    CROWDED,
    DEADLINE,
    IDLE,
    MEMORY,
    broken,
    cancelled,
    from_wire,
    too_hungry,
    too_late,
    too_many,
)
from kg.engine.formats import format_for
from kg.engine.guard import Inspection, inspect
from kg.engine.lanes import SOCKETS, Lane
from kg.engine.lines import Line, Lines
from kg.engine.protocol import Answer, Limits, Query, Single
from kg.engine.spool import Spool
from kg.engine.state import StateFile
from kg.engine.wire import (
    ASK,
    BYE,
    CALLED_OFF,
    CHUNK,
    END,
    ENDED,
    FAILED,
    PARK,
    TERMS,
    WAKE,
    Ask,
    End,
    Gone,
    Hello,
    connect,
    receive,
    send,
    unpack,
)
from kg.errors import EngineUnavailable, GraphMoved, QueryProblem
from kg.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")

# The keeper ends a query within a second of its deadline; this much later it is not to be heard.
_LENIENCE = 5.0
_OBITUARY = 2.0
# Between the first answer of a new state and the keeper's word pass less than a second, several on a
# busy machine.
_AHEAD = 5.0
# Seconds for which a number that was called off is remembered, and how many may be at a time.
_CALLED_OFF = 60.0
_MOST_CALLED_OFF = 256


class EmbeddedEngine:
    """Asks the keeper of a folder (`kg serve` runs one); safe to use from several threads.

    `patience` is the number of seconds to wait for a free worker. With `visitors` it asks the
    workers that visitors' queries have to themselves; a query that runs long may then wait for a
    place among the long ones, as long again as its deadline.
    """

    def __init__(
        self, settings: Settings, *, patience: float = 3.0, visitors: bool = False
    ) -> None:
        self._settings = settings
        self._folder = settings.run
        self._patience = patience
        self._state = StateFile(settings.run)
        apart = visitors and settings.visitor_workers
        self._lane: Lane = "visitors" if apart else "pages"
        # Each that waits holds a thread of the web server; half of them stay for quick answers.
        self._waiting = threading.BoundedSemaphore(max(1, settings.web_threads // 2))
        self._lines = Lines()
        self._met = ""  # the key of the last state met
        # The key told, the one met that is newer, and until when to trust that.
        self._ahead = ("", "", 0.0)

    def patient(self) -> EmbeddedEngine:
        """The engine of visitors for those whose queries ran long of late (`kg.engine.lanes`).

        They wait for a place among the long ones, as long as a query may run.
        """
        other = EmbeddedEngine(self._settings, patience=self._settings.deadline, visitors=True)
        other._waiting = self._waiting
        if self._lane == "visitors":
            other._lane = "long"
        return other

    @contextmanager
    def session(self, *, only: bool = False) -> Iterator[EmbeddedSession]:
        """A session on the newest revision; it holds a worker until it ends.

        With `only` the worker is free once it has answered the first question; should there be
        another one all the same, it goes to whichever worker of that revision is free.

        Raises EngineUnavailable when no keeper runs, when it is still loading, and when all
        workers are busy for longer than the patience.
        """
        session = EmbeddedSession(self, only=only)
        try:
            yield session
        finally:
            session.close()

    def ask(self, query: Query, within: Limits) -> Answer:
        """One question in a session of its own; raises as a session does."""
        inspect(query.text)
        return self._single(lambda session: session.ask(query, within))

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """One streamed question in a session of its own, which ends before this returns."""
        return iter(self.single(query, media_type, within).pieces)

    def single(self, query: Query, media_type: str, within: Limits) -> Single:
        """One question alone; raises as a session does."""
        format_for(inspect(query.text).form, media_type)

        def asked(session: EmbeddedSession) -> Single:
            pieces = session.fetched(query, media_type, within)
            return Single(session.key, session.revision, pieces)

        return self._single(asked)

    def _single(self, question: Callable[[EmbeddedSession], T]) -> T:
        try:
            with self.session(only=True) as session:
                return question(session)
        except GraphMoved:
            # Its worker retired before it read the question; one answer may be of any state.
            with self.session(only=True) as session:
                return question(session)

    def cancel(self, call: int) -> None:
        """Has the query with that number ended within moments, whichever process asked it.

        One that still waits for a worker is ended when it begins.
        """
        folder = self._folder / CALLED_OFF
        now = time.time()
        with suppress(FileNotFoundError):  # no keeper, no query; or another process was quicker
            (folder / str(call)).touch()
            newest = sorted(folder.iterdir(), key=lambda f: -f.stat().st_mtime)
            for place, entry in enumerate(newest):
                if place >= _MOST_CALLED_OFF or entry.stat().st_mtime < now - _CALLED_OFF:
                    entry.unlink(missing_ok=True)

    def current_key(self) -> str:
        """The key new sessions have. Raises EngineUnavailable when nothing is served yet."""
        state = self._state.read()
        if state is None:
            raise _no_keeper()
        if not state.key:
            raise _not_ready(state.problem)
        return self._newest(state.key)

    def _newest(self, told: str) -> str:
        """The key to stand on: the one the keeper tells, or one met that it does not tell yet.

        Workers of a new state answer a moment before the keeper says that it serves it, and some
        of the old one answer still. Whoever has met the new state must not go back, or else a page
        asked anew would meet the one and the other in turn.
        """
        stale, met, until = self._ahead
        return met if told == stale and time.monotonic() < until else told

    def problem(self) -> str:
        """Why the newest revision is not the one served; empty when it is."""
        state = self._state.read()
        return state.problem if state else ""

    def wake(self) -> None:
        """Tells the keeper to look for a newer revision now, not at its next round."""
        (self._folder / WAKE).touch()

    def follow(self, revision: str, seconds: float) -> bool:
        """Waits until new sessions are on that revision; False when they are not by then."""
        self.wake()
        end = time.monotonic() + seconds
        while True:
            state = self._state.read()
            if state is not None and state.revision == revision:
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.01)

    def _kept(self, *, only: bool) -> Line | None:
        """A parked connection to a worker of the revision that is served."""
        state = self._state.read()
        newest = None if state is None else self._newest(state.key)
        if newest is not None and newest != self._met:
            self._met = newest
            self._lines.keep_only(newest)
        while True:
            line = self._lines.take()
            if line is None:
                return None
            # A worker retires a moment before the state says so: it is looked at here, where any
            # worker of the newest state will do, and not after the session has been given a key.
            # (A single question may be of any state: `_single` asks it again.)
            if line.hello.key == newest and (only or not line.closed()):
                return line
            line.close()

    def _greeted(self, lane: Lane, patience: float) -> Line:
        """A connection to a worker of a lane that has said who it is."""
        end = time.monotonic() + patience
        while True:
            connection = None
            # Read before: a worker that greets after it with another key is of a later state.
            told = self._state.read()
            try:
                left = max(0.001, end - time.monotonic())
                connection = connect(self._folder, left, SOCKETS[lane])
                connection.settimeout(max(0.001, end - time.monotonic()))
                hello = Hello(**unpack(receive(connection)[1]))
                connection.setblocking(True)  # each question sets a bound of its own
                line = Line(connection, hello, None if lane == "long" else self._lines)
                if told is None or hello.key == self._newest(told.key):
                    return line
                if hello.key != told.key or time.monotonic() > end:
                    self._ahead = (told.key, hello.key, time.monotonic() + _AHEAD)
                    return line
                line.close()  # of the old state, when the new one has been met
                time.sleep(0.001)
            except (FileNotFoundError, ConnectionRefusedError) as reason:
                raise _no_keeper() from reason
            except (TimeoutError, BlockingIOError) as reason:
                if connection is not None:
                    connection.close()
                state = self._state.read()
                if state is None or not state.key:
                    raise _not_ready(state.problem if state else "") from reason
                if lane == "long":
                    raise too_many() from reason
                raise EngineUnavailable(
                    "All query workers are busy.", remedy="Try again in a few seconds."
                ) from reason
            except Gone:
                # That worker ended between taking the connection and greeting; another will come.
                if connection is not None:
                    connection.close()
                if time.monotonic() > end:
                    raise EngineUnavailable(
                        "The query workers end as soon as they begin.",
                        remedy="Read the keeper's log.",
                    ) from None

    def _free_worker(self) -> Line:
        """A connection to a worker of this engine's lane; raises as a session does."""
        if self._lane != "long":
            return self._greeted(self._lane, self._patience)
        with self._place_to_wait():
            return self._greeted(self._lane, self._patience)

    @contextmanager
    def _place_to_wait(self) -> Iterator[None]:
        """One of the threads that may wait for long; raises PlacesTaken where all do."""
        if not self._waiting.acquire(blocking=False):
            raise too_many()
        try:
            yield
        finally:
            self._waiting.release()

    def _obituary(self, worker: str) -> str:
        """Why a worker ended, as far as it is said within moments."""
        end = time.monotonic() + _OBITUARY
        while time.monotonic() < end:
            try:
                reason = (self._folder / ENDED / worker).read_text(encoding="ascii")
            except FileNotFoundError:
                reason = ""
            if reason or not _alive(worker):
                return reason
            time.sleep(0.01)
        return ""


class EmbeddedSession:
    """A connection to one worker; if that worker has to be ended, to another of the same key.

    With `only` it is for a single question, after which the worker is free at once.
    """

    def __init__(self, engine: EmbeddedEngine, *, only: bool = False) -> None:
        self._engine = engine
        self._only = only
        self._lane = engine._lane
        kept = engine._kept(only=only)
        # Whether the worker was told that it may give up the connection, and so may have done so.
        self._free = kept is not None
        # Whether a worker has been lost to others already: who loses two asks for one of his own.
        self._displaced = False
        self._line: Line | None = kept or engine._free_worker()
        self.key = self._line.hello.key
        self.revision = self._line.hello.revision

    def close(self) -> None:
        """Gives the worker back, and keeps the connection for the next session."""
        line, self._line = self._line, None
        if line is None:
            return
        if self._lane == "long":
            line.close()
            return
        if not self._free:
            try:
                send(line.connection, PARK)
            except (Gone, OSError):
                line.close()
                return
        self._engine._lines.park(line)

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def ask(self, query: Query, within: Limits) -> Answer:
        """The answer as terms; raises QueryProblem and its kinds."""
        content, end = self._fetch(query, TERMS, within)
        whole = b"".join(content.pieces())
        if end.form == "CONSTRUCT":
            quads = parse(whole, RdfFormat.N_TRIPLES)
            triples = [Triple(q.subject, q.predicate, q.object) for q in quads]
            return Answer(self.key, triples=triples, size=end.size)
        results = parse_query_results(whole, QueryResultsFormat.JSON)
        if isinstance(results, QuerySolutions):
            variables = tuple(v.value for v in results.variables)
            return Answer(self.key, variables, [tuple(row) for row in results], size=end.size)
        return Answer(self.key, boolean=bool(results), size=end.size)

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """The answer in pieces. All of it is fetched first.

        So whatever goes wrong is raised here, and a slow reader holds no worker.
        """
        return iter(self.fetched(query, media_type, within))

    def fetched(self, query: Query, media_type: str, within: Limits) -> Iterable[bytes]:
        """The same, as a tuple of one piece where it waits in memory."""
        format_for(inspect(query.text).form, media_type)
        return self._fetch(query, media_type, within)[0].pieces()

    def _fetch(self, query: Query, media_type: str, within: Limits) -> tuple[Spool, End]:
        """The worker's answer, and how it ended."""
        ask = _ask(query, inspect(query.text), media_type, within, last=self._only)
        content = Spool()
        try:
            return content, self._answered(ask, within, content)
        except BaseException:
            content.close()
            raise

    def _answered(self, ask: Ask, within: Limits, content: Spool) -> End:
        """Has a worker answer, one for long queries where it turns out to be such."""
        try:
            return self._received(ask, within, content)
        except _Crowded:
            content.clear()
        with self._engine._place_to_wait():
            self._taken(self._engine._greeted("long", within.deadline), "long")
            return self._received(ask._replace(last=False), within, content)

    def _received(self, ask: Ask, within: Limits, content: Spool) -> End:
        line = self._connected()
        line.wait_up_to(within.deadline + _LENIENCE)
        free, self._free = self._free, False
        begun = False
        try:
            kind, payload = self._first(line, ask, free)
            begun = True
            if kind == BYE:
                self._drop()
                self._take_another()
                return self._received(ask, within, content)
            while True:
                if kind == CHUNK:
                    content.write(payload)
                elif kind == END:
                    self._free = ask.last
                    return End.unpacked(payload)
                elif kind == FAILED:
                    self._free = ask.last
                    raise from_wire(unpack(payload))
                else:
                    raise broken("the worker spoke out of turn")
                kind, payload = line.frames.next()
        except (TimeoutError, BlockingIOError) as reason:
            self._drop()
            raise too_late(within.deadline) from reason
        except Gone:
            self._drop()
            why = self._engine._obituary(line.hello.worker)
            if free and not begun and why in ("", IDLE):
                # It did not end by this query, but with its generation or by itself before it.
                return self._received(ask, within, content)
            raise self._reason(line, why, within) from None
        except QueryProblem:
            raise
        except BaseException:
            self._drop()  # the rest of this answer would be taken for the next one
            raise

    def _first(self, line: Line, ask: Ask, free: bool) -> tuple[bytes, bytes]:
        """Asks; the first frame of the answer, BYE where the worker had given the connection up."""
        try:
            send(line.connection, ASK, ask.packed())
        except Gone:
            if free:
                return BYE, b""
            raise
        return line.frames.next()

    def _take_another(self) -> None:
        """Goes on with a connection of this client's whose worker is still there, if there is one.

        The worker of the last one was taken by somebody else: there are more connections than
        workers. Were a worker taken from somebody in turn, all would take them from each other
        with each question.
        """
        if self._displaced:
            return
        self._displaced = True
        kept = self._engine._kept(only=False)
        if kept is not None:
            self._taken(kept, self._engine._lane)
            self._free = True

    def _connected(self) -> Line:
        """The connection; a new one, if the worker closed it, to a worker of the same key."""
        # That a worker is gone which was free to go shows where it is asked.
        if self._line is not None and not self._free and self._line.closed():
            self._drop()
        if self._line is None:
            return self._taken(self._engine._free_worker(), self._engine._lane)
        return self._line

    def _taken(self, line: Line, lane: Lane) -> Line:
        """Goes on with another worker; raises GraphMoved when it is of another state."""
        if line.hello.key != self.key:
            line.close()
            raise GraphMoved
        self._line, self._lane, self._free = line, lane, False
        return line

    def _reason(self, line: Line, reason: str, within: Limits) -> Exception:
        if reason == CROWDED:
            return _Crowded()
        log.warning("worker lost worker=%s reason=%s", line.hello.worker, reason)
        if reason == DEADLINE:
            return too_late(within.deadline)
        if reason == CANCELLED:
            return cancelled()
        if reason == MEMORY:
            return too_hungry(within.memory)
        return broken("it ended the process that was answering it")


class _Crowded(Exception):
    """The query turned out to be long while no place for long ones was free."""


def _ask(
    query: Query, inspection: Inspection, media_type: str, within: Limits, *, last: bool
) -> Ask:
    default, named = query.default_graphs, query.named_graphs
    if not default and not named and len(inspection.from_default) > 1:
        # Named to the worker, which merges them; one FROM, or FROM NAMED, the engine does right.
        default, named = inspection.from_default, inspection.from_named
    return Ask(
        query.text, list(default), list(named), media_type,
        within.deadline, within.memory, within.answer, last, query.call,
    )  # fmt: skip


def _alive(worker: str) -> bool:
    """Whether the generation of a worker is there, which writes why a worker ended."""
    return Path(f"/proc/{worker.partition('-')[0]}").exists()


def _no_keeper() -> EngineUnavailable:
    return EngineUnavailable("No keeper serves the graph.", remedy="Start one with `kg serve`.")


def _not_ready(problem: str) -> EngineUnavailable:
    if problem:
        return EngineUnavailable(problem, remedy="Correct it; the keeper then tries again.")
    return EngineUnavailable("The graph is being loaded.", remedy="Try again in a few seconds.")
