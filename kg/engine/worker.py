"""A query worker: one connection at a time, many queries on each, all on one revision."""

from __future__ import annotations

import os
import resource
import select
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kg.engine import processes
from kg.engine.answering import write_answer
from kg.engine.board import ACCEPTING, CONNECTED, IDLE, Slot
from kg.engine.endings import broken, not_sparql, to_wire, too_hungry, too_late
from kg.engine.protocol import MIB
from kg.engine.store import UnionStore
from kg.engine.wire import (
    ASK,
    CHUNK,
    END,
    FAILED,
    HELLO,
    Ask,
    Gone,
    Hello,
    pack,
    receive,
    send,
    unpack,
)
from kg.errors import KgError, QueryRefused

# A connection without a question for this long is closed: it keeps a worker from others.
IDLE_SECONDS = 10
# Deep nesting overflows a stack of the usual 8 MiB; with this, nothing of 64 KiB of text does.
_STACK = 256 * MIB
# A worker that has grown by more gives way to a fresh one after its connection.
_GROWTH = 128 * MIB
_NO_FILES = "os error 24"


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
    spent: bool = False

    def serve(self) -> None:
        """Runs the worker; to be called in a process of its own."""
        processes.limit(resource.RLIMIT_CORE, 0)
        processes.limit(resource.RLIMIT_STACK, _STACK)
        if self.connection is not None:
            with self.connection:
                self._converse(self.connection)
            return
        resident = processes.memory()[1]
        niceness = os.getpriority(os.PRIO_PROCESS, 0)
        poller = select.poll()
        poller.register(self.listener, select.POLLIN)
        poller.register(self.retire, select.POLLIN)
        retirement = select.poll()
        retirement.register(self.retire, select.POLLIN)
        while not self.spent:
            self.slot.state = IDLE
            poller.poll()
            # Said before accepting and looked at after: the generation that retires us knows
            # from then on that we either go or have a connection.
            self.slot.state = ACCEPTING
            if retirement.poll(0):
                return
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                continue  # another worker was quicker
            self.slot.state = CONNECTED
            with connection:
                self._converse(connection)
            grown = processes.memory()[1] - resident > _GROWTH
            # Made to yield for a long query, it cannot take its priority back.
            if grown or os.getpriority(os.PRIO_PROCESS, 0) > niceness:
                self.spent = True

    def _converse(self, connection: socket.socket) -> None:
        # Kernel time limits instead of Python's: those poll, which needs open files allowed.
        connection.setblocking(True)
        patience = struct.pack("ll", IDLE_SECONDS, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
        try:
            send(connection, HELLO, pack(self.hello))
            while True:
                kind, payload = receive(connection)
                if kind != ASK:
                    return
                self._answer(connection, Ask(**unpack(payload)))
        except (Gone, BlockingIOError):
            return  # the client left, or neither asks nor reads

    def _answer(self, connection: socket.socket, ask: Ask) -> None:
        now = time.monotonic()
        deadline = now + ask.deadline
        self.spent = self.spent or len(ask.default_graphs) > 1  # it merged them in its copy
        self.slot.begin(now, deadline, ask.memory)
        try:
            with _confined(ask.memory):
                form, size = write_answer(
                    self.store, ask, lambda piece: send(connection, CHUNK, piece)
                )
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
        send(connection, END, pack({"form": form, "size": size}))

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
def _confined(memory: int) -> Iterator[None]:
    """Bounds the address space, and allows no new file or socket: SERVICE cannot connect."""
    address = resource.getrlimit(resource.RLIMIT_AS)[0]
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    processes.limit(resource.RLIMIT_AS, processes.memory()[0] + memory)
    processes.limit(resource.RLIMIT_NOFILE, 0)
    try:
        yield
    finally:
        processes.limit(resource.RLIMIT_AS, address)
        processes.limit(resource.RLIMIT_NOFILE, files)


def work(worker: Worker, parent: int, errors: int) -> None:
    """The body of a worker's process: dies with its parent, complains to the file `errors`."""
    processes.quiet()
    processes.die_with(parent)
    os.dup2(errors, 2)
    own = {worker.connection.fileno()} if worker.connection else set()
    processes.close_others({worker.listener.fileno(), worker.retire} | own)
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115 - for as long as the process lives
    worker.serve()
