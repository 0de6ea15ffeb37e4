"""One exchange with a SPARQL engine over HTTP: bounded in time and size, and never led elsewhere."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from SPARQLWrapper import POST, SPARQLWrapper

from kg.engine.endings import broken, too_late, too_long
from kg.errors import EngineUnavailable, QueryProblem, QuerySyntax, SettingProblem

CONNECT = 5.0
"""Seconds a connection may take to come about."""

_PIECE = 64 * 1024
_LONGEST_COMPLAINT = 4000


class Refused(Exception):
    """The engine answered with a status that is no success; what it means its dialect knows."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Head:
    """What an answer says of itself: the header fields, lower case, and the bytes it has."""

    fields: Mapping[str, str]
    size: int

    @property
    def server(self) -> str:
        """The product that answered, as it calls itself."""
        return self.fields.get("server", "")


@dataclass(frozen=True)
class Endpoint:
    """Where an engine is asked and where it is changed; user and password where it wants them."""

    query: str
    update: str
    user: str = ""
    password: str = ""

    def ask(
        self, text: str, accept: str, graphs: list[tuple[str, str]], seconds: float, most: int,
        content: IO[bytes],
    ) -> Head:  # fmt: skip
        """Asks a query and writes the answer, up to `most` bytes, to a file.

        `graphs` are the parameters of the protocol that name graphs. Raises QueryTimeout,
        QueryTooLarge, EngineUnavailable when the engine cannot be reached or the connection is
        lost, and Refused.
        """
        # POST as a form: some engines hang on a query that is posted as it is.
        call = _Call(self.query, seconds, self, "SELECT")
        for parameter, value in graphs:
            call.addParameter(parameter, value)
        return call.into(content, text, accept, most)

    def change(self, text: str, seconds: float, content: IO[bytes]) -> Head:
        """Sends an update; raises as `ask` does."""
        return _Call(self.update, seconds, self, "INSERT").into(content, text, "*/*", 1 << 20)


def endpoint(address: str, update: str = "", user: str = "", password: str = "") -> Endpoint:
    """The endpoint at an address; without one for updates, the customary one beside it.

    Raises SettingProblem when an address is no http(s) address.
    """
    for text in (address, *([update] if update else [])):
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingProblem(
                f"{text!r} is no address of a SPARQL engine.",
                remedy="Write it as http://host:port/path, such as http://127.0.0.1:7878/query.",
            )
    return Endpoint(address, update or _customary(address), user, password)


def _customary(address: str) -> str:
    """Where a product takes updates whose queries go to that address."""
    for query, update in (
        ("/query", "/update"),  # Oxigraph, Fuseki, Stardog
        ("/sparql-auth", "/sparql-auth"),  # Virtuoso
    ):
        if address.endswith(query):
            return address.removesuffix(query) + update
    if "/repositories/" in address and not address.endswith("/statements"):
        return address.rstrip("/") + "/statements"  # GraphDB, RDF4J
    return address


