"""Other SPARQL servers, asked for a visitor: only those on a list, within bounds, never led on.

The address comes from the visitor's query, so nothing about it is believed: it must stand on
the list word for word, be https, and its name must resolve to public addresses only; the one
that was looked at is the one that is connected to. A redirect is an error, not a way.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlencode, urlsplit

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg.engine.protocol import MIB, Term
from kg.errors import QueryRefused, QueryTimeout, QueryTooLarge, ServiceProblem

CALLS = 3
"""Calls of SERVICE in one query."""
ROWS = 2_000
"""Rows one call may bring."""
LARGEST = 4 * MIB
"""Bytes one answer may have."""
CONNECT = 5.0
"""Seconds a connection may take to come about."""
_PIECE = 64 * 1024
_MEDIA = "application/sparql-results+json"
Place = tuple[str, int]
"""A public address and a port."""
_AGENT = "city-diplomacy-graph/1 (SERVICE of a visitor{contact})"


@dataclass(frozen=True)
class Rows:
    """What a server answered."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]


class Outside:
    """The servers a query may ask with SERVICE.

    `seconds` is what all calls of one query may take together, `largest` the bytes of one
    answer. `trusted` are addresses asked in spite of being http or of this network: for tests.
    """

    def __init__(
        self,
        allowed: Iterable[str],
        *,
        seconds: float,
        largest: int = LARGEST,
        contact: str = "",
        trusted: Iterable[str] = (),
    ) -> None:
        self._trusted = frozenset(trusted)
        self._allowed = frozenset(allowed) | self._trusted
        self._largest = largest
        self._agent = _AGENT.format(contact=f"; {contact}" if contact else "")
        self.seconds = seconds

    def check(self, address: str) -> None:
        """Raises QueryRefused unless the address stands on the list."""
        if address in self._allowed:
            return
        told = ", ".join(sorted(self._allowed))
        raise QueryRefused(f"SERVICE may not ask <{address}> here.", remedy=f"It may ask: {told}.")

    def ask(self, address: str, query: str, until: float) -> Rows:
        """The rows a server answers to a SELECT, until a time of the monotonic clock.

        Raises QueryRefused for an address that is not allowed, QueryTimeout, QueryTooLarge, and
        ServiceProblem for everything else that is not an answer.
        """
        self.check(address)
        parts = urlsplit(address)
        body = self._body(parts, query, until, trusted=address in self._trusted)
        return _rows(body, parts.netloc)

    def _body(self, parts: SplitResult, query: str, until: float, *, trusted: bool) -> bytes:
        host = parts.netloc
        places = _places(parts, trusted=trusted)
        connection = _Connection(parts, places, min(CONNECT, _left(until, self.seconds)))
        target = parts.path or "/"
        headers = {
            "Accept": _MEDIA,
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": self._agent,
            "Connection": "close",
        }
        try:
            with _ended_at(connection, until):
                connection.connect()
                target += f"?{parts.query}" if parts.query else ""
                connection.request("POST", target, urlencode({"query": query}), headers)
                with connection.getresponse() as response:
                    _looked_at(response, host)
                    return self._read(response, host, until)
        except ssl.SSLCertVerificationError as reason:
            raise ServiceProblem(
                f"The server at {host} does not prove who it is: {reason.verify_message}.",
                remedy="Nothing was sent to it. Those who run it can mend its certificate; those "
                "who run this server can make its authority known to the machine.",
            ) from reason
        except (OSError, http.client.HTTPException, ValueError) as reason:
            # The clock ends a connection by closing it: whatever that breaks is a lack of time.
            if time.monotonic() >= until:
                raise _late(host, self.seconds) from reason
            raise ServiceProblem(
                f"The server at {host} could not be asked: {reason}.",
                remedy="Try again later, or ask it yourself and join the answers.",
            ) from reason
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse, host: str, until: float) -> bytes:
        body = bytearray()
        while piece := response.read(_PIECE):
            body += piece
            if len(body) > self._largest:
                raise QueryTooLarge(
                    f"The answer of {host} is larger than {self._largest / MIB:g} MiB.",
                    remedy="Ask it for less: name a thing, or set a LIMIT within SERVICE.",
                )
            if time.monotonic() >= until:
                raise _late(host, self.seconds)
        if time.monotonic() >= until:
            raise _late(host, self.seconds)
        if response.length:  # announced, and never came
            raise ServiceProblem(
                f"The server at {host} broke its answer off.", remedy="Try again later."
            )
        return bytes(body)


