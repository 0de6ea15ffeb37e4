"""How much one client may ask at once, so that nobody starves the others."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from kg.errors import KgError

AT_ONCE = 3
"""Queries of its own one client may have running in a process."""
A_MINUTE = 600
"""Queries of its own one client may start in a minute in a process."""
_REMEMBERED = 10_000


class TooMany(KgError):
    """The client asks too much; `wait` says after how many seconds to come again."""

    def __init__(self, problem: str, *, remedy: str, wait: int) -> None:
        super().__init__(problem, remedy=remedy)
        self.wait = wait


class Turnstile:
    """Counts what each client has running and has started; remembers the clients seen last.

    Each web process counts for itself. Addresses are kept in memory only, for a minute.
    """

    def __init__(self, at_once: int = AT_ONCE, a_minute: int = A_MINUTE) -> None:
        self._at_once = at_once
        self._a_minute = a_minute
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """One query of a client; raises TooMany."""
        self._enter(client)
        try:
            yield
        finally:
            with self._lock:
                held = self._clients.get(client)
                if held is not None:
                    held.running -= 1

    def _enter(self, client: str) -> None:
        now = time.monotonic()
        with self._lock:
            held = self._clients.setdefault(client, _Client(now))
            self._clients.move_to_end(client)
            while len(self._clients) > _REMEMBERED:
                self._clients.popitem(last=False)
            if now - held.since >= 60:
                held.since, held.started = now, 0
            if held.running >= self._at_once:
                raise TooMany(
                    f"{self._at_once} queries of yours are running already.",
                    remedy="Wait for one of them; ask one after the other.",
                    wait=2,
                )
            if held.started >= self._a_minute:
                raise TooMany(
                    f"You have asked {self._a_minute} queries within a minute.",
                    remedy="Ask fewer, larger queries, or take the dump at /data.",
                    wait=int(60 - (now - held.since)) + 1,
                )
            held.running += 1
            held.started += 1


class _Client:
    """What one client is doing."""

    __slots__ = ("running", "since", "started")

    def __init__(self, since: float) -> None:
        self.since = since
        self.started = 0
        self.running = 0
