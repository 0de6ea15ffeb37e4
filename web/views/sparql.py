"""`/sparql`: SPARQL 1.1 Protocol, the query part, and a plain form for people."""

from __future__ import annotations

import re
from typing import cast

from flask import Blueprint, Flask, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import KgError
from kg.export.graphs import GRAPH_FORMATS
from kg.export.service import service_description
from kg.questions.endpoint import Asked, Shown, asked, bounds, outside
from web.fast_lane import FAILED
from web.journal import note_query
from web.language import language
from web.limits import turnstile
from web.negotiate import HTML, best
from web.problems import problem, status_of
from web.reading import library, reading, settings
from web.spooled import spooled

bp = Blueprint("sparql", __name__)
QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"
LONGEST_ADDRESS = 16_000
CALL = "X-Query-Call"
"""The header in which a client gives its query a number, by which it can cancel it."""
SCOPE = ("revision", "default-graph-uri", "named-graph-uri")
"""What a request may say besides the query of what it is asked of; the page's form hands it on."""
HANDED = 256 * 1024
"""Bytes of an answer that a page hands to its editor; a larger one stays as the page shows it."""
OPENING = """PREFIX cd: <https://w3id.org/city-diplomacy/ns#>

SELECT ?tie ?name ?relation ?since
WHERE {{
  ?tie a cd:Partnership ; cd:caption ?name ; cd:currentRelation ?relation .
  OPTIONAL {{ ?tie cd:since ?since }}
  FILTER (LANG(?name) = "{language}")
}}
ORDER BY DESC(STR(?since))
LIMIT 50"""
"""The query the page opens with, whose names are in the reader's language."""


@bp.before_request
def within_bounds() -> AnyResponse | None:
    """Refuses addresses too long to be passed on by every proxy, before they are parsed."""
    if len(request.full_path) > LONGEST_ADDRESS:
        return problem(
            414,
            _("The address is longer than %(n)s characters.", n=LONGEST_ADDRESS),
            _("Post the query instead."),
        )
    return None


@bp.after_request
def for_scripts(response: Response) -> Response:
    """Lets scripts of other sites ask, and read what they need."""
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    exposed = "ETag, Content-Language, Retry-After, X-Revision"
    response.headers["Access-Control-Expose-Headers"] = exposed
    return response


@bp.route("/sparql", methods=["GET", "POST"])
def endpoint() -> str | AnyResponse:
    """Answers a query given by GET, by a posted form, or posted as such."""
    values = request.args
    text = request.args.get("query")
    if request.method == "POST":
        kind = request.mimetype
        if kind == QUERY_TYPE:
            text = request.get_data().decode("utf-8", errors="replace")
        elif kind == FORM_TYPE:
            values = request.form
            text = request.form.get("query")
            if "update" in request.form:
                return problem(
                    403,
                    _("SPARQL Update is not taken here."),
                    _("Data are changed by import; ask with SELECT, ASK, CONSTRUCT or DESCRIBE."),
                )
        else:
            detail = _("A query is posted as %(a)s or %(b)s.", a=QUERY_TYPE, b=FORM_TYPE)
            return problem(403 if kind.endswith("sparql-update") else 415, detail)
    if len(values.getlist("query")) > 1 or (text is not None and not text.strip()):
        return problem(
            400, _("One query is wanted."), _("Give one: /sparql?query=SELECT… by GET, or post it.")
        )
    if text is None:
        if request.method in ("GET", "HEAD") and _for_people():
            opening = OPENING.format(language=language())
            empty = {"query": opening, "result": None, "scope": _scope(values)}
            return render_template("sparql/form.html", **empty)
        described = best(list(GRAPH_FORMATS.values()), request.headers.get("Accept"))
        # Without any parameter the service describes itself (SPARQL 1.1 Service Description, 2);
        # with one, a client that takes anything has misspelt or forgotten the query.
        wanted = not request.query_string or not _anything()
        if request.method in ("GET", "HEAD") and described and wanted:
            told = service_description(settings(), request.base_url, described)
            return Response(told, mimetype=described)
        return problem(
            400,
            _("No query was given."),
            _("Give one: /sparql?query=SELECT… by GET, or post it."),
        )
    note_query(text)
    if FAILED in request.environ:
        raise cast(KgError, request.environ[FAILED])
    with turnstile().turn(request.remote_addr or "") as patient:
        question = asked(
            text,
            tuple(values.getlist("default-graph-uri")),
            tuple(values.getlist("named-graph-uri")),
            current_app.extensions["outside"],
            _call(request.headers.get(CALL, "")),
        )
        note_query(text, question.form)
        reading(values.get("revision", ""), patient=patient)
        if _for_people() and not values.get("format"):
            return _page(question, text, _scope(values))
        return _answer(question, values.get("format", ""))


