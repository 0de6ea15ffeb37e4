"""Development cooperation and money: ODA apart from private giving, nothing counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, render_template
from markupsafe import Markup

from kg.questions.values import Value
from web.asked import Asked, ask
from web.pictures.split import split
from web.pictures.years import text_of
from web.reading import settings

bp = Blueprint("money", __name__)
PARTS = ("oda", "likely", "unclear", "private")
"""Columns that tell apart what is ODA and what is not."""
BY = ("country", "sector", "goal", "funder", "status")
SHOWN = 10
"""Rows shown of each count; the question shows all."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    """Projects counted by one thing, each row with its bar."""

    by: str
    asked: Asked
    rows: tuple[tuple[Row, Markup], ...]


@dataclass(frozen=True)
class UnderWay:
    """A project under way: where, who pays, and each amount with its source."""

    row: Row
    countries: tuple[Value, ...]
    funders: tuple[Value, ...]
    amounts: tuple[Row, ...]


@bp.get("/oda")
def page() -> str:
    """Projects by country, sector, goal, funder and status; those under way; amounts."""
    home = settings().home
    running = ask("projects-under-way", city=home)
    return render_template(
        "desk/oda.html",
        total=ask("project-total", city=home),
        counts=[_count(by, home) for by in BY],
        running=running,
        projects=under_way(running.table),
        paid=ask("budget-and-disbursement", city=home),
        sums=ask("amount-sums", city=home),
        amounts=ask("amounts", city=home),
        parts=PARTS,
        shown=SHOWN,
    )


def under_way(rows: Iterable[Row]) -> list[UnderWay]:
    """The answer to `projects-under-way`, one entry a project."""
    together: dict[str, list[Row]] = {}
    for row in rows:
        if row["project"] is not None:
            together.setdefault(row["project"].iri, []).append(row)
    return [
        UnderWay(
            same[0],
            _different(row["country"] for row in same),
            _different(row["funder"] for row in same),
            tuple(
                {
                    (r["source"].iri, r["kind"].iri, r["value"].text): r
                    for r in same
                    if r["value"] is not None
                }.values()
            ),
        )
        for same in together.values()
    ]


def _different(values: Iterable[Value | None]) -> tuple[Value, ...]:
    return tuple({value.iri: value for value in values if value is not None}.values())


def _count(by: str, home: str) -> Count:
    asked = ask(f"projects-by-{by}", city=home)
    rows = list(asked.table)
    most = max((int(text_of(row["projects"])) for row in rows), default=0)
    drawn = tuple(
        (row, split([(part, int(text_of(row[part]))) for part in PARTS], most)) for row in rows
    )
    return Count(by, asked, drawn)


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
