"""One table from kinds of error to statuses; a page or problem+json says problem and remedy."""

from __future__ import annotations

import json
import logging
import re

from flask import Flask, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kg import errors
from kg.questions.page import Moved
from web.language import language
from web.limits import TooMany
from web.negotiate import wants_html

_STATUS: tuple[tuple[type[errors.KgError], int], ...] = (
    (TooMany, 429),
    (errors.UnknownThing, 404),
    (errors.UnknownRevision, 404),
    (errors.QuestionProblem, 400),
    (errors.QuerySyntax, 400),
    (errors.QueryRefused, 403),
    (errors.QueryTimeout, 504),
    (errors.QueryTooLarge, 413),
    (errors.ServiceProblem, 502),
    (errors.EngineUnavailable, 503),
    (errors.SearchProblem, 503),
    (errors.QueryProblem, 500),
    (errors.InputProblem, 400),
    (errors.KgError, 500),
)
_HANGUL = re.compile("[가-힣]")
_QUOTED = re.compile("""'[^']*'|"[^"]*\"""")
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
        414: _("The address is too long"),
        415: _("This type of content is not taken"),
        429: _("Too many requests"),
        500: _("Something went wrong on our side"),
        502: _("Another server did not answer as it should"),
        503: _("The graph is not being served right now"),
        504: _("The answer took too long"),
    }


def advice(status: int, cause: errors.KgError | None = None) -> str:
    """What a visitor can do about an error of this kind, in the reader's language.

    The library speaks English: problem and remedy of its errors name the very word or column
    that is wrong and stay as they are; this sentence stands before them for everybody.
    """
    by_kind: tuple[tuple[type[errors.KgError], str], ...] = (
        (errors.UnknownThing, _("Search for its name, or look through the list.")),
        (errors.UnknownRevision, _("The data page names the revision that is served.")),
        (errors.QuerySyntax, _("Correct the query at the place named, then run it again.")),
        (
            errors.QueryRefused,
            _("Only reading is possible here: SELECT, ASK, CONSTRUCT, DESCRIBE."),
        ),
        (errors.QueryTimeout, _("Ask for less: name a thing or a class, or set a LIMIT.")),
        (errors.QueryTooLarge, _("Ask for less: fewer columns, a LIMIT, or several steps.")),
        (errors.SearchProblem, _("The search index is being made. Try again in a moment.")),
        (errors.ServiceProblem, _("Try again later, or leave SERVICE out.")),
        (errors.EngineUnavailable, _("Try again in a few seconds.")),
        (errors.QuestionProblem, _("Check the values in the address or the form.")),
    )
    if cause is not None:
        return next((told for kind, told in by_kind if isinstance(cause, kind)), "")
    by_status: dict[int, str] = {
        404: _("Check the address, or search for what you want."),
        405: _("The Allow header names the methods that this address takes."),
        413: _("Send less at once."),
        500: _("The fault was logged. Try again later."),
    }
    return by_status.get(status, "")


def problem(
    status: int,
    detail: str = "",
    remedy: str = "",
    *,
    cause: errors.KgError | None = None,
    **more: object,
) -> Response:
    """The error as a page for people, as problem+json (RFC 9457) for programs."""
    title = titles().get(status, _("Error"))
    if wants_html():
        body = render_template(
            "errors/problem.html",
            status=status,
            title=title,
            advice=advice(status, cause),
            # What the library says is English; a page in Korean marks it as such.
            told=[(text, _tongue(text)) for text in (detail, remedy) if text],
        )
        response = Response(body, status, mimetype="text/html")
    else:
        told = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail or advice(status, cause) or title,
            **({"remedy": remedy} if remedy else {}),
            **more,
        }
        response = Response(
            json.dumps(told, ensure_ascii=False) + "\n",
            status,
            mimetype="application/problem+json",
        )
    if status in (429, 503, 504):
        response.headers["Retry-After"] = str(cause.wait if isinstance(cause, TooMany) else 5)
    response.headers["Cache-Control"] = "no-store"
    return response


def _tongue(text: str) -> str:
    """`en` for an English sentence on a Korean page, whatever stands in its quotes."""
    return "en" if language() != "en" and not _HANGUL.search(_QUOTED.sub("", text)) else ""


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
        return problem(status, found.problem, found.remedy, cause=found, **place)

    @app.errorhandler(HTTPException)
    def http(found: HTTPException) -> AnyResponse:
        if found.response is not None or not found.code or found.code < 400:
            return found.get_response()
        response = problem(found.code)
        for name, value in found.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unknown(found: Exception) -> Response:
        # The last line: a fault of ours is logged whole, and the visitor sees none of it.
        _log.exception("fault path=%s", request.path)
        return problem(500)
