"""A query worker: one connection at a time, many queries on each, all on one revision."""

from __future__ import annotations

import os
import resource
import select
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from kg.engine import processes, warming
from kg.engine.answering import write_answer
from kg.engine.board import ACCEPTING, CONNECTED, IDLE, Slot
from kg.engine.endings import broken, not_sparql, to_wire, too_hungry, too_late
from kg.engine.protocol import MIB
from kg.engine.store import UnionStore
from kg.engine.warming import Turn, Warming
from kg.engine.wire import (
    ASK,
    BYE,
    CHUNK,
    END,
    FAILED,
    HELLO,
    PARK,
    Ask,
    End,
    Frames,
    Gone,
    Hello,
    deliver,
    frame,
    pack,
    send,
    wait_up_to,
)
from kg.errors import KgError, QueryRefused

# A connection without a question for this long is closed: it keeps a worker from others.
IDLE_SECONDS = 10
# Deep nesting overflows a stack of the usual 8 MiB; with this, nothing of 64 KiB of text does.
_STACK = 256 * MIB
# A worker that has grown by more, and cannot give it back, gives way to a fresh one.
_GROWTH = 128 * MIB
# The address space a query may have is not set anew for less.
_SLACK = MIB
# Seconds below which a query has not been made to yield: the generation looks after 0.02.
_MOMENT = 0.01
# Seconds of answering after which the worker looks how large it is: much can not have grown in less,
# and a small query takes a tenth of it.
_BRIEF = 0.001
# Seconds between two steps of copying ahead: while a processor is idle, and while none is or
# another worker has the turn.
_BREATH = 0.005
_OUT_OF_TURN = 0.25
_NO_FILES = "os error 24"
_ADDRESS, _FILES = resource.RLIMIT_AS, resource.RLIMIT_NOFILE


