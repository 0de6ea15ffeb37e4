"""A short way for queries whose answer differs from one given before in its bytes only.

Most requests for `/sparql` are alike but for the query. What Flask and our functions around each
request decide about them (language, format, cookies, headers) depends on a few request headers;
so the headers of an answer that went the whole way are a model for the next request with the same
ones, in which only the tag, the length and the revision are set anew. Nothing of the protocol is
written a second time here, and whatever is unusual goes the whole way: other methods and
parameters, conditions, mistakes, answers that do not last, pages for people.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from flask import Flask
from werkzeug.wsgi import ClosingIterator

from kg.errors import GraphMoved, KgError
from kg.questions.endpoint import asked
from kg.questions.library import Library
from web.caching import tag_of
from web.compression import SMALLEST, packed
from web.language import CHOSEN
from web.limits import Turnstile
from web.metrics import Counts
from web.spooled import IN_MEMORY, Spooled, fetched

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/sparql"
FAILED = "kg.failed"
"""Where in the environment the error of a query stands that has been run already."""
LONGEST = 15_000
"""Characters of an address; the endpoint refuses longer ones than that by itself."""
_MODELS = 256
_OF_THE_REQUEST = (
    "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE", "HTTP_HOST",
    "wsgi.url_scheme", "SCRIPT_NAME",
)  # fmt: skip
_UNUSUAL = (
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING",
    "HTTP_X_QUERY_CALL",
)  # fmt: skip
_OWN = frozenset(("content-length", "etag", "x-revision"))

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Model:
    """The headers of an answer, without those that each answer has of its own."""

    headers: Headers
    media_type: str
    language: str
    packed: bool


class FastLane:
    """The application, with the short way before it."""

    def __init__(self, application: WSGIApplication, app: Flask) -> None:
        self._application = application
        self._app = app
        self._library: Library = app.extensions["library"]
        self._models: dict[tuple[Any, ...], Model] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answers as the application does."""
        text = _query(environ)
        if text is None:
            return self._application(environ, start)
        try:
            question = asked(text)
        except KgError:
            return self._application(environ, start)
        if not question.lasting:
            return self._application(environ, start)
        kind = (question.form, *(environ.get(name) for name in _OF_THE_REQUEST))
        known = self._models.get((False, *kind)) or self._models.get((True, *kind))
        if known is None:
            return self._learn(environ, start, kind)
        began = time.monotonic()
        client = environ.get("REMOTE_ADDR", "")
        turnstile: Turnstile = self._app.extensions["turnstile"]
        try:
            with turnstile.turn(client) as patient:
                single = self._library.single(question.query, known.media_type, patient=patient)
                answer = fetched(single.pieces)
        except GraphMoved:
            return self._application(environ, start)
        except KgError as problem:
            environ[FAILED] = problem
            return self._application(environ, start)
        model = self._models.get((_large(answer.length), *kind))
        if model is None:
            answer.close()
            return self._learn(environ, start, kind)
        path = f"{PATH}?{environ['QUERY_STRING']}"
        tag = tag_of(single.key, path, model.language, environ.get("HTTP_ACCEPT", ""))
        return self._send(start, model, answer, tag, single.revision, began)

    def _send(
        self,
        start: StartResponse,
        model: Model,
        answer: Spooled,
        tag: str,
        revision: str,
        began: float,
    ) -> Iterable[bytes]:
        body, length = answer.body, answer.length
        if model.packed and isinstance(body, bytes):
            body = packed(body)
            length = len(body)
        own = [
            ("ETag", f'W/"{tag}"' if model.packed else f'"{tag}"'),
            ("X-Revision", revision),
            ("Content-Length", str(length)),
        ]
        counts: Counts = self._app.extensions["counts"]
        counts.count(PATH, "GET", 200, time.monotonic() - began, query=True)
        start("200 OK", model.headers + own)
        return [body] if isinstance(body, bytes) else ClosingIterator(body, answer.close)

    def _learn(
        self, environ: WSGIEnvironment, start: StartResponse, kind: tuple[Any, ...]
    ) -> Iterable[bytes]:
        """Sends the request the whole way, and keeps the headers of a good answer as a model."""

        def started(status: str, headers: Headers, *more: Any) -> Any:
            told = {name.lower(): value for name, value in headers}
            media, _, _ = told.get("content-type", "").partition(";")
            lasting = "x-revision" in told and "etag" in told and "set-cookie" not in told
            # A page for people is no answer of a format.
            if status.startswith("200") and lasting and media != "text/html":
                gzipped = told.get("content-encoding") == "gzip"
                model = Model(
                    [(name, value) for name, value in headers if name.lower() not in _OWN],
                    media, environ.get(CHOSEN, ""), gzipped,
                )  # fmt: skip
                large = gzipped or _large(int(told.get("content-length", 0)))
                with self._lock:
                    if len(self._models) >= _MODELS:
                        self._models.clear()
                    self._models[large, *kind] = model
            return start(status, headers, *more)

        return self._application(environ, started)


def _large(length: int) -> bool:
    """Whether an answer of that many bytes is one that would be compressed."""
    return SMALLEST <= length < IN_MEMORY


def _query(environ: WSGIEnvironment) -> str | None:
    """The query of a GET that asks for nothing else; None for any other request."""
    if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "GET":
        return None
    told = environ.get("QUERY_STRING", "")
    if not told.startswith("query=") or "&" in told or len(told) > LONGEST:
        return None
    for name in _UNUSUAL:
        if environ.get(name):
            return None
    if environ.get("CONTENT_LENGTH") not in (None, "", "0") or not told.isascii():
        return None
    with suppress(UnicodeDecodeError):
        text = _unquoted(told[6:])
        return text if text.strip() else None
    return None


def _unquoted(told: str) -> str:
    """What `unquote_plus` gives, in a third of its time: Python's decoder of escapes is in C.

    Raises UnicodeDecodeError for bytes that are no UTF-8.
    """
    if "\\" not in told:  # which would be an escape of another kind
        escapes = told.replace("+", " ").replace("%", "\\x")
        try:
            return escapes.encode("ascii").decode("unicode_escape").encode("latin-1").decode()
        except UnicodeDecodeError:
            pass  # no UTF-8, or a percent sign without two digits
    return unquote_plus(told, errors="strict")


def install(app: Flask) -> None:
    """Puts the short way before the application, unless a line is to be written of each request."""
    if app.extensions["settings"].log == "off":
        app.wsgi_app = FastLane(app.wsgi_app, app)  # type: ignore[method-assign, assignment]