class _Call(SPARQLWrapper):
    """SPARQLWrapper's request, sent by an opener of ours instead of the process's one."""

    def __init__(self, address: str, seconds: float, endpoint: Endpoint, form: str) -> None:
        self._form = form
        super().__init__(address, agent="city-diplomacy-graph")
        self._until = _Until(seconds)
        self._endpoint = endpoint
        self.setMethod(POST)
        self.setOnlyConneg(True)

    def into(self, content: IO[bytes], text: str, accept: str, most: int) -> Head:
        """Sends the text and writes the answer to a file."""
        self.setQuery(text)
        self.addCustomHttpHeader("Accept", accept)
        host = urlsplit(self.endpoint).netloc
        try:
            response = self._query()[0]
            with response:
                size = self._copy(response, content, most)
        except UnicodeEncodeError as reason:
            raise QuerySyntax(
                "The query holds half a character.", remedy="Send it as UTF-8."
            ) from reason
        except urllib.error.HTTPError as reason:
            with reason:
                self._refused(reason)
        except urllib.error.URLError as reason:
            raise unreachable(host, reason.reason) from reason
        except TimeoutError as reason:
            raise too_late(self._until.seconds) from reason
        except http.client.IncompleteRead as reason:
            raise _broken_off() from reason
        except (http.client.HTTPException, OSError) as reason:
            raise unreachable(host, reason) from reason
        return Head({k.lower(): v for k, v in response.headers.items()}, size)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802  # SPARQLWrapper's name
        # What is sent was read by the guard; SPARQLWrapper's own reading is a regular expression.
        return self._form

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        request = self._createRequest()
        # No handler that follows a redirect, reads proxies or opens files.
        opener = urllib.request.OpenerDirector()
        handlers: list[urllib.request.BaseHandler] = [
            _Plain(self._until), _Secure(self._until),
            urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(),
        ]  # fmt: skip
        if self._endpoint.user:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, request.full_url, self._endpoint.user, self._endpoint.password)
            handlers.append(urllib.request.HTTPDigestAuthHandler(known))
            handlers.append(urllib.request.HTTPBasicAuthHandler(known))
        for handler in handlers:
            opener.add_handler(handler)
        response: http.client.HTTPResponse = opener.open(request, timeout=CONNECT)
        return response, self.returnFormat

    def _copy(self, response: http.client.HTTPResponse, content: IO[bytes], most: int) -> int:
        size = 0
        while True:
            self._until.hold()
            piece = response.read(_PIECE)
            if not piece:
                break
            size += len(piece)
            if size > most:
                raise too_long(most)
            content.write(piece)
        if response.length:  # announced, and never came
            raise _broken_off()
        return size

    def _refused(self, reason: urllib.error.HTTPError) -> None:
        host = urlsplit(self.endpoint).netloc
        if 300 <= reason.code < 400:
            there = reason.headers.get("Location", "another address")
            raise EngineUnavailable(
                f"The engine at {host} sends on to {there}, which is not followed.",
                remedy="Give the address it should be asked at in KG_ENGINE.",
            ) from reason
        if reason.code in (401, 403):
            raise EngineUnavailable(
                f"The engine at {host} does not let us do that (status {reason.code}).",
                remedy="Set KG_ENGINE_USER and KG_ENGINE_PASSWORD to an account that may.",
            ) from reason
        if reason.code in (404, 405):
            raise EngineUnavailable(
                f"Nothing answers SPARQL at {self.endpoint} (status {reason.code}).",
                remedy="Correct KG_ENGINE, or KG_ENGINE_UPDATE where data are published.",
            ) from reason
        if reason.code in (429, 502, 503):
            raise EngineUnavailable(
                f"The engine at {host} is busy or starting (status {reason.code}).",
                remedy="Try again in a few seconds.",
            ) from reason
        if reason.code == 504:
            raise too_late(self._until.seconds) from reason
        message = reason.read(_LONGEST_COMPLAINT).decode(errors="replace")
        raise Refused(reason.code, message) from reason


class _Until:
    """A moment by which an exchange must be over, kept also while bytes trickle in."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._socket: Any = None

    def hold(self, connected: Any = None) -> None:
        """Lets the socket wait no longer than what is left. Raises TimeoutError."""
        self._socket = connected if connected is not None else self._socket
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self._socket is not None and self._socket.fileno() >= 0:
            self._socket.settimeout(left)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, until: _Until) -> None:
        super().__init__()
        self._until = until

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        until = self._until

        class Connection(http.client.HTTPConnection):
            def connect(self) -> None:
                super().connect()
                until.hold(self.sock)

        return self.do_open(Connection, request)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, until: _Until) -> None:
        super().__init__()
        self._until = until

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        until = self._until

        class Connection(http.client.HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                until.hold(self.sock)

        return self.do_open(Connection, request)


def unreachable(host: str, reason: object) -> EngineUnavailable:
    """No engine answers there, or the connection to it was lost."""
    told = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return EngineUnavailable(
        f"The engine at {host} cannot be reached: {told}.",
        remedy="Start it, or correct KG_ENGINE; the pages come back by themselves when it answers.",
    )


def _broken_off() -> QueryProblem:
    return broken("the engine's answer broke off; a limit of its own may have ended it")
