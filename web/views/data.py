"""About the data: versions, the whole graph as a file, the code book."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kg.export.dumps import whole
from kg.model.files import ontology_turtle
from web.negotiate import HTML, best
from web.reading import library, reading, settings

bp = Blueprint("data", __name__)


@bp.get("/data")
def page() -> str:
    """The revision served, the datasets with their licences, the ways to take the data."""
    datasets = reading().ask("datasets")
    holdings = reading().ask("holdings")
    return render_template(
        "data/data.html", datasets=datasets, holdings=holdings, revision=reading().revision
    )


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
    return render_template("data/about.html", revision=reading().revision)


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
