"""A process that holds one revision, forks its query workers and watches over them.

The next revision is made by a fork of this process, so a difference that cannot be applied, or
rules that fail, never touch what is being served.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from kg.engine import endings, processes, warming
from kg.engine.board import CONNECTED, IDLE, RUNNING, Slot, board
from kg.engine.endings import CANCELLED, CRASH, CROWDED, DEADLINE, MEMORY
from kg.engine.lanes import NICENESS, PRESSED, QUICK, Lane, Staff
from kg.engine.store import UnionStore
from kg.engine.warming import Turn, Warming
from kg.engine.wire import CALLED_OFF, ENDED, Hello, pack, unpack
from kg.engine.worker import Worker, work

log = logging.getLogger(__name__)
T = TypeVar("T")

TICK = 0.05
# Between two looks while every quick worker is taken.
_TAKEN = 0.01
# A query is ended this long after its deadline: one that ends by itself at its deadline says so.
_GRACE = 0.25
_RETIREMENT = 120.0
_OBITUARIES_KEPT = 60.0


class Content(Protocol):
    """What the engine serves: the revisions of an archive, and what is derived from them."""

    def newest(self) -> str:
        """The revision to serve now; asked for about every second."""

    def lines(self, revision: str) -> Iterable[bytes]:
        """All N-Quads of a revision, each line with its graph."""

    def difference(self, old: str, new: str) -> tuple[Iterable[bytes], Iterable[bytes]]:
        """The N-Quads to take out and to put in, to come from one revision to another."""

    def prepare(self, store: UnionStore, revision: str, changed: set[str] | None) -> str:
        """Adds what is no part of the archive: ontology, vocabulary, derived graphs.

        `changed` are the IRIs of the predicates a difference touched, None when all is new.
        Returns a digest of the ontology and the rules. To be done with `store.replace_graph`.
        """


@dataclass(frozen=True)
class Place:
    """What every generation is given: where it listens and writes, which workers, for whom."""

    listeners: dict[Lane, socket.socket]
    folder: Path
    staff: Staff
    keeper: int


@dataclass
class _Hired:
    process: int
    name: str
    lane: Lane | Literal["yielding"]
    slot: Slot
    errors: int
    resident: int
    reason: str = ""


def live(
    place: Place,
    content: Content,
    control: socket.socket,
    revision: str,
    before: tuple[UnionStore, str] | None = None,
) -> None:
    """The body of a generation's process: makes the revision, reports, serves until it retires.

    `before` is the store of another revision to start from, and that revision.
    """
    processes.quiet()
    started = time.monotonic()
    try:
        store, digest = _apart(lambda: _made(content, revision, before))
    except _Failed as failure:
        reason = failure.reason
        log.error("revision failed revision=%s step=%s", revision, failure.step, exc_info=reason)
        detail = f"{type(reason).__name__}: {reason}"[:2000]
        _report(control, "failed", step=failure.step, detail=detail)
        return
    seconds = time.monotonic() - started
    key = f"{revision}-{digest}"
    log.info("revision made key=%s seconds=%.2f", key, seconds)
    Generation(place, content, control, revision, key, store).run()


class _Failed(Exception):
    """A revision that could not be made: in which step, and why."""

    def __init__(self, step: str, reason: Exception) -> None:
        super().__init__(step)
        self.step = step
        self.reason = reason


def _apart(make: Callable[[], T]) -> T:
    """What `make` returns, made in a thread that ends with it.

    Memory is taken from an arena of that thread. What loading and rules leave between the graph's
    statements, in lists of free memory that are long to walk and lie in pages to be copied, is so
    no concern of the workers: forks of this thread have an arena that is small and tidy. A small
    query takes them half the time, at a million statements a fifth (docs/performance.md).
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(make).result()


def _made(
    content: Content, revision: str, before: tuple[UnionStore, str] | None
) -> tuple[UnionStore, str]:
    """The store of a revision, and the digest of what was derived; raises _Failed."""
    step = "load"
    try:
        changed: set[str] | None = None
        if before is None:
            store = UnionStore()
            store.load(content.lines(revision))
        else:
            store, old = before
            if old != revision:
                step = "difference"
                changed = store.apply(*content.difference(old, revision))
        step = "prepare"
        store.unsettle()
        digest = content.prepare(store, revision, changed)
        # Loading and rules leave more freed memory behind than the graph takes.
        warming.give_back()
        store.settle()
    except Exception as reason:
        raise _Failed(step, reason) from reason
    return store, digest


