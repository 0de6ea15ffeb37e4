"""The page of one thing: what each source says of it, and what points to it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, render_template, request
from werkzeug.wrappers import Response

from kg.export.schema_org import thing_document
from kg.model import Kind
from web.footnotes import footnotes
from web.formats import endings, exported
from web.reading import library, reading, settings
from web.views.panels import PANELS, pointing
from web.views.templates import template_of


def _view(kind: Kind) -> Callable[..., str | Response]:
    def view(key: str) -> str | Response:
        stem, dot, ending = key.rpartition(".")
        if dot and ending in endings(kind):
            iri = library().names.thing(kind.name, stem).value
            reading().page(kind, stem)
            return exported(kind, [iri], ending, name=stem)
        page = reading().page(kind, key)
        footnotes().know(page.sources)
        return render_template(
            template_of("things", kind, "page.html"),
            page=page,
            kind=kind,
            schema_org=thing_document(page, request.path, settings().ontology),
            **PANELS.get(kind.name, pointing)(page),
        )

    view.__doc__ = f"The page of a {kind.label['en'].lower()}."
    return view


def install(app: Flask) -> None:
    """A page for every kind the model knows."""
    things = Blueprint("things", __name__)
    with app.app_context():
        for kind in library().model:
            things.add_url_rule(f"/{kind.slug}/<key>", kind.slug, _view(kind))
    app.register_blueprint(things)
