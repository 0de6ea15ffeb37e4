"""The hand-over of the whole desk to a new colleague, as page and as PDF."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request, url_for

from web.briefing.asking import both, frame, spoken, suffix
from web.briefing.handover import desk_side
from web.briefing.printing import as_pdf
from web.formats import download

bp = Blueprint("handover", __name__)


@bp.get("/handover")
def page() -> str:
    """All ties, promises, anniversaries, disagreements and gaps, with a table of contents."""
    sheet = spoken(desk_side, url_for("handover.page"), both=False)
    return render_template("briefing/desk.html", sheet=sheet)


@bp.get("/handover.pdf")
def pdf() -> Response:
    """The same for print; with `?both=1` the Korean part is followed by the English one."""
    sheet = spoken(desk_side, url_for("handover.page"), both=both())
    printed = as_pdf(sheet, "desk", frame(), request.url_root)
    return download(printed.pdf, "application/pdf", f"handover{suffix()}.pdf")


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