class _Connection(http.client.HTTPConnection):
    """A connection to addresses looked at before, under the server's own name."""

    def __init__(self, parts: SplitResult, places: list[Place], seconds: float) -> None:
        super().__init__(parts.hostname or "", places[0][1], timeout=seconds)
        self._places = places
        self._seconds = seconds
        self._secure = parts.scheme == "https"

    def connect(self) -> None:
        """Connects to the first that answers, and for https makes sure that it is that server.

        They share the time there is.
        """
        end = time.monotonic() + self._seconds
        plain, waiting = None, list(self._places)
        while plain is None:
            share = (end - time.monotonic()) / len(waiting)
            try:
                plain = socket.create_connection(waiting.pop(0), max(0.001, share))
            except OSError:
                if not waiting:
                    raise
        plain.settimeout(self._seconds)
        self.sock: socket.socket | None = plain
        if self._secure:
            context = ssl.create_default_context()
            self.sock = secure = context.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            secure.do_handshake()

    def cut(self) -> None:
        """Ends whatever is under way, from another thread."""
        held = self.sock
        if held is not None:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has just ended by itself


@contextmanager
def _ended_at(connection: _Connection, until: float) -> Iterator[None]:
    """Ends the connection at a time of the clock, however the server trickles."""
    clock = threading.Timer(max(0.0, until - time.monotonic()), connection.cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _places(parts: SplitResult, *, trusted: bool) -> list[Place]:
    """Addresses and port to connect to; raises QueryRefused if one is within this network."""
    host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as reason:
        raise ServiceProblem(
            f"The server at {host} is not found.", remedy="Try again later."
        ) from reason
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not trusted and (parts.scheme != "https" or not all(map(_public, addresses))):
        raise QueryRefused(
            f"SERVICE may not ask {host}: its address is not public.",
            remedy="Name a server that everybody can reach.",
        )
    return [(address, port) for address in dict.fromkeys(addresses)]


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return bool(inner.is_global and found.is_global and not inner.is_multicast)


def _left(until: float, seconds: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise _late("the other servers", seconds)
    return left


def _late(host: str, seconds: float) -> QueryTimeout:
    return QueryTimeout(
        f"No answer of {host} within {seconds:g} seconds.",
        remedy="Ask it for less within SERVICE, or ask it yourself and join the answers.",
    )


def _looked_at(response: http.client.HTTPResponse, host: str) -> None:
    """Raises ServiceProblem for an answer that is no result."""
    if 300 <= response.status < 400:
        raise ServiceProblem(
            f"The server at {host} sends on to another address, which is not followed.",
            remedy="Tell those who run this server; its list names the address.",
        )
    if response.status != 200:
        raise ServiceProblem(
            f"The server at {host} answered with status {response.status}.",
            remedy="Look at the query within SERVICE; or try again later.",
        )
    media = response.headers.get_content_type()
    if media not in (_MEDIA, "application/json"):
        raise ServiceProblem(
            f"The server at {host} answered in {media}, not in {_MEDIA}.",
            remedy="Ask it yourself and join the answers.",
        )


def _rows(body: bytes, host: str) -> Rows:
    try:
        found = parse_query_results(body, QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise ValueError("a boolean")
        variables = tuple(v.value for v in found.variables)
        rows: list[tuple[Term | None, ...]] = []
        for row in found:
            rows.append(tuple(row))
            if len(rows) > ROWS:
                raise QueryTooLarge(
                    f"The server at {host} answers with more than {ROWS} rows.",
                    remedy="Ask it for less: name a thing, or set a LIMIT within SERVICE.",
                )
    except (SyntaxError, ValueError) as reason:
        raise ServiceProblem(
            f"What {host} answered is no SPARQL result.", remedy="Try again later."
        ) from reason
    return Rows(variables, rows)
