"""Headers that keep pages to themselves."""

from __future__ import annotations

from flask import Flask, Response, request

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_FRAMED = _POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""Only what is made to be embedded may stand in a frame of others (`web/views/embed.py`)."""
# Inline styles are the widths of bars and positions of marks, computed on the server.


def install(app: Flask) -> None:
    """Sets the headers; reading by other sites' scripts is allowed for data, never for cookies."""

    @app.after_request
    def guard(response: Response) -> Response:
        embedded = request.blueprint == "embed" and response.status_code in (200, 304)
        policy = _FRAMED if embedded else _POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        if embedded:
            response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        if request.method in ("GET", "HEAD", "OPTIONS", "POST"):
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
        if request.method == "OPTIONS":
            # A script elsewhere that posts a query asks first (Fetch, CORS-preflight).
            response.headers.setdefault("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
            response.headers.setdefault("Access-Control-Allow-Headers", "Accept, Content-Type")
            response.headers.setdefault("Access-Control-Max-Age", "86400")
        return response