@dataclass
class Worker:
    """Serves connections until told to retire, or until it has grown too large.

    With a connection of its own it serves that one only.
    """

    listener: socket.socket
    retire: int
    slot: Slot
    hello: Hello
    store: UnionStore
    connection: socket.socket | None = None
    warming: Warming | None = None
    turn: Turn | None = None
    spent: bool = False
    _parked: Frames | None = None
    _memory: processes.OwnMemory = field(init=False)
    _bounds: list[tuple[int, int]] = field(init=False)
    # The bytes of address space allowed just now, 0 where nothing is confined.
    _confined: int = 0
    _now: tuple[int, int] = (0, 0)
    # Seconds of answering since the memory was looked at.
    _since: float = 0.0
    _niceness: int = 0

    def serve(self) -> None:
        """Runs the worker; to be called in a process of its own."""
        processes.limit(resource.RLIMIT_CORE, 0)
        processes.limit(resource.RLIMIT_STACK, _STACK)
        self._memory = processes.OwnMemory()
        self._now = self._memory.now()
        self._niceness = os.getpriority(os.PRIO_PROCESS, 0)
        self._bounds = [resource.getrlimit(kind) for kind in (_ADDRESS, _FILES)]
        if self.connection is not None:
            with self.connection:
                self._greet(self.connection)
                self._converse(Frames(self.connection))
            return
        resident = self._now[1]
        with select.epoll() as poller:
            # All that wait are woken for a connection. Were it one (EPOLLEXCLUSIVE), the connection
            # would be left lying when that one finds a question of its own, or is to retire.
            poller.register(self.listener, select.EPOLLIN)
            poller.register(self.retire, select.EPOLLIN)
            while not self.spent:
                self.slot.state = IDLE
                client = self._next(poller)
                if client is None:
                    if self.slot.state == ACCEPTING:
                        break
                    continue
                self.slot.state = CONNECTED
                keeps = self._converse(client)
                if client is self._parked:
                    if not keeps:
                        self._leave(poller)
                elif keeps:
                    self._parked = client
                    poller.register(client.connection, select.EPOLLIN)
                else:
                    client.connection.close()
                if self._grown(resident):
                    self.spent = True
            self._loosen()
            self._unpark(poller)

    def _next(self, poller: select.epoll) -> Frames | None:
        """A connection with a question, the parked one or a new one.

        None when there is none after all, and when this worker is to go; the slot then says
        ACCEPTING.
        """
        ready = {number for number, _ in poller.poll(self._patience())}
        parked = self._parked
        if parked is not None and parked.connection.fileno() in ready:
            if self.turn is not None:
                self.turn.over()
            return parked
        self._loosen()
        if not ready:
            self._warm()
            return None
        if self.turn is not None:
            self.turn.over()
        # Said before accepting and looked at after: the generation that retires us knows
        # from then on that we either go or have a connection.
        self.slot.state = ACCEPTING
        retirement = select.poll()
        retirement.register(self.retire, select.POLLIN)
        if retirement.poll(0):
            return None
        try:
            connection, _ = self.listener.accept()
        except BlockingIOError:
            self.slot.state = IDLE  # another worker was quicker
            return None
        self._unpark(poller)
        self._greet(connection)
        return Frames(connection)

    def _leave(self, poller: select.epoll) -> None:
        """Closes the parked connection."""
        if self._parked is not None:
            poller.unregister(self._parked.connection)
            self._parked.connection.close()
            self._parked = None

    def _unpark(self, poller: select.epoll) -> None:
        """Gives up the parked connection, for another client or for good."""
        if self._parked is not None:
            with suppress(Gone, BlockingIOError):
                send(self._parked.connection, BYE)
            self._leave(poller)

    def _patience(self) -> float | None:
        """Seconds to wait for a question before copying some memory ahead; None when all is."""
        if self.warming is None or self.turn is None or self.warming.done:
            return None
        self._loosen()
        return _BREATH if self.turn.mine() and warming.idle() else _OUT_OF_TURN

    def _warm(self) -> None:
        if self.warming is not None and self.turn is not None and self.turn.mine():
            self.slot.warmed += self.warming.step()
            if self.warming.done:
                self.turn.over()

    def _grown(self, resident: int) -> bool:
        """Whether the queries so far have made this process larger for good."""
        allowed = resident + self.slot.warmed + _GROWTH
        if self._now[1] <= allowed:
            return False
        warming.give_back()
        self._now = self._memory.now()
        return self._now[1] > allowed

    def _greet(self, connection: socket.socket) -> None:
        wait_up_to(connection, IDLE_SECONDS)
        with suppress(Gone, BlockingIOError):  # seen where the question is read
            send(connection, HELLO, pack(self.hello))

    def _converse(self, client: Frames) -> bool:
        """Answers until the client has no more questions; whether it keeps the connection."""
        try:
            while True:
                kind, payload = client.next()
                if kind == ASK:
                    ask = Ask.unpacked(payload)
                    self._answer(client.connection, ask)
                    parking = ask.last
                else:
                    parking = kind == PARK
                    if not parking:
                        return False
                if parking and not client.held:
                    return True
        except (Gone, BlockingIOError):
            pass  # the client left, or neither asks nor reads
        return False

    def _answer(self, connection: socket.socket, ask: Ask) -> None:
        now = time.monotonic()
        deadline = now + ask.deadline
        self.spent = self.spent or len(ask.default_graphs) > 1  # it merged them in its copy
        self.slot.begin(now, deadline, ask.memory, ask.call)
        held = b""  # the last piece, which goes out together with the end

        def hand_on(piece: bytes) -> None:
            nonlocal held
            if held:
                deliver(connection, held)
            held = frame(CHUNK, piece)

        try:
            self._confine(ask.memory)
            form, size = write_answer(self.store, ask, hand_on)
            if time.monotonic() > deadline:
                raise too_late(ask.deadline)
        except (Gone, BlockingIOError):
            raise
        except BaseException as reason:  # noqa: BLE001 - the client is told what it was
            self._loosen()
            ending = self._ending(reason, ask)
            self.slot.state = CONNECTED
            send(connection, FAILED, pack(to_wire(ending)))
        else:
            self.slot.state = CONNECTED
            deliver(connection, held, frame(END, End(form, size).packed()))
        took = time.monotonic() - now
        if took > _MOMENT:
            # Made to yield for a long query, it cannot take its priority back.
            self.spent = self.spent or os.getpriority(os.PRIO_PROCESS, 0) > self._niceness
        self._since += took
        if self._since > _BRIEF:
            self._now = self._memory.now()
            self._since = 0.0

    def _ending(self, reason: BaseException, ask: Ask) -> KgError:
        if isinstance(reason, KgError):
            return reason
        if isinstance(reason, SyntaxError):
            return not_sparql(str(reason))
        if isinstance(reason, MemoryError):
            self.spent = True
            return too_hungry(ask.memory)
        if isinstance(reason, OSError) and _NO_FILES in str(reason):
            return QueryRefused(
                "The query reaches out to another server, which is not done here.",
                remedy="Ask both servers yourself and join the answers.",
            )
        if isinstance(reason, (OSError, RuntimeError, ValueError)):
            return broken(str(reason).rstrip("."))
        # pyoxigraph's panics derive from BaseException; after one, this process is not trusted.
        self.spent = True
        return broken(type(reason).__name__)

    def _confine(self, memory: int) -> None:
        """Bounds the address space, and allows no new file or socket: SERVICE cannot connect.

        It stays so from one question to the next, since each call of the kernel counts there.
        """
        address, files = self._bounds
        most = self._now[0] + memory
        if address[1] != resource.RLIM_INFINITY:
            most = min(most, address[1])
        if abs(most - self._confined) <= _SLACK:
            return
        resource.setrlimit(_ADDRESS, (most, address[1]))
        resource.setrlimit(_FILES, (0, files[1]))
        self._confined = most

    def _loosen(self) -> None:
        """Takes the bounds back."""
        if self._confined:
            resource.setrlimit(_ADDRESS, self._bounds[0])
            resource.setrlimit(_FILES, self._bounds[1])
            self._confined = 0


def work(worker: Worker, parent: int, errors: int) -> None:
    """The body of a worker's process: dies with its parent, complains to the file `errors`."""
    processes.quiet()
    processes.die_with(parent)
    os.dup2(errors, 2)
    own = {worker.connection.fileno()} if worker.connection else set()
    if worker.turn is not None:
        own.add(worker.turn.file)
    processes.close_others({worker.listener.fileno(), worker.retire} | own)
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115 - for as long as the process lives
    worker.serve()
