"""Asking over HTTP as clients do: one kept connection a thread, times of each answer.

Each connection comes from another address of this machine and is soon replaced by another, so
that what is measured is the server and not the turn of one client (`web/limits.py`).
"""

from __future__ import annotations

import http.client
import itertools
import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

JSON = "application/sparql-results+json"
TURN = 150
"""Requests that one address sends."""
_clients = itertools.count(257)


@dataclass(frozen=True)
class Address:
    """Where queries are sent: host, port, path, and what goes along with each."""

    port: int
    path: str = "/sparql"
    more: tuple[tuple[str, str], ...] = ()
    post: bool = False

    def request(
        self, connection: http.client.HTTPConnection, query: str, accept: str
    ) -> tuple[int, bytes]:
        """The status and body of the answer to a query."""
        form = urlencode([("query", query), *self.more])
        headers = {"Accept": accept}
        if self.post:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", self.path, form, headers)
        else:
            connection.request("GET", f"{self.path}?{form}", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def connection(port: int, seconds: float = 120.0) -> http.client.HTTPConnection:
    """A connection to a port of this machine, from an address that no other one comes from."""
    number = next(_clients)
    source = f"127.{1 + (number >> 16) % 250}.{number >> 8 & 255}.{number & 255}", 0
    return http.client.HTTPConnection("127.0.0.1", port, timeout=seconds, source_address=source)


def renewed(
    line: http.client.HTTPConnection, count: int, seconds: float = 120.0
) -> http.client.HTTPConnection:
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
    began = time.perf_counter()
    for query in queries:
        if times.seconds and time.perf_counter() - began > most:
            break
        asked = time.perf_counter()
        try:
            status, body = address.request(line, query, accept)
        except (OSError, http.client.HTTPException) as reason:
            times.failed(type(reason).__name__)
            line.close()
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
    ask: Callable[[http.client.HTTPConnection, int], tuple[int, bytes]],
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
            except (OSError, http.client.HTTPException) as reason:
                line.close()
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
