"""A table for the council: one page of partners by country, to print or as a workbook."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Flask, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from web.asked import ask
from web.pictures.years import text_of
from web.reading import settings
from web.views.desk.files import spreadsheet
from web.words import today

bp = Blueprint("council", __name__)
COLUMNS = ("country", "partner", "relation", "since", "last", "exchanges", "projects")


@bp.get("/council")
@bp.get("/council.<ending>")
def page(ending: str = "") -> str | Response:
    """Partners by country, most partners first."""
    home = settings().home
    asked = ask("council-table", city=home)
    if ending:
        header = [_("Country or territory"), _("City"), _("Relation"), _("Signed")]
        header += [_("Last exchange"), _("Exchanges on record"), _("Projects")]
        rows = [[text_of(row[c]) for c in COLUMNS] for row in asked.table]
        name = f"council-{today().isoformat()}"
        return spreadsheet(header, rows, ending, name=name, title=_("Partner cities"))
    signed = ask("signatures", city=home)
    countries = [
        list(same)
        for _country, same in groupby(
            asked.table, lambda row: row["country"].iri if row["country"] else ""
        )
    ]
    countries.sort(key=lambda rows: (-len(rows), text_of(rows[0]["country"])))
    return render_template(
        "desk/council.html",
        asked=asked,
        sources={row["tie"].iri: row["sources"] for row in signed.merged("tie")},
        countries=countries,
        total=ask("partner-total", city=home),
        relations=ask("how-many", city=home),
    )


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
