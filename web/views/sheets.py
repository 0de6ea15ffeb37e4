"""Blank sheets to fill in: the columns each kind's shape declares, with their help."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from kg.errors import UnknownThing
from kg.export.sheets import blank_csv, blank_xlsx
from web.formats import XLSX, download
from web.reading import library, reading

bp = Blueprint("sheets", __name__)


@bp.get("/sheets/<slug>.<ending>")
def blank(slug: str, ending: str) -> Response:
    """The blank sheet of a kind, as CSV or as XLSX with a sheet of explanations."""
    try:
        kind = library().model.kind(slug)
    except KeyError:
        raise UnknownThing(
            f"No kind is called {slug!r}.", remedy="See the code book at /ontology."
        ) from None
    if ending == "csv":
        return download(blank_csv(kind), "text/csv; charset=utf-8", f"{kind.slug}-blank.csv")
    if ending == "xlsx":
        body = blank_xlsx(library().model, kind, reading().language)
        return download(body, XLSX, f"{kind.slug}-blank.xlsx")
    raise UnknownThing(f"No blank sheet ends in .{ending}.", remedy="Use csv or xlsx.")


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
