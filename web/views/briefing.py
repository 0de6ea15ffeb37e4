"""The briefing of a city: one A4 sheet for a delegation, as page and as PDF."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask_babel import gettext as _

from kg.errors import UnknownThing
from web.briefing.asking import both, frame, spoken, suffix
from web.briefing.city import city_side
from web.briefing.content import Sheet
from web.briefing.printing import Printed, as_pdf
from web.briefing.sections import Room
from web.formats import download

bp = Blueprint("briefing", __name__)
TRIES = 5
"""Times a sheet is cut until it fits its page; then it takes two."""


@bp.get("/briefing/<key>")
def page(key: str) -> str | Response:
    """The sheet in the reader's language, or in both with `?both=1`; `.pdf` for print."""
    stem, dot, ending = key.rpartition(".")
    if dot and ending == "pdf":
        printed = fitted(stem, both=both())
        return download(printed.pdf, "application/pdf", f"briefing-{stem}{suffix()}.pdf")
    if dot:
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all="pdf"),
        )
    return render_template("briefing/city.html", sheet=sheet(key, Room(), both=both()), key=key)


def sheet(key: str, room: Room, *, both: bool) -> Sheet:
    """The sheet of a city; raises UnknownThing for a key nobody has."""
    return spoken(
        lambda write: city_side(key, room, write), url_for("briefing.page", key=key), both=both
    )


def fitted(key: str, *, both: bool) -> Printed:
    """The sheet as PDF on one page: lists are cut, and say so, until it fits."""
    room = Room()
    printed = as_pdf(sheet(key, room, both=both), "sheet", frame(), request.url_root)
    for _try in range(TRIES):
        if printed.pages == 1:
            break
        room = room.tighter()
        printed = as_pdf(sheet(key, room, both=both), "sheet", frame(), request.url_root)
    return printed


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
