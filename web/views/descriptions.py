"""Descriptions of the data for harvesters: VoID, DCAT, the questions as RDF, JSON-LD's context."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from kg.export import versions
from kg.export.catalogue import catalogue
from kg.export.context import context_document
from kg.export.description import written
from kg.export.dumps import dumps
from kg.export.void import void
from kg.questions.examples import examples
from web.described import document, graph_media, site
from web.reading import library, reading, settings

bp = Blueprint("descriptions", __name__)


@bp.get("/.well-known/void")
@bp.get("/data/void")
@bp.get("/data/void.<ending>")
def statistics(ending: str = "") -> Response:
    """The graph in VoID, with counts of the revision served."""
    media = graph_media(ending)
    return document(written(void(reading(), site(), settings().home), media), media)


@bp.get("/data/catalog")
@bp.get("/data/catalog.<ending>")
def catalog(ending: str = "") -> Response:
    """The datasets and their files in DCAT."""
    media = graph_media(ending)
    return document(catalogue_in(media), media)


def catalogue_in(media: str) -> bytes:
    """The catalogue of the revision served, in a media type of graphs."""
    id = reading().revision
    told = catalogue(
        reading(),
        site(),
        versions.version(settings(), id),
        dumps(settings(), id),
        versions.first(settings()),
        settings().contact,
    )
    return written(told, media)


@bp.get("/data/questions")
@bp.get("/data/questions.<ending>")
def questions(ending: str = "") -> Response:
    """The stored questions as executable SHACL examples."""
    media = graph_media(ending)
    told = examples(library().catalogue, library().names)
    return document(written(told, media), media)


@bp.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of our exports."""
    response = document(context_document(library().model), "application/ld+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
