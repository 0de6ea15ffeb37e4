"""Two to four cities side by side."""

from __future__ import annotations

import re

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kg.errors import QuestionProblem
from web.asked import ask
from web.briefing.comparison import Comparison, compared
from web.reading import settings
from web.views.desk.files import spreadsheet

bp = Blueprint("compare", __name__)
MOST, LONGEST = 4, 80
"""Cities compared at once, and characters of a key."""
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@bp.get("/compare")
@bp.get("/compare.<ending>")
def page(ending: str = "") -> str | Response:
    """The comparison as a page with a form to change it, or as a spreadsheet."""
    typed = [request.args.get(f"city{n + 1}") for n in range(MOST)]
    if any(one is not None for one in typed):
        # The form has a field a city; the address that stays has all of them in one.
        keys = chosen([one or "" for one in typed])
        return redirect(url_for("compare.page", ids=",".join(keys)), 303)
    keys = chosen(request.args.getlist("ids"))
    told = compared(keys) if len(keys) > 1 or (keys and ending) else Comparison((), ())
    if ending:
        header = ["", *(city.title for city in told.cities)]
        rows = [[row.title, *(cell.plain for cell in row.cells)] for row in told.rows]
        return spreadsheet(header, rows, ending, name="compare-" + "-".join(keys), title="compare")
    return render_template(
        "compare/compare.html",
        told=told,
        keys=keys,
        places=MOST,
        offered=ask("briefing-ties", city=settings().home),
    )


def chosen(given: list[str]) -> list[str]:
    """The keys in the address, each once: `ids=a,b` or `ids=a&ids=b`.

    Raises QuestionProblem for more than four and for what cannot be a key.
    """
    keys = list(dict.fromkeys(part.strip() for one in given for part in one.split(",")))
    keys = [key for key in keys if key]
    if len(keys) > MOST:
        raise QuestionProblem(
            f"{len(keys)} cities are given; {MOST} can be compared at once.",
            remedy=f"Give two to {MOST} keys: /compare?ids=turin-it,graz-at.",
        )
    for key in keys:
        if len(key) > LONGEST or not _KEY.fullmatch(key):
            raise QuestionProblem(
                f"{key[:LONGEST]!r} cannot be the key of a city.",
                remedy="The key is the last part of a city's address, such as san-antonio-us.",
            )
    return keys


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