class Generation:
    """Workers of one revision: hires, watches, replaces and at last retires them."""

    def __init__(
        self,
        place: Place,
        content: Content,
        control: socket.socket,
        revision: str,
        key: str,
        store: UnionStore,
    ) -> None:
        self._place = place
        self._content = content
        self._control = control
        self._revision = revision
        self._key = key
        self._store = store
        self._hired: dict[int, _Hired] = {}
        staff = place.staff
        # As many again as visitors have may give way to them for moments.
        slots = board(staff.pages + 2 * staff.visitors + staff.long)
        self._standing: list[tuple[Lane, Slot]] = [
            *(("pages", slots.pop()) for _ in range(staff.pages)),
            *(("visitors", slots.pop()) for _ in range(staff.visitors)),
        ]
        self._slots = slots  # free ones
        self._count = 0
        self._retired_at: float | None = None
        self._acknowledged = False
        self._waker = -1
        self._retire = (-1, -1)
        self._niceness = os.getpriority(os.PRIO_PROCESS, 0)
        self._warming = Warming(())
        self._turn = Turn()

    def run(self) -> None:
        """Serves until told to retire and the last connection has ended, or the keeper is gone."""
        gc.collect()
        gc.freeze()  # the collector writes into objects, and workers would copy their pages
        warming.give_back()
        warming.lay_out()
        self._warming = warming.held()
        self._waker = processes.wake_on(signal.SIGCHLD)
        self._retire = os.pipe()
        for lane, slot in self._standing:
            self._hire(lane, slot)
        _report(self._control, "ready", key=self._key)
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(self._waker, select.POLLIN)
        waiting = self._place.listeners.get("long")
        while self._hired or self._retired_at is None:
            admitting = waiting is not None and self._room() and self._retired_at is None
            if admitting and waiting is not None:
                poller.register(waiting, select.POLLIN)
            tick = _TAKEN if self._taken() else TICK
            ready = [number for number, _ in poller.poll(tick * 1000)]
            if admitting and waiting is not None:
                poller.unregister(waiting)
                if waiting.fileno() in ready:
                    self._admit(waiting)
            processes.signals(self._waker)
            self._reap()
            self._watch()
            if self._control.fileno() in ready and not self._obey():
                break
            self._acknowledge()
        for hired in self._hired.values():
            os.kill(hired.process, signal.SIGKILL)

    def _admit(self, waiting: socket.socket) -> None:
        """Gives the next long query that waits a worker for itself."""
        try:
            connection, _ = waiting.accept()
        except BlockingIOError:
            return
        with connection:
            self._hire("long", self._slots.pop(), connection)

    def _hire(self, lane: Lane, slot: Slot, connection: socket.socket | None = None) -> None:
        self._count += 1
        name = f"{os.getpid()}-{self._count}"
        errors = os.memfd_create(name)
        slot.state = CONNECTED if connection else IDLE
        hello = Hello(name, self._key, self._revision)
        listener = self._place.listeners[lane]
        slot.warmed = 0
        worker = Worker(
            listener, self._retire[0], slot, hello, self._store, connection,
            self._warming.again(), self._turn,
        )  # fmt: skip
        parent = os.getpid()
        process = processes.fork(lambda: work(worker, parent, errors))
        if lane == "long":
            os.setpriority(os.PRIO_PROCESS, process, NICENESS)
        resident = processes.memory(process)[1]
        self._hired[process] = _Hired(process, name, lane, slot, errors, resident)

    def _reap(self) -> None:
        while self._hired:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            hired = self._hired.pop(process, None)
            if hired is None:
                continue
            self._bury(hired, status)
            if hired.lane == "long" or hired.lane == "yielding":
                self._slots.append(hired.slot)
            elif self._retired_at is None:
                self._hire(hired.lane, hired.slot)

    def _bury(self, hired: _Hired, status: int) -> None:
        size = os.fstat(hired.errors).st_size
        errors = os.pread(hired.errors, 2000, max(0, size - 2000)).decode(errors="replace")
        os.close(hired.errors)
        if status == 0:
            return
        code = os.waitstatus_to_exitcode(status)
        if not hired.reason:
            # The kernel kills with SIGKILL when the machine has no memory left.
            hungry = "memory allocation of" in errors or code == -signal.SIGKILL
            # Of a worker that answered nobody, no query of anybody's is the reason.
            unasked = hired.slot.state != RUNNING
            self._obituary(hired, endings.IDLE if unasked else MEMORY if hungry else CRASH)
        log.warning(
            "worker ended worker=%s reason=%s status=%d state=%d errors=%r",
            hired.name, hired.reason, code, hired.slot.state, errors[-300:],
        )  # fmt: skip
        if hired.slot.state == IDLE:
            time.sleep(TICK)  # it died of itself; without a pause, its successors might for ever

    def _obituary(self, hired: _Hired, reason: str) -> None:
        """Leaves word of why a worker ended, for the client whose connection it was."""
        hired.reason = reason
        folder = self._place.folder / ENDED
        oldest = time.time() - _OBITUARIES_KEPT
        for entry in list(os.scandir(folder)):
            if entry.stat().st_mtime < oldest:
                Path(entry).unlink(missing_ok=True)
        (folder / hired.name).write_text(reason, encoding="ascii")

    def _watch(self) -> None:
        now = time.monotonic()
        pressed = self._pressed()
        cancelled = self._cancelled()
        for hired in sorted(self._hired.values(), key=lambda h: h.slot.began):
            if hired.slot.state != RUNNING or hired.reason:
                continue
            if hired.lane in ("visitors", "yielding") and now > hired.slot.began + QUICK:
                self._lengthen(hired)
            elif hired.lane == "visitors" and pressed and now > hired.slot.began + PRESSED:
                # One worker will do for who waits; the next look sees to others.
                pressed = not self._step_back(hired, "yielding")
            if hired.slot.call in cancelled:
                self._end(hired, CANCELLED)
            elif now > hired.slot.deadline + _GRACE:
                self._end(hired, DEADLINE)
            elif self._grown(hired) > hired.slot.memory:
                self._end(hired, MEMORY)
        if self._retired_at is not None and now > self._retired_at + _RETIREMENT:
            for hired in self._hired.values():
                self._end(hired, CRASH)

    def _taken(self) -> bool:
        """Whether no quick worker is free for a visitor."""
        states = [h.slot.state for h in self._hired.values() if h.lane == "visitors"]
        return bool(states) and all(state in (CONNECTED, RUNNING) for state in states)

    def _pressed(self) -> bool:
        """Whether a visitor waits for a quick worker while none is free."""
        listener = self._place.listeners.get("visitors")
        if listener is None or not self._taken():
            return False
        waiting = select.poll()
        waiting.register(listener, select.POLLIN)
        return bool(waiting.poll(0))

    def _cancelled(self) -> set[int]:
        """The numbers of the queries that are to be cancelled, as far as any bears one."""
        if not any(h.slot.state == RUNNING and h.slot.call for h in self._hired.values()):
            return set()
        return {int(name) for name in os.listdir(self._place.folder / CALLED_OFF)}

    def _grown(self, hired: _Hired) -> int:
        """The bytes that a worker's queries have taken."""
        return processes.memory(hired.process)[1] - hired.resident - hired.slot.warmed

    def _lengthen(self, hired: _Hired) -> None:
        """A visitor's query turns out to be long: it takes a place for such, or waits for one."""
        if self._retired_at is None and not self._room():
            self._end(hired, CROWDED)
        elif hired.lane == "yielding":
            hired.lane = "long"
        else:
            self._step_back(hired, "long")

    def _step_back(self, hired: _Hired, lane: Literal["long", "yielding"]) -> bool:
        """Has a visitors' worker yield to all others, and hires another in its stead if it can."""
        if self._retired_at is None and not self._slots:
            return False
        os.setpriority(os.PRIO_PROCESS, hired.process, NICENESS)
        hired.lane = lane
        if self._retired_at is None:
            self._hire("visitors", self._slots.pop())
        return True

    def _room(self) -> bool:
        """Whether another long query may run."""
        running = sum(hired.lane == "long" for hired in self._hired.values())
        return running < self._place.staff.long and bool(self._slots)

    def _end(self, hired: _Hired, reason: str) -> None:
        self._obituary(hired, reason)
        # One that yields to everybody would also die last, and keep its memory until then. Only
        # a privileged process may take that back; elsewhere it dies when its turn comes.
        with suppress(PermissionError, ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, hired.process, self._niceness)
        os.kill(hired.process, signal.SIGKILL)

    def _obey(self) -> bool:
        """Does what the keeper says; False when the keeper is gone."""
        try:
            message, files, _, _ = socket.recv_fds(self._control, 65536, 1)
        except ConnectionResetError:
            return False
        if not message:
            return False
        order = unpack(message)
        if order["order"] == "retire":
            self._retired_at = time.monotonic()
            os.write(self._retire[1], b".")
        elif order["order"] == "succeed":
            self._fork_successor(order["revision"], socket.socket(fileno=files[0]))
        return True

    def _acknowledge(self) -> None:
        """Tells the keeper once no worker of ours can take a new connection."""
        busy = all(h.slot.state in (CONNECTED, RUNNING) for h in self._hired.values())
        if self._retired_at is not None and busy and not self._acknowledged:
            self._acknowledged = True
            _report(self._control, "retired")

    def _fork_successor(self, revision: str, control: socket.socket) -> None:
        # By way of a child that ends at once, so that the keeper becomes the successor's parent:
        # it has to outlive us.
        middle = processes.fork(
            lambda: _ignored(processes.fork(lambda: self._succeed(revision, control)))
        )
        os.waitpid(middle, 0)
        control.close()

    def _succeed(self, revision: str, control: socket.socket) -> None:
        bound = time.monotonic() + 10
        while os.getppid() != self._place.keeper and time.monotonic() < bound:
            time.sleep(0.001)
        processes.die_with(self._place.keeper)
        self._control.close()
        own = (self._waker, *self._retire, self._turn.file)
        for number in (*own, *(h.errors for h in self._hired.values())):
            os.close(number)
        gc.unfreeze()
        live(self._place, self._content, control, revision, (self._store, self._revision))


def _ignored(_process: int) -> None:
    """The middle process has nothing to do with its child."""


def _report(control: socket.socket, event: str, **values: str) -> None:
    """Tells the keeper; that it is gone is seen where its orders are read."""
    with suppress(BrokenPipeError, ConnectionResetError):
        control.send(pack({"event": event, **values}))


def orders(order: str, **values: Any) -> bytes:
    """An order of the keeper as it goes over the control socket."""
    return pack({"order": order, **values})
