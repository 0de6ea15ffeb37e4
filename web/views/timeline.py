"""`/timeline?a=&b=`: what two cities did together, as a picture and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from web.asked import Asked, ask
from web.pictures.lanes import Event, lanes
from web.pictures.svg import scrolling
from web.reading import library, reading, settings
from web.words import today

bp = Blueprint("timeline", __name__)
LANES = ("stage", "exchange", "project", "edition", "commitment")
"""Kinds of record, from top to bottom."""


def timeline_of(a: str, b: str) -> tuple[Asked, list[dict[str, Any]]]:
    """The question and its rows, a record each, with `lane` and the name of its kind."""
    asked = ask("shared-timeline", a=a, b=b)
    rows = asked.merged("thing")
    for row in rows:
        kind = library().model.kind(row["what"].iri)
        row["lane"], row["kind"] = kind.name, kind.label[reading().language]
    return asked, rows


def drawn(rows: Sequence[dict[str, Any]], label: str) -> Markup | None:
    """The picture of such rows; None when nothing has a date."""
    model, tongue = library().model, reading().language
    names = [(lane, model.kind(lane).plural[tongue]) for lane in LANES]
    return lanes([_event(row) for row in rows], names, today(), label)


def _event(row: dict[str, Any]) -> Event:
    start, end, detail = row["start"], row["end"], row["detail"]
    title = " · ".join(v.text for v in (start, row["thing"], detail) if v)
    return Event(
        row["lane"],
        start.text if start else "",
        end.text if end else "",
        title,
        detail.id if detail and row["lane"] == "stage" else "",
    )


@bp.get("/timeline")
def page() -> str:
    """The shared timeline of two cities; a form until both are named."""
    a = request.args.get("a", "").strip() or settings().home
    b = request.args.get("b", "").strip()
    kind = library().model.kind("city")
    partners = ask("partners", city=settings().home).merged("partner")
    partners.sort(key=lambda row: row["partner"].text)
    if not b:
        return render_template(
            "timeline/page.html", a=a, b="", one=None, other=None, partners=partners, rows=[]
        )
    one, other = reading().page(kind, a).thing, reading().page(kind, b).thing
    asked, rows = timeline_of(one.key, other.key)
    label = _("%(a)s and %(b)s", a=one.text, b=other.text)
    picture = drawn(rows, label)
    return render_template(
        "timeline/page.html",
        a=one.key,
        b=other.key,
        one=one,
        other=other,
        partners=partners,
        asked=asked,
        rows=rows,
        counts=[(lane, sum(row["lane"] == lane for row in rows)) for lane in LANES],
        picture=scrolling(picture, label) if picture else None,
    )


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
