"""The connections of one client to its workers, kept between questions and handed on."""

from __future__ import annotations

import socket
import threading
import weakref
from collections import deque
from queue import Empty, SimpleQueue

from kg.engine.wire import Frames, Hello, wait_up_to

# Seconds to wait for a connection that another thread has in use, before one is made anew. A small
# answer takes a third of it; a worker that is taken from another connection is asked for by three
# calls and a greeting, and the other has to come back to it the same way.
_MOMENT = 0.003


class Line:
    """A connection to a worker that has said who it is; in use until it is parked or closed."""

    def __init__(self, connection: socket.socket, hello: Hello, lines: Lines | None = None) -> None:
        self.connection = connection
        self.frames = Frames(connection)
        self.hello = hello
        self._bound = 0.0
        # Weakly: parked connections are closed when their client is no more.
        self._lines = None if lines is None else weakref.ref(lines)
        if lines is not None:
            lines.lent()

    def wait_up_to(self, seconds: float) -> None:
        """Bounds each step of the connection."""
        if self._bound != seconds:
            wait_up_to(self.connection, seconds)
            self._bound = seconds

    def closed(self) -> bool:
        """Whether the worker has given up the connection (it does with one that stays idle)."""
        try:
            # Nothing is due between questions: the end, or BYE, is what can be there.
            self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        return True

    def close(self) -> None:
        """Closes the connection, which was in use."""
        self.connection.close()
        lines = self._lines() if self._lines is not None else None
        if lines is not None:
            lines.lost()


class Lines:
    """Parked connections, whose workers may be asked again; safe to use from several threads."""

    def __init__(self) -> None:
        self._parked: deque[Line] = deque()  # the one used last at the end
        self._waiting: deque[SimpleQueue[Line]] = deque()
        self._used = 0
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._parked)

    def take(self) -> Line | None:
        """A parked connection, or one that another thread parks within moments.

        None where there is neither.
        """
        with self._lock:
            if self._parked:
                self._used += 1
                return self._parked.pop()
            if not self._used:
                return None
            coming: SimpleQueue[Line] = SimpleQueue()
            self._waiting.append(coming)
        try:
            return coming.get(timeout=_MOMENT)
        except Empty:
            with self._lock:
                if coming in self._waiting:
                    self._waiting.remove(coming)
                    return None
        return coming.get()  # given to us at that very moment

    def park(self, line: Line) -> None:
        """Takes a connection back, for the next question."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(line)  # from one hand into the other
            else:
                self._used -= 1
                self._parked.append(line)

    def keep_only(self, key: str) -> None:
        """Closes what is parked at workers of another state of the graph.

        The one used last is taken first: those below would lie there, closed by their workers, for
        as long as there is no crowd.
        """
        with self._lock:
            stale = [line for line in self._parked if line.hello.key != key]
            for line in stale:
                self._parked.remove(line)
        for line in stale:
            line.connection.close()

    def lent(self) -> None:
        """Counts a new connection that is in use."""
        with self._lock:
            self._used += 1

    def lost(self) -> None:
        """Counts a connection that was in use and is no more."""
        with self._lock:
            self._used -= 1


def _close_all(parked: deque[Line]) -> None:
    while parked:
        parked.pop().connection.close()
