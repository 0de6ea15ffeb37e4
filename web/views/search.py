"""One box over everything."""

from __future__ import annotations

from flask import Blueprint, Flask, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kg.errors import QuestionProblem
from web.reading import library, reading

bp = Blueprint("search", __name__)
PAGE = 20


@bp.get("/search")
def page() -> str:
    """What was found for `?q`, by kind, with what was assumed for a misspelling."""
    text = request.args.get("q", "").strip()
    kind = request.args.get("kind", "")
    number = request.args.get("page", "1")
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        raise QuestionProblem(
            _("%(page)s is no page.", page=number), remedy=_("Pages are counted from 1.")
        )
    found = reading().search(
        text, kinds=(kind,) if kind else (), limit=PAGE, offset=(int(number) - 1) * PAGE
    )
    names = reading().name([hit.thing for hit in found.hits])
    return render_template(
        "search/results.html",
        text=text,
        kind=kind,
        number=int(number),
        found=found,
        names=names,
        pages=max(1, -(-found.total // PAGE)),
    )


@bp.get("/search/suggest")
def suggest() -> Response:
    """Names that begin with what is being typed, for the search box."""
    kinds = library().model
    # Cities and ties lead: whoever types a name mostly wants the place, not its hundred events.
    hits = sorted(
        reading().suggest(request.args.get("q", ""), limit=40),
        key=lambda hit: (hit.match == "infix", kinds.kind(hit.kind).order > 2),
    )[:8]
    names = reading().name([hit.thing for hit in hits])
    return jsonify(
        [
            {
                "name": names[hit.thing].text,
                "kind": kinds.kind(hit.kind).label[reading().language],
                "href": f"/{kinds.kind(hit.kind).slug}/{names[hit.thing].key}",
            }
            for hit in hits
            if names[hit.thing].kind is not None
        ]
    )


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