@bp.post("/sparql/cancel")
def cancel() -> AnyResponse:
    """Ends the query that was sent with a number of its own in X-Query-Call."""
    if call := _call(request.form.get("call", "")):
        library().cancel(call)
        return Response(status=204)
    return problem(
        400, _("No query is named."), _("Post call=…, the number the query was sent with.")
    )


def _call(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,15}", text) else 0


def _anything() -> bool:
    """Whether the client takes whatever there is (no Accept, or `*/*`)."""
    return request.headers.get("Accept", "*/*").strip() in ("", "*/*")


def _for_people() -> bool:
    return best(["application/json", HTML], request.headers.get("Accept")) == HTML


def _answer(question: Asked, ending: str) -> Response:
    offers = [f.media_type for f in question.formats]
    named = question.format(ending) if ending else None
    if named:
        chosen: str | None = named.media_type
    else:
        # Clients send names of their own here (SPARQLWrapper: `turtle`) and mean the same by Accept.
        # Aliases (application/json, text/xml) are honoured after the registered names.
        alike = {a: f.media_type for f in question.formats for a in f.aliases if "/" in a}
        liked = best([*offers, *alike], request.headers.get("Accept"))
        chosen = alike.get(liked, liked) if liked else None
    if chosen is None:
        return problem(
            406,
            _("This query cannot be answered in the format asked for."),
            _("Ask for one of: %(all)s.", all=", ".join(offers)),
            offers=offers,
        )
    format = question.format(chosen)
    assert format is not None
    response = spooled(question.answer(reading(), chosen), format.content_type)
    if not question.lasting:
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    response.headers["X-Revision"] = reading().revision
    return response


def limits_told() -> list[dict[str, str | float]]:
    """Every limit of the endpoint in the reader's language; sizes from a mebibyte on in MiB."""
    labels = {
        "deadline": _("Time of a query"),
        "memoryLimit": _("Memory of a query, on top of the graph"),
        "answerLimit": _("Size of an answer"),
        "lengthLimit": _("Length of a query"),
        "depthLimit": _("Brackets within one another"),
        "patternLimit": _("Patterns in a group"),
        "clientLimit": _("Queries of one client at once"),
        "rateLimit": _("Queries one client may start in a minute"),
        "queryLimit": _("Queries of all clients at once"),
        "longQueryLimit": _("Queries over 0.25 seconds at once; others wait"),
        "serviceLimit": _("SERVICE clauses in a query"),
        "serviceRows": _("Rows of one SERVICE clause"),
    }
    units = {"seconds": _("seconds"), "KiB": "KiB", "MiB": "MiB"}
    told: list[dict[str, str | float]] = []
    for bound in bounds(settings()):
        number, unit = bound.number, bound.unit
        if unit == "bytes":
            number, unit = (
                (bound.number / 2**20, "MiB")
                if bound.number >= 2**20
                else (bound.number / 2**10, "KiB")
            )
        shown = int(number) if number == int(number) else number
        told.append(
            {"term": bound.term, "label": labels[bound.term], "number": shown,
             "unit": units.get(unit, "")}
        )  # fmt: skip
    return told


def _scope(values: MultiDict[str, str]) -> dict[str, list[str]]:
    """What the request is asked of, as far as it is said."""
    told = {name: [value for value in values.getlist(name) if value] for name in SCOPE}
    return {name: given for name, given in told.items() if given}


def _page(question: Asked, text: str, scope: dict[str, list[str]]) -> Response:
    """The answer under the form; a problem of the query is shown there too."""
    failed, shown, status = None, None, 200
    try:
        shown = question.shown(reading())
    except KgError as found:
        failed, status = found, status_of(found)
    body = render_template(
        "sparql/form.html",
        query=text,
        scope=scope,
        result=shown and shown.table,
        raw=shown.content.decode() if shown and not shown.table else "",
        given=_handed(shown) if shown and len(shown.content) <= HANDED else None,
        failed=failed,
        formats=question.formats,
        limits=library().limits,
    )
    return Response(body, status, mimetype=HTML)


def _handed(shown: Shown) -> dict[str, str]:
    """The answer as the page's script takes it, so that it need not ask again."""
    return {
        "content": shown.content.decode(),
        "type": shown.format.content_type,
        "revision": reading().revision,
    }


def install(app: Flask) -> None:
    """Registers the endpoint."""
    app.extensions["outside"] = outside(app.extensions["settings"])
    app.register_blueprint(bp)
    app.jinja_env.globals.update(limits_told=limits_told)
