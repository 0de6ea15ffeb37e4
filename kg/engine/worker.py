"""A query worker: one connection at a time, many queries on each, all on one revision."""

from __future__ import annotations

import os
import resource
import select
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    Gone,
    Hello,
    deliver,
    frame,
    pack,
    receive,
    send,
    unpack,
    wait_up_to,
)
from kg.errors import KgError, QueryRefused

# A connection without a question for this long is closed: it keeps a worker from others.
IDLE_SECONDS = 10
# Deep nesting overflows a stack of the usual 8 MiB; with this, nothing of 64 KiB of text does.
_STACK = 256 * MIB
# A worker that has grown by more, and cannot give it back, gives way to a fresh one.
_GROWTH = 128 * MIB
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
    _parked: socket.socket | None = None
    _memory: processes.OwnMemory = field(init=False)
    _bounds: list[tuple[int, int]] = field(init=False)

    def serve(self) -> None:
        """Runs the worker; to be called in a process of its own."""
        processes.limit(resource.RLIMIT_CORE, 0)
        processes.limit(resource.RLIMIT_STACK, _STACK)
        self._memory = processes.OwnMemory()
        self._bounds = [resource.getrlimit(kind) for kind in (_ADDRESS, _FILES)]
        if self.connection is not None:
            with self.connection:
                self._greet(self.connection)
                self._converse(self.connection)
            return
        resident = self._memory.now()[1]
        niceness = os.getpriority(os.PRIO_PROCESS, 0)
        with select.epoll() as poller:
            # All that wait are woken for a connection. Were it one (EPOLLEXCLUSIVE), the connection
            # would be left lying when that one finds a question of its own, or is to retire.
            poller.register(self.listener, select.EPOLLIN)
            poller.register(self.retire, select.EPOLLIN)
            while not self.spent:
                self.slot.state = IDLE
                connection = self._next(poller)
                if connection is None:
                    if self.slot.state == ACCEPTING:
                        break
                    continue
                self.slot.state = CONNECTED
                if self._converse(connection):
                    self._parked = connection
                    poller.register(connection, select.EPOLLIN)
                else:
                    connection.close()
                grown = self._grown(resident)
                # Made to yield for a long query, it cannot take its priority back.
                if grown or os.getpriority(os.PRIO_PROCESS, 0) > niceness:
                    self.spent = True
            self._unpark(poller)

    def _next(self, poller: select.epoll) -> socket.socket | None:
        """A connection with a question, the parked one or a new one.

        None when there is none after all, and when this worker is to go; the slot then says
        ACCEPTING.
        """
        ready = {number for number, _ in poller.poll(self._patience())}
        if not ready:
            self._warm()
            return None
        if self.turn is not None:
            self.turn.over()
        parked = self._parked
        if parked is not None and parked.fileno() in ready:
            poller.unregister(parked)
            self._parked = None
            return parked
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
        return connection

    def _unpark(self, poller: select.epoll) -> None:
        """Gives up the parked connection, for another client or for good."""
        if self._parked is None:
            return
        poller.unregister(self._parked)
        with self._parked, suppress(Gone, BlockingIOError):
            send(self._parked, BYE)
        self._parked = None

    def _patience(self) -> float | None:
        """Seconds to wait for a question before copying some memory ahead; None when all is."""
        if self.warming is None or self.turn is None or self.warming.done:
            return None
        return _BREATH if self.turn.mine() and warming.idle() else _OUT_OF_TURN

    def _warm(self) -> None:
        if self.warming is not None and self.turn is not None and self.turn.mine():
            self.slot.warmed += self.warming.step()
            if self.warming.done:
                self.turn.over()

    def _grown(self, resident: int) -> bool:
        """Whether the queries so far have made this process larger for good."""
        allowed = resident + self.slot.warmed + _GROWTH
        if self._memory.now()[1] <= allowed:
            return False
        warming.give_back()
        return self._memory.now()[1] > allowed

    def _greet(self, connection: socket.socket) -> None:
        wait_up_to(connection, IDLE_SECONDS)
        with suppress(Gone, BlockingIOError):  # seen where the question is read
            send(connection, HELLO, pack(self.hello))

    def _converse(self, connection: socket.socket) -> bool:
        """Answers until the client has no more questions; whether it keeps the connection."""
        try:
            while True:
                kind, payload = receive(connection)
                if kind == PARK:
                    return True
                if kind != ASK:
                    return False
                ask = Ask(**unpack(payload))
                self._answer(connection, ask)
                if ask.last:
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
            with self._confined(ask.memory):
                form, size = write_answer(self.store, ask, hand_on)
            if time.monotonic() > deadline:
                raise too_late(ask.deadline)
        except (Gone, BlockingIOError):
            raise
        except BaseException as reason:  # noqa: BLE001 - the client is told what it was
            ending = self._ending(reason, ask)
            self.slot.state = CONNECTED
            send(connection, FAILED, pack(to_wire(ending)))
            return
        self.slot.state = CONNECTED
        deliver(connection, held, frame(END, pack({"form": form, "size": size})))

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

    @contextmanager
    def _confined(self, memory: int) -> Iterator[None]:
        """Bounds the address space, and allows no new file or socket: SERVICE cannot connect."""
        address, files = self._bounds
        most = self._memory.now()[0] + memory
        if address[1] != resource.RLIM_INFINITY:
            most = min(most, address[1])
        resource.setrlimit(_ADDRESS, (most, address[1]))
        resource.setrlimit(_FILES, (0, files[1]))
        try:
            yield
        finally:
            resource.setrlimit(_ADDRESS, address)
            resource.setrlimit(_FILES, files)


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
