"""One table from kinds of error to statuses; a page or problem+json says problem and remedy."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kg import errors
from kg.questions.page import Moved
from web.negotiate import wants_html

_STATUS: tuple[tuple[type[errors.KgError], int], ...] = (
    (errors.UnknownThing, 404),
    (errors.UnknownRevision, 404),
    (errors.QuestionProblem, 400),
    (errors.QuerySyntax, 400),
    (errors.QueryRefused, 403),
    (errors.QueryTimeout, 504),
    (errors.QueryTooLarge, 413),
    (errors.EngineUnavailable, 503),
    (errors.SearchProblem, 503),
    (errors.QueryProblem, 500),
    (errors.InputProblem, 400),
    (errors.KgError, 500),
)
_log = logging.getLogger(__name__)


def status_of(problem: errors.KgError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in _STATUS if isinstance(problem, kind))


def titles() -> dict[int, str]:
    """What each status means, in the reader's language."""
    return {
        400: _("This cannot be answered as asked"),
        403: _("This is not allowed here"),
        404: _("There is nothing at this address"),
        405: _("This address does not take that method"),
        406: _("This format is not offered"),
        413: _("This is too large"),
        415: _("This type of content is not taken"),
        429: _("Too many requests"),
        500: _("Something went wrong on our side"),
        503: _("The graph is not being served right now"),
        504: _("The answer took too long"),
    }


def problem(status: int, detail: str, remedy: str = "", **more: object) -> Response:
    """The error as a page for people, as problem+json (RFC 9457) for programs."""
    title = titles().get(status, _("Error"))
    if wants_html():
        body = render_template(
            "errors/problem.html", status=status, title=title, detail=detail, remedy=remedy
        )
        response = Response(body, status, mimetype="text/html")
    else:
        told = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
            **({"remedy": remedy} if remedy else {}),
            **more,
        }
        response = Response(
            json.dumps(told, ensure_ascii=False) + "\n", status, mimetype="application/problem+json"
        )
    if status in (429, 503, 504):
        response.headers["Retry-After"] = "5"
    response.headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask) -> None:
    """Answers every error in one shape."""

    @app.errorhandler(Moved)
    def moved(found: Moved) -> AnyResponse:
        return redirect(url_for("identity.thing", kind=found.kind, key=found.key), 301)

    @app.errorhandler(errors.KgError)
    def known(found: errors.KgError) -> Response:
        status = status_of(found)
        if status >= 500:
            _log.warning("problem status=%d path=%s detail=%s", status, request.path, found.problem)
        place = {}
        if isinstance(found, errors.QuerySyntax) and found.line:
            place = {"line": found.line, "column": found.column}
        return problem(status, found.problem, found.remedy, **place)

    @app.errorhandler(HTTPException)
    def http(found: HTTPException) -> AnyResponse:
        if found.response is not None or not found.code or found.code < 400:
            return found.get_response()
        remedies = {404: _("Check the address, or search for what you want.")}
        response = problem(
            found.code, str(found.description or found.name), remedies.get(found.code, "")
        )
        for name, value in found.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unknown(found: Exception) -> Response:
        # The last line: a fault of ours is logged whole, and the visitor sees none of it.
        _log.exception("fault path=%s", request.path)
        return problem(500, _("The fault was logged."), _("Try again later."))
