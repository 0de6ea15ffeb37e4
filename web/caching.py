"""Answers kept by revision: ETag and 304, and whole pages in memory."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from threading import Lock

from flask import Flask, Response, g, request

from kg.errors import EngineUnavailable
from web.language import language
from web.reading import library

KEPT = 48 << 20
"""Bytes of pages kept in each process."""
_LARGEST = 2 << 20
_DAY = 86_400


class Pages:
    """The pages served last, up to a number of bytes."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._held = 0
        self._pages: OrderedDict[str, tuple[bytes, dict[str, str]]] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> tuple[bytes, dict[str, str]] | None:
        """The body and headers kept under a tag."""
        with self._lock:
            found = self._pages.get(tag)
            if found:
                self._pages.move_to_end(tag)
            return found

    def keep(self, tag: str, body: bytes, headers: dict[str, str]) -> None:
        """Keeps a page, letting go of those not asked for longest."""
        with self._lock:
            if tag in self._pages or len(body) > _LARGEST:
                return
            self._pages[tag] = body, headers
            self._held += len(body)
            while self._held > self._most:
                _, (old, _) = self._pages.popitem(last=False)
                self._held -= len(old)


def tag_of(key: str, path: str, language: str, accept: str) -> str:
    """A revision never changes, so revision, address, language, Accept and day tell the answer."""
    day = int(time.time() // _DAY)
    told = f"{key}\n{path}\n{language}\n{accept}\n{day}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _tag(key: str) -> str:
    return tag_of(key, request.full_path, language(), request.headers.get("Accept", ""))


def _kept() -> bool:
    return (
        request.method in ("GET", "HEAD")
        and request.endpoint not in (None, "static")
        and (request.blueprint != "operations")
    )


def install(app: Flask) -> None:
    """Answers from what is kept before a view runs, and keeps what a view gave."""
    pages = Pages()

    @app.before_request
    def from_memory() -> Response | None:
        if not _kept() or "lang" in request.args:
            return None
        try:
            tag = _tag(library().current_key())
        except EngineUnavailable:
            return None
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304)
            response.set_etag(tag)
            return response
        found = pages.get(tag)
        if found is None:
            return None
        g.from_memory = True
        body, headers = found
        response = Response(body, headers=headers)
        response.set_etag(tag)
        return response

    @app.after_request
    def to_memory(response: Response) -> Response:
        if not _kept() or response.status_code != 200 or "lang" in request.args:
            return response
        if g.get("from_memory") or "reading" not in g or response.cache_control.no_store:
            return response
        # The reading's own revision, not the newest: they differ while a commit goes by.
        tag = _tag(g.reading.key)
        response.set_etag(tag)
        response.headers.setdefault("Cache-Control", "no-cache")
        if not response.is_streamed and not response.direct_passthrough:
            headers = {
                name: value
                for name, value in response.headers.items()
                if name not in ("Set-Cookie", "Content-Length", "ETag")
            }
            pages.keep(tag, response.get_data(), headers)
        return response
