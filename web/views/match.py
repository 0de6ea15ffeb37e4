"""My own list of cities against the graph: a table in, ids and scores out; nothing is stored."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from kg.errors import InputProblem
from kg.export.tables import as_csv
from kg.ingest.matching import ROWS, Match, read_list
from web import analysing
from web.analysing import cities
from web.formats import TABLES, download
from web.reading import reading, settings

bp = Blueprint("match", __name__)
BYTES = 400_000
"""Bytes of a list at most."""
_SHOWN = 500
"""Rows shown on the page; the CSV has all."""


@bp.get("/match")
def form() -> str:
    """The empty form."""
    reading()
    return _page([], "")


@bp.post("/match")
def matched() -> Response:
    """The rows of the pasted text or uploaded CSV, each with what it was found to mean."""
    text, name = _given()
    found = [cities().match(row) for row in read_list(text, name)]
    if request.form.get("format") == "csv":
        body = b"".join(as_csv(_header(), [_row(m) for m in found]))
        return _unkept(download(body, TABLES["csv"], "matched.csv"))
    return _unkept(Response(_page(found, text), mimetype="text/html"))


def _unkept(response: Response) -> Response:
    """Somebody's own list is kept nowhere on its way."""
    response.cache_control.no_store = True
    return response


def _given() -> tuple[str, str]:
    """The text of the form's file, else of its field, and what to call it in a message."""
    file: FileStorage | None = request.files.get("file")
    if file is not None and file.filename:
        content = file.stream.read(BYTES + 1)
        name = file.filename[:80]
        if len(content) <= BYTES:
            try:
                return content.decode("utf-8-sig"), name
            except UnicodeDecodeError as reason:
                raise InputProblem(
                    _("%(name)s is not UTF-8.", name=name),
                    remedy=_("Save it as CSV UTF-8, and give that file."),
                ) from reason
    else:
        text, name = request.form.get("list", ""), _("the list")
        if len(text.encode()) <= BYTES:
            return text, name
    raise InputProblem(
        _("%(name)s is larger than %(most)s kB.", name=name, most=BYTES // 1000),
        remedy=_("Split it, or use the files of the graph."),
    )


def _header() -> list[str]:
    return [_("Name given"), _("Country given"), _("Match"), _("Score"), _("Key"), _("Name here"),
            _("Country or territory"), "IRI", "Wikidata", "GeoNames", _("Others near")]  # fmt: skip


def how_names() -> dict[str, str]:
    """How a row was matched, in the reader's words."""
    return {
        "name": _("by name"),
        "ambiguous": _("several"),
        "like": _("suggestion"),
        "none": _("none"),
    }


def _row(match: Match) -> list[str]:
    given = [match.asked.name, match.asked.country, how_names()[match.how]]
    if not match.places:
        return [*given, *[""] * 8]
    place, score = match.places[0]
    ids = cities().ids.get(place.iri, [])
    return [
        *given, str(score), place.key, place.names[0], place.country, place.iri,
        next((i for i in ids if "wikidata.org" in i), ""),
        next((i for i in ids if "geonames.org" in i), ""),
        "; ".join(p.key for p, _score in match.places[1:]),
    ]  # fmt: skip


def _page(found: list[Match], text: str) -> str:
    first = [place.iri for m in found[:_SHOWN] for place, _score in m.places]
    return render_template(
        "network/match.html",
        found=found[:_SHOWN],
        total=len(found),
        counted=Counter(m.how for m in found),
        how_names=how_names(),
        names=reading().name(sorted(set(first))),
        ids=cities().ids if found else {},
        text=text,
        rows=ROWS,
        size=BYTES // 1000,
        home=settings().home,
    )


def install(app: Flask) -> None:
    """Registers the addresses."""
    analysing.install(app)
    app.register_blueprint(bp)
