"""Which format an answer has: by the address's ending, else by Accept with its q-values."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

HTML = "text/html"


def best(offers: Sequence[str], accept: str | None) -> str | None:
    """The offer that an Accept header likes best, None when it likes none (RFC 9110, 12.5.1).

    The most specific range that fits an offer gives its q; among equal q the order of the
    offers decides. No header, or an empty one, takes the first.
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    scored = []
    for place, offer in enumerate(offers):
        fitting = [(specific, q) for kind, q, specific in ranges if _fits(kind, offer)]
        q = max(fitting)[1] if fitting else 0.0
        if q > 0:
            scored.append((-q, place, offer))
    return min(scored)[2] if scored else None


def _range(part: str) -> tuple[str, float, int]:
    kind, *parameters = (p.strip() for p in part.split(";"))
    q = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                q = min(1.0, max(0.0, float(value)))
            except ValueError:
                q = 0.0
    kind = kind.lower()
    specific = 0 if kind == "*/*" else 1 if kind.endswith("/*") else 2
    return kind, q, specific


def _fits(kind: str, offer: str) -> bool:
    if kind == "*/*":
        return True
    if kind.endswith("/*"):
        return offer.startswith(kind[:-1])
    return kind == offer


def wants_html() -> bool:
    """Whether a person's browser asks (a bare `*/*`, as curl sends, is a program)."""
    accept = request.headers.get("Accept", "")
    return best(["application/json", HTML], accept) == HTML
