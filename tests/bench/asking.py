"""Asking over HTTP as clients do: one kept connection a thread, times of each answer.

Each connection comes from another address of this machine and is soon replaced by another, so
that what is measured is the server and not the turn of one client (`web/limits.py`).
"""

from __future__ import annotations

import itertools
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

JSON = "application/sparql-results+json"
TURN = 150
"""Requests that one address sends."""
_clients = itertools.count(257)
_PIECE = 256 * 1024


class Line:
    """A kept connection, made with the first request and anew when the server has closed it.

    A load generator of its own, because it runs on the processors it measures: a request takes it
    0.04 ms of processor where `http.client` takes 0.2. It reads what the servers here send (lengths
    and chunks), and no more of HTTP.
    """

    def __init__(self, port: int, seconds: float, source: str) -> None:
        self.port = port
        self._seconds = seconds
        self._source = source
        self._socket: socket.socket | None = None
        self._held = b""

    def ask(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """The status and body of the answer to a GET; raises as `send` does."""
        return self.send(written(path, headers or {}))

    def send(self, request: bytes) -> tuple[int, bytes]:
        """The status and body of the answer to a request as it goes over the wire.

        Raises OSError; the next request then makes a new connection.
        """
        try:
            if self._socket is None:
                self._socket = self._connected()
            self._socket.sendall(request)
            return self._answer()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes the connection."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._held = None, b""

    def _connected(self) -> socket.socket:
        made = socket.create_connection(
            ("127.0.0.1", self.port), self._seconds, source_address=(self._source, 0)
        )
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _answer(self) -> tuple[int, bytes]:
        head = self._until(b"\r\n\r\n").lower() + b"\r\n"
        status = int(head[9:12])
        if length := _told(head, b"content-length"):
            body = self._bytes(int(length))
        elif _told(head, b"transfer-encoding") == b"chunked":
            body = b"".join(self._chunks())
        elif status in (204, 304):
            body = b""
        else:
            raise ConnectionError("an answer without its length")
        if _told(head, b"connection") == b"close" or head.startswith(b"http/1.0"):
            self.close()
        return status, body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._until(b"\r\n").partition(b";")[0], 16):
            yield self._bytes(size)
            self._until(b"\r\n")
        while self._until(b"\r\n"):
            pass  # trailers

    def _until(self, mark: bytes) -> bytes:
        begun = 0
        while (end := self._held.find(mark, begun)) < 0:
            begun = max(0, len(self._held) - len(mark))
            self._held += self._more()
        found, self._held = self._held[:end], self._held[end + len(mark) :]
        return found

    def _bytes(self, size: int) -> bytes:
        pieces, left = [self._held], size - len(self._held)
        while left > 0:
            pieces.append(self._more())
            left -= len(pieces[-1])
        whole = b"".join(pieces)
        self._held = whole[size:]
        return whole[:size]

    def _more(self) -> bytes:
        assert self._socket is not None
        content = self._socket.recv(_PIECE)
        if not content:
            raise ConnectionResetError("closed before its answer was whole")
        return content


def written(path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
    """A request as it goes over the wire, a POST where a body is given."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "\r\n"]).encode("ascii") + (body or b"")


def _told(head: bytes, name: bytes) -> bytes:
    """The value of a field in the head of an answer, in small letters; empty without one."""
    begin = head.find(b"\r\n" + name + b":")
    if begin < 0:
        return b""
    begin += len(name) + 3
    return head[begin : head.index(b"\r\n", begin)].strip()


@dataclass(frozen=True)
class Address:
    """Where queries are sent: host, port, path, and what goes along with each."""

    port: int
    path: str = "/sparql"
    more: tuple[tuple[str, str], ...] = ()
    post: bool = False

    def request(self, line: Line, query: str, accept: str = JSON) -> tuple[int, bytes]:
        """The status and body of the answer to a query."""
        return line.send(self.written(query, accept))

    def written(self, query: str, accept: str = JSON) -> bytes:
        """The request for the answer to a query, as it goes over the wire."""
        form = urlencode([("query", query), *self.more])
        headers = {"Accept": accept}
        if not self.post:
            return written(f"{self.path}?{form}", headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return written(self.path, headers, form.encode("ascii"))


def connection(port: int, seconds: float = 120.0) -> Line:
    """A connection to a port of this machine, from an address that no other one comes from."""
    number = next(_clients)
    source = f"127.{1 + (number >> 16) % 250}.{number >> 8 & 255}.{number & 255}"
    return Line(port, seconds, source)


def renewed(line: Line, count: int, seconds: float = 120.0) -> Line:
    """The connection, or a new one when as many requests as a turn has have gone over it."""
    if count % TURN or not count:
        return line
    line.close()
    return connection(line.port, seconds)


@dataclass
class Times:
    """Seconds of each answer, and what was answered with another status than 200."""

    seconds: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    wall: float = 0.0
    # Bytes of the last answer, so that engines can be seen to answer alike.
    size: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall if self.wall else 0.0

    def milliseconds(self, hundredth: int) -> float:
        """The time that so many in a hundred answers kept within."""
        if len(self.seconds) < 2:
            return self.seconds[0] * 1000 if self.seconds else float("nan")
        cuts = statistics.quantiles(self.seconds, n=100, method="inclusive")
        return cuts[hundredth - 1] * 1000

    def failed(self, how: str) -> None:
        """Counts a failure."""
        self.failures[how] = self.failures.get(how, 0) + 1


def one_by_one(
    address: Address, queries: Sequence[str], accept: str = JSON, most: float = 20.0
) -> Times:
    """Asks the queries one after another over one connection, until `most` seconds are over."""
    times, line = Times(), connection(address.port, most)
    requests = [address.written(query, accept) for query in queries]
    began = time.perf_counter()
    for request in requests:
        if times.seconds and time.perf_counter() - began > most:
            break
        asked = time.perf_counter()
        try:
            status, body = line.send(request)
        except OSError as reason:
            times.failed(type(reason).__name__)
            break
        if status != 200:
            times.failed(str(status))
            break
        times.seconds.append(time.perf_counter() - asked)
        times.size = len(body)
    line.close()
    times.wall = time.perf_counter() - began
    return times


def together(
    ask: Callable[[Line, int], tuple[int, bytes]],
    port: int,
    connections: int,
    seconds: float,
    until: threading.Event | None = None,
) -> Times:
    """Asks over several connections at once for some seconds, or until an event.

    `ask` is given the connection and a number that no other request of this run has.
    """
    times, lock = Times(), threading.Lock()
    end = time.perf_counter() + seconds

    def client(number: int) -> None:
        line, count = connection(port), 0
        while time.perf_counter() < end and not (until and until.is_set()):
            asked = time.perf_counter()
            try:
                status, body = ask(line, number + connections * count)
            except OSError as reason:
                status, body = 0, repr(reason).encode()
            took = time.perf_counter() - asked
            count += 1
            line = renewed(line, count)
            with lock:
                if status == 200:
                    times.seconds.append(took)
                    times.size = len(body)
                else:
                    times.failed(str(status) if status else body.decode()[:60])
        line.close()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.wall = time.perf_counter() - began
    return times


def load_average() -> str:
    """The machine's load over one and five minutes."""
    return "{:.1f}/{:.1f}".format(*os.getloadavg())
