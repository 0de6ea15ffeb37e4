"""Answers sent compressed to those who take them so."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

SMALLEST = 1_000
"""Bytes under which compressing gains nothing."""
_TEXTUAL = ("text/", "application/json", "application/ld+json", "application/sparql-results",
            "application/rdf", "application/n-", "application/trig", "image/svg")  # fmt: skip


def packed(body: bytes) -> bytes:
    """The body compressed; the same one always to the same bytes."""
    return gzip.compress(body, 5, mtime=0)


def install(app: Flask) -> None:
    """Compresses textual answers that are whole in memory (a stream is passed on as it is)."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not (response.mimetype or "").startswith(_TEXTUAL):
            return response
        response.vary.add("Accept-Encoding")
        wanted = request.accept_encodings.quality("gzip") > 0
        if not wanted or response.is_streamed or response.direct_passthrough:
            return response
        if response.status_code != 200 or "Content-Encoding" in response.headers:
            return response
        body = response.get_data()
        if len(body) < SMALLEST:
            return response
        response.set_data(packed(body))
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag:
            # The same answer in other bytes: a weak tag says so (RFC 9110, 8.8.1).
            response.set_etag(tag, weak=True)
        return response
