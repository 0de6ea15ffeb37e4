"""Korean or English: `?lang`, then the cookie, then Accept-Language, then Korean."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_babel import Babel

LANGUAGES = ("ko", "en")
COOKIE = "lang"


def language() -> str:
    """The language of this request."""
    if "language" not in g:
        # A picture on other people's pages says its language with `in`, and leaves no cookie.
        embedded = request.args.get("in", "") if request.blueprint == "embed" else ""
        asked = embedded or request.args.get("lang") or request.cookies.get(COOKIE) or ""
        accepted = request.accept_languages.best_match(LANGUAGES, default="ko")
        g.language = asked if asked in LANGUAGES else accepted or "ko"
    return str(g.language)


def install(app: Flask) -> None:
    """Chooses the language of texts, and keeps a choice made by address in a cookie."""
    Babel(app, default_locale="en", locale_selector=language)

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers.setdefault("Content-Language", language())
        response.vary.update(("Accept-Language", "Cookie"))
        if request.args.get("lang") in LANGUAGES:
            response.set_cookie(
                COOKIE, language(), max_age=31_536_000, samesite="Lax", httponly=True
            )
        return response
