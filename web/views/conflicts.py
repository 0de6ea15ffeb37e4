"""The board of values that sources give differently."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Flask, render_template
from werkzeug.wrappers import Response

from kg.questions.library import Table
from kg.questions.values import Value
from web.footnotes import footnotes
from web.reading import library, reading
from web.views.questions import answer_in

bp = Blueprint("conflicts", __name__)
Row = dict[str, Value | None]


def _grouped(table: Table, *columns: str) -> list[tuple[tuple[Value | None, ...], list[Row]]]:
    def key(row: Row) -> tuple[str, ...]:
        return tuple(str(row[c].iri or row[c].text) if row[c] else "" for c in columns)  # type: ignore[union-attr]

    return [
        (tuple(rows[0][c] for c in columns), rows)
        for rows in (list(rows) for _, rows in groupby(table, key))
    ]


@bp.get("/conflicts")
@bp.get("/conflicts.<ending>")
def page(ending: str = "") -> str | Response:
    """Each thing with its rival values by claimant, the one shown first and why."""
    if ending:
        return answer_in("conflicts", {}, ending)
    values = reading().ask("conflicts")
    counts = reading().ask("rival-counts")
    footnotes().know(values.sources)
    footnotes().know(counts.sources)
    paths = {p.path: p for kind in library().model for p in kind.properties}
    return render_template(
        "conflicts/board.html",
        values=_grouped(values, "whole", "thing", "property"),
        counts=_grouped(counts, "subject", "measure"),
        paths=paths,
        shown=values.sources | counts.sources,
    )


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
