"""How much one client may ask at once, and all together, so that nobody starves the others."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import cast

from flask import Flask, current_app

from kg.errors import EngineUnavailable, KgError, PlacesTaken, QueryTimeout, QueryTooLarge
from kg.questions.endpoint import LONG, at_once
from kg.settings import Settings

_REMEMBERED = 10_000
# Seconds for which a client whose query ran long waits with others of that kind.
_PATIENT = 20.0
# Seconds from which on a query that was answered counts as long.
_SURELY = 2.0


class TooMany(KgError):
    """The client asks too much; `wait` says after how many seconds to come again."""

    def __init__(self, problem: str, *, remedy: str, wait: int) -> None:
        super().__init__(problem, remedy=remedy)
        self.wait = wait


class Turnstile:
    """Counts what each client has running and has started; remembers the clients seen last.

    `at_once` queries of a client may run, `a_minute` of them may begin in a minute, and `in_all`
    of all clients may run. Each web process counts for itself. Addresses are kept in memory
    only, for a minute.

    Whoever has asked a long query is *patient* for a while: the next ones begin where they keep
    nobody waiting who asks small ones. A patient client who does not ask long ones any more is one
    like all others again, though it may have waited long.
    """

    def __init__(self, at_once: int = 3, a_minute: int = 600, in_all: int = 12) -> None:
        self._at_once = at_once
        self._a_minute = a_minute
        self._in_all = in_all
        self._running = 0
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Turnstile:
        """As many as the settings allow."""
        return cls(settings.client_queries, settings.client_minute, at_once(settings))

    def turn(self, client: str) -> Turn:
        """One query of a client: whether the client is patient; raises as `enter` does."""
        return Turn(self, client)

    def leave(
        self,
        client: str,
        seconds: float,
        failure: BaseException | None = None,
        *,
        waited: bool = False,
    ) -> None:
        """Ends a query that was let in, which took that long and failed so.

        `waited` says that it was that of a patient client.
        """
        with self._lock:
            self._running -= 1
            held = self._clients.get(client)
            if held is None:
                return
            held.running -= 1
            if _long(seconds, failure, waited=waited):
                held.patient_until = time.monotonic() + _PATIENT

    def enter(self, client: str) -> bool:
        """Lets a query of a client in, until it leaves; whether that client is patient.

        Raises TooMany, and EngineUnavailable where all ask too much.
        """
        now = time.monotonic()
        with self._lock:
            held = self._clients.get(client)
            if held is None:
                held = self._clients[client] = _Client(now)
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
            if self._running >= self._in_all:
                raise EngineUnavailable(
                    f"{self._in_all} queries of visitors are running already.",
                    remedy="Try again in a few seconds.",
                )
            self._running += 1
            held.running += 1
            held.started += 1
            return now < held.patient_until


class Turn:
    """One query of a client, from entering to leaving."""

    __slots__ = ("_began", "_client", "_patient", "_turnstile")

    def __init__(self, turnstile: Turnstile, client: str) -> None:
        self._turnstile = turnstile
        self._client = client

    def __enter__(self) -> bool:
        self._patient = self._turnstile.enter(self._client)
        self._began = time.monotonic()
        return self._patient

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        seconds = time.monotonic() - self._began
        self._turnstile.leave(self._client, seconds, failure, waited=self._patient)


def _long(seconds: float, failure: BaseException | None, *, waited: bool) -> bool:
    """Whether a query was a long one, as far as can be told from without.

    What ran into a bound was. A good answer may have come late for other reasons, such as a busy
    machine or, for a patient client, the wait for a place.
    """
    if failure is None:
        return seconds > _SURELY and not waited
    bound = isinstance(failure, QueryTimeout | QueryTooLarge)
    return seconds > LONG and (bound or (isinstance(failure, PlacesTaken) and not waited))


class _Client:
    """What one client is doing."""

    __slots__ = ("patient_until", "running", "since", "started")

    def __init__(self, since: float) -> None:
        self.since = since
        self.started = 0
        self.running = 0
        self.patient_until = float("-inf")


def turnstile() -> Turnstile:
    """The application's turnstile for visitors' own queries."""
    return cast(Turnstile, current_app.extensions["turnstile"])


def install(app: Flask) -> None:
    """Puts the turnstile up."""
    app.extensions["turnstile"] = Turnstile.from_settings(app.extensions["settings"])
