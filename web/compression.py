"""Answers and static files sent compressed to those who take them so."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

SMALLEST = 1_000
"""Bytes under which compressing gains nothing."""
_TEXTUAL = ("text/", "application/json", "application/ld+json", "application/sparql-results",
            "application/rdf", "application/n-", "application/javascript", "application/trig", "image/svg")  # fmt: skip


def packed(body: bytes) -> bytes:
    """The body compressed; the same one always to the same bytes."""
    return gzip.compress(body, 5, mtime=0)


def install(app: Flask) -> None:
    """Compresses textual answers that are whole in memory (a stream is passed on as it is).

    Style sheets and scripts too: each version of a file is compressed once a process.
    """
    files: dict[str, bytes] = {}

    @app.after_request
    def compress(response: Response) -> Response:
        if not (response.mimetype or "").startswith(_TEXTUAL):
            return response
        response.vary.add("Accept-Encoding")
        wanted = request.accept_encodings.quality("gzip") > 0
        if not wanted or response.status_code != 200 or "Content-Encoding" in response.headers:
            return response
        tag, _ = response.get_etag()
        if request.endpoint == "static" and tag:
            # Flask's tag of a file is made of its path, time and size.
            if tag not in files:
                response.direct_passthrough = False
                files[tag] = packed(response.get_data())
            response.close()
            response.set_data(files[tag])
            response.headers.pop("Accept-Ranges", None)
        elif not response.is_streamed and not response.direct_passthrough:
            body = response.get_data()
            if len(body) < SMALLEST:
                return response
            response.set_data(packed(body))
        else:
            return response
        response.headers["Content-Encoding"] = "gzip"
        if tag:
            # The same answer in other bytes: a weak tag says so (RFC 9110, 8.8.1).
            response.set_etag(tag, weak=True)
        return response
