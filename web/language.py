"""Korean or English: `?lang`, then the cookie, then Accept-Language, then Korean."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_babel import Babel

from kg.export.graphs import GRAPH_FORMATS

LANGUAGES = ("ko", "en")
COOKIE = "lang"
CHOSEN = "kg.language"
"""Where the short way of `/sparql` finds the language chosen, in which labels are looked up."""
_FILES = ("versions", "sparql", "graph_store")
"""Blueprints whose files are the graph itself; only their pages and problems are in a language."""
_SPOKEN = ("text/html", "application/problem+json")


def language() -> str:
    """The language of this request."""
    if "language" not in g:
        # A picture on other people's pages says its language with `in`, and leaves no cookie.
        embedded = request.args.get("in", "") if request.blueprint == "embed" else ""
        asked = embedded or request.args.get("lang") or request.cookies.get(COOKIE) or ""
        accepted = request.accept_languages.best_match(LANGUAGES, default="ko")
        g.language = asked if asked in LANGUAGES else accepted or "ko"
    return str(g.language)


def speaks(response: Response) -> bool:
    """Whether an answer is in the reader's language: dumps, RDF and style sheets are in none."""
    if request.endpoint == "static" or response.mimetype in GRAPH_FORMATS.values():
        return False
    return request.blueprint not in _FILES or response.mimetype in _SPOKEN


def install(app: Flask) -> None:
    """Chooses the language of texts, and keeps a choice made by address in a cookie."""
    Babel(app, default_locale="en", locale_selector=language)

    @app.after_request
    def tell(response: Response) -> Response:
        request.environ[CHOSEN] = language()
        if not speaks(response):
            return response
        response.headers.setdefault("Content-Language", language())
        response.vary.update(("Accept-Language", "Cookie"))
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(
                COOKIE, language(), max_age=31_536_000, samesite="Lax", httponly=True
            )
        return response
