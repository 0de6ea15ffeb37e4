"""A line a request, as JSON, without anything that tells of a person.

Kept: when, the route, the path of pages of ours, status, milliseconds, bytes, language, whether
it was kept in memory, what kind of program asked; of a query its form, its length and the first
digits of its SHA-256. Not kept: the address of the client, cookies, what was searched for (the
part of the address after the question mark), the text of a query (a name may stand in it), the
User-Agent in its own words. The digest tells that the same query came again, or that a query
somebody reports is this one; it cannot be read back.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

from kg.settings import Settings
from web.language import language

_KINDS = (
    ("crawler", ("bot", "crawl", "spider", "slurp")),
    ("library", ("curl", "wget", "python", "java", "sparql", "rdf", "comunica", "node", "libwww")),
    ("browser", ("mozilla", "opera")),
)


def kind_of(agent: str) -> str:
    """What asks, by its User-Agent: `crawler`, `library`, `browser`, `other`, or `none`."""
    told = agent.lower()
    if not told:
        return "none"
    return next((kind for kind, words in _KINDS if any(w in told for w in words)), "other")


def note_query(text: str, form: str = "") -> None:
    """Tells the journal and the metrics that this request asks a query of the visitor's own."""
    g.query = {
        "query": hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16],
        "length": len(text),
        **({"form": form} if form else {}),
    }


def _logger(where: str) -> logging.Logger:
    """A logger that writes bare lines; a file that was moved away is opened anew."""
    logger = logging.Logger("web.journal", logging.INFO)
    handler: logging.Handler
    if where == "stderr":
        handler = logging.StreamHandler(sys.stderr)
    else:
        Path(where).parent.mkdir(parents=True, exist_ok=True)
        handler = WatchedFileHandler(where, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    return logger


def line(response: Response, seconds: float) -> dict[str, Any]:
    """What is kept of a request."""
    rule = request.url_rule.rule if request.url_rule else ""
    told = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method if request.url_rule else "",
        "route": rule,
        # An address that is none of ours may hold anything.
        "path": request.path if rule and response.status_code < 400 else "",
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "bytes": response.content_length,
        "type": response.mimetype,
        "lang": language(),
        "kept": bool(g.get("from_memory")),
        "agent": kind_of(request.headers.get("User-Agent", "")),
        "revision": g.reading.revision[:12] if "reading" in g else "",
        **g.get("query", {}),
    }
    return {name: value for name, value in told.items() if value not in ("", None)}


def install(app: Flask) -> None:
    """Takes the time of each request, and writes its line where the settings say."""
    settings: Settings = app.extensions["settings"]
    logger = None if settings.log == "off" else _logger(settings.log)
    app.extensions["journal"] = logger

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        if logger is not None:
            seconds = time.monotonic() - g.get("began", time.monotonic())
            logger.info(json.dumps(line(response, seconds), ensure_ascii=False))
        return response
