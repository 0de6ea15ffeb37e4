"""About the data: versions, the whole graph as a file, the code book."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QuestionProblem
from kg.export import versions
from kg.export.citation import citation
from kg.export.dumps import whole
from kg.export.graphs import GRAPH_FORMATS
from kg.export.schema_org import dataset_document
from kg.model.files import ontology_turtle
from web.described import LICENSED, document
from web.negotiate import HTML, best
from web.reading import library, reading, settings
from web.views.descriptions import catalogue_in

bp = Blueprint("data", __name__)
REVISIONS = 50
"""Revisions a page."""
_FILES = {"nq": "application/n-quads", "trig": "application/trig"}


@bp.get("/data")
def page() -> AnyResponse:
    """The datasets and revisions for people, the catalogue in DCAT for programs."""
    graphs = list(GRAPH_FORMATS.values())
    wanted = best([HTML, *graphs], request.headers.get("Accept"))
    if wanted in graphs:
        return document(catalogue_in(wanted), wanted)
    number = request.args.get("page", "1")
    if not number.isdecimal() or not 0 < int(number) < 1_000_000:
        raise QuestionProblem(
            _("%(page)s is no page.", page=number), remedy=_("Pages are counted from 1.")
        )
    entries, total = versions.history(settings(), int(number), REVISIONS)
    id = reading().revision
    cited = citation(library().names, versions.revision(settings(), id))
    files = {media: f"/data/{id}.{ending}" for ending, media in _FILES.items()}
    body = render_template(
        "data/data.html",
        datasets=reading().ask("datasets"),
        holdings=reading().ask("holdings"),
        revision=id,
        revisions=entries,
        total=total,
        number=int(number),
        pages=max(1, -(-total // REVISIONS)),
        per=REVISIONS,
        schema_org=dataset_document(cited, "/data", files),
    )
    response = Response(body, mimetype=HTML)
    response.vary.add("Accept")
    links = {
        "/data/catalog.ttl": 'rel="describedby"; type="text/turtle"',
        "/data/void.ttl": 'rel="describedby"; type="text/turtle"',
        **{
            f"/data/catalog.{ending}": f'rel="alternate"; type="{media}"'
            for ending, media in GRAPH_FORMATS.items()
            if ending != "ttl"
        },
    }
    told = [f"<{address}>; {how}" for address, how in links.items()]
    response.headers["Link"] = ", ".join([LICENSED, '</data>; rel="canonical"', *told])
    return response


@bp.get("/data.nq")
def dump() -> Response:
    """The revision served as N-Quads, each statement in the graph of its source."""
    revision = reading().revision
    response = Response(whole(settings(), revision), mimetype="application/n-quads")
    response.headers["Content-Disposition"] = f'attachment; filename="graph-{revision[:12]}.nq"'
    return response


@bp.get("/ontology")
@bp.get("/ontology.<ending>")
def ontology(ending: str = "") -> str | AnyResponse:
    """The code book for people; the terms and shapes as Turtle for programs."""
    wanted = best([HTML, "text/turtle"], request.headers.get("Accept"))
    if ending == "ttl" or (not ending and wanted == "text/turtle"):
        return Response(ontology_turtle(settings().ontology), mimetype="text/turtle")
    return render_template("data/ontology.html", kinds=library().model.kinds)


@bp.get("/about")
def about() -> str:
    """What this is, how values are chosen, how to cite, licences."""
    entry = versions.revision(settings(), reading().revision)
    return render_template("data/about.html", cited=citation(library().names, entry))


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
