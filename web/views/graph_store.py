"""`/rdf-graph-store` and `/graph/…`: SPARQL 1.1 Graph Store HTTP Protocol, the reading part.

https://www.w3.org/TR/sparql11-http-rdf-update/; sections are named below. Writing (5.3 to 5.7)
is not offered: those methods get 405, as section 5 wants of a server that does not support them.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request, url_for
from flask_babel import gettext as _

from kg.export.graphs import GRAPH_FORMATS
from kg.questions.graphs import graph_at, graph_iri, path_of, said_in
from web.described import LICENSED
from web.limits import turnstile
from web.negotiate import best
from web.problems import problem
from web.reading import library, reading
from web.spooled import spooled

bp = Blueprint("graph_store", __name__)


@bp.get("/rdf-graph-store")
def indirect() -> Response:
    """A graph named in the address (4.2): `?graph=<iri>`, or `?default` for the union of all.

    Neither, both, or a name that is no absolute IRI is a request that cannot be met: 400.
    """
    named, default = request.args.getlist("graph"), "default" in request.args
    if len(named) + default != 1:
        return problem(
            400,
            _("One graph is wanted."),
            _("Give its name, /rdf-graph-store?graph=<IRI>, or ask for /rdf-graph-store?default."),
        )
    return _graph(graph_iri(named[0]) if named else "")


@bp.get("/graph/<path:path>")
def direct(path: str) -> Response:
    """A graph that the address itself identifies (4.1).

    `/graph/source/<key>` is what one source says, `/graph/<name>` a graph of ours, such as
    `/graph/vocabulary`; an ending (`.ttl .nt .rdf .jsonld`) chooses the format.
    """
    stem, dot, ending = path.rpartition(".")
    if dot and ending in GRAPH_FORMATS:
        return _graph(graph_at(library().names, stem), ending)
    return _graph(graph_at(library().names, path))


def _graph(graph: str, ending: str = "") -> Response:
    """HTTP GET (5.2) and HEAD (5.8): the graph in the format asked for, 404 where there is none."""
    offers = list(GRAPH_FORMATS.values())
    media = GRAPH_FORMATS[ending] if ending else best(offers, request.headers.get("Accept"))
    if media is None:
        return problem(
            406,
            _("A graph is not offered in the format asked for."),
            _("Ask for one of: %(all)s.", all=", ".join(offers)),
            offers=offers,
        )
    with turnstile().turn(request.remote_addr or "") as patient:
        pieces = said_in(reading(patient=patient), graph, media)
        response = spooled(pieces, media + ("; charset=utf-8" if media == "text/turtle" else ""))
    response.vary.add("Accept")
    response.headers["X-Revision"] = reading().revision
    response.headers["Link"] = ", ".join((LICENSED, *_links(graph)))
    return response


def _links(graph: str) -> list[str]:
    if not graph:
        return []
    path = path_of(library().names, graph)
    here = (
        [] if path is None else [f'<{url_for("graph_store.direct", path=path)}>; rel="canonical"']
    )
    described = library().names.split(graph)
    if described is None:
        return here
    page = url_for("identity.thing", kind=described[0], key=described[1])
    return [*here, f'<{page}>; rel="describedby"']


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
