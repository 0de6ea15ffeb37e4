"""`/id/<kind>/<key>` and `/ns`: what they name is described elsewhere (303)."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from kg.errors import UnknownThing
from kg.export.graphs import GRAPH_FORMATS
from web.formats import endings
from web.negotiate import HTML, best
from web.reading import library

bp = Blueprint("identity", __name__)
_ENDING = {media: ending for ending, media in GRAPH_FORMATS.items()} | {"application/json": "json"}


@bp.get("/id/<kind>/<path:key>")
def thing(kind: str, key: str) -> Response:
    """See other: the page for people, the data for programs, by Accept or by suffix."""
    try:
        found = library().model.kind(kind)
    except KeyError:
        raise UnknownThing(
            f"No kind is called {kind!r}.",
            remedy="Kinds are: " + ", ".join(k.name for k in library().model) + ".",
        ) from None
    if key.rpartition(".")[2] in endings(found):
        return redirect(url_for(f"things.{found.slug}", key=key), 303)
    wanted = best([HTML, *_ENDING], request.headers.get("Accept")) or HTML
    ending = "" if wanted == HTML else "." + _ENDING[wanted]
    response = redirect(url_for(f"things.{found.slug}", key=key + ending), 303)
    response.vary.add("Accept")
    return response


@bp.get("/ns")
def terms() -> Response:
    """See other: the code book, where each term of our namespace is described."""
    wanted = best([HTML, "text/turtle"], request.headers.get("Accept"))
    ending = "ttl" if wanted == "text/turtle" else ""
    response = redirect(url_for("data.ontology", ending=ending or None), 303)
    response.vary.add("Accept")
    return response


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
