"""`/vocab/<scheme>` and `/vocab/<scheme>/<id>`: lists of concepts, for people and programs."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kg.export import concepts
from kg.export.context import context
from kg.export.graphs import GRAPH_FORMATS, description
from web.described import LICENSED
from web.negotiate import HTML, best
from web.reading import library, reading

bp = Blueprint("vocabulary", __name__)


def _ending(id: str) -> tuple[str, str]:
    """The id and the ending that is asked for, by the address or by Accept."""
    stem, _, ending = id.rpartition(".")
    if stem and ending in GRAPH_FORMATS:
        return stem, ending
    wanted = best([HTML, *GRAPH_FORMATS.values()], request.headers.get("Accept"))
    return id, next((e for e, media in GRAPH_FORMATS.items() if media == wanted), "")


def _graph(iris: list[str], ending: str) -> Response:
    media = GRAPH_FORMATS[ending]
    body = b"".join(description(reading(), iris, media, words=context(library().model)))
    response = Response(body, mimetype=media)
    response.vary.add("Accept")
    response.headers["Link"] = LICENSED
    return response


def _linked(body: str, address: str) -> Response:
    response = Response(body, mimetype=HTML)
    response.vary.add("Accept")
    alternates = (
        f'<{address}.{ending}>; rel="alternate describedby"; type="{media}"'
        for ending, media in GRAPH_FORMATS.items()
    )
    response.headers["Link"] = ", ".join([LICENSED, *alternates])
    return response


@bp.get("/vocab")
def index() -> str:
    """All lists of concepts."""
    model = library().model
    found = {id: len(members) for id, members in sorted(model.concepts.items())}
    return render_template("data/vocabularies.html", schemes=found)


@bp.get("/vocab/<scheme>")
def scheme(scheme: str) -> AnyResponse:
    """One list: its concepts in both languages; all of them as RDF for programs."""
    id, ending = _ending(scheme)
    found = concepts.scheme(reading(), library().model, id)
    if ending:
        return _graph(concepts.members(library().model, id), ending)
    return _linked(render_template("data/scheme.html", scheme=id, found=found), f"/vocab/{id}")


@bp.get("/vocab/<scheme>/<id>")
def concept(scheme: str, id: str) -> AnyResponse:
    """One concept: what is said of it, and the lists of what bears it."""
    id, ending = _ending(id)
    found = concepts.one(reading(), library().model, scheme, id)
    if ending:
        return _graph([found.iri], ending)
    return _linked(
        render_template("data/concept.html", scheme=scheme, id=id, found=found),
        f"/vocab/{scheme}/{id}",
    )


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
