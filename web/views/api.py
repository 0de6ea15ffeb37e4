"""What programs can call: a page for people, and the same as OpenAPI."""

from __future__ import annotations

import json

from flask import Blueprint, Flask, render_template, url_for
from werkzeug.wrappers import Response

from kg.export import versions
from kg.export.citation import citation
from kg.questions.topics import by_topic
from web.described import LICENSED
from web.fetching import fetched
from web.openapi import document
from web.reading import library, reading, settings

bp = Blueprint("api", __name__)
_SHOWN = "asleep"
"""The question whose address is shown as an example."""


@bp.get("/api")
def page() -> str:
    """Addresses, formats, limits, licence and citation, for those who write programs."""
    entry = versions.revision(settings(), reading().revision)
    files = {
        ending: url_for("questions.page", name=f"{_SHOWN}.{ending}", _external=True)
        for ending in ("csv", "json")
    }
    return render_template(
        "api/api.html",
        topics=by_topic(library().catalogue),
        kinds=[kind for kind in library().model if kind.properties],
        cited=citation(library().names, entry),
        example=library().catalogue[_SHOWN],
        programs=list(fetched(_SHOWN, files["csv"], files["json"])),
        root=url_for("home.page", _external=True).rstrip("/"),
        a_minute=settings().client_minute,
        at_once=settings().client_queries,
    )


@bp.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI 3.1 document."""
    body = json.dumps(document(reading().language), ensure_ascii=False)
    response = Response(body + "\n", mimetype="application/json")
    response.headers["Link"] = LICENSED
    return response


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
