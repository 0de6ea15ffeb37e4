"""The board of values that sources give differently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Flask, render_template
from werkzeug.wrappers import Response

from kg.model import Property
from kg.questions.library import Table
from kg.questions.values import Value
from web.footnotes import footnotes
from web.reading import reading
from web.views.questions import answer_in

bp = Blueprint("conflicts", __name__)
Row = dict[str, Value | None]


@dataclass(frozen=True)
class Conflict:
    """A property of a thing with its rival values, the one shown first leading."""

    whole: Value | None
    """What the thing is a part of, such as the tie of a stage."""
    thing: Value
    property: Property
    values: tuple[tuple[Row, ...], ...]
    """Rows by value: the sources that agree stand together."""


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
    return render_template(
        "conflicts/board.html",
        conflicts=conflicts(values),
        counts=[(rows[0], rows) for rows in _together(counts, "subject", "measure")],
        shown=values.sources | counts.sources,
    )


def conflicts(table: Table) -> list[Conflict]:
    """The answer to the stored question `conflicts`, put together by thing and property."""
    found = []
    for rows in _together(table, "whole", "thing", "property"):
        thing, path = rows[0]["thing"], rows[0]["property"]
        if thing is not None and path is not None and thing.kind is not None:
            values = tuple(tuple(same) for same in _together(rows, "value"))
            prop = thing.kind.find(path.iri)
            found.append(Conflict(rows[0]["whole"], thing, prop, values))
    return found


def _together(rows: Iterable[Row], *columns: str) -> list[list[Row]]:
    """Rows next to each other that agree in some columns."""

    def key(row: Row) -> tuple[str, ...]:
        return tuple(value.iri or value.text if (value := row[c]) else "" for c in columns)

    return [list(same) for _, same in groupby(rows, key)]


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
