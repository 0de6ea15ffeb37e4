"""The plan against the graph: each target with what is on record for it, and the gap named."""

from __future__ import annotations

import re

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _

from kg.errors import QuestionProblem, UnknownThing
from web.asked import ask
from web.briefing.targets import period, targets
from web.footnotes import footnotes
from web.reading import library, reading, settings
from web.words import today

bp = Blueprint("plan", __name__)
LONGEST = 80
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@bp.get("/plan")
def page() -> str:
    """The targets of the home city's plan, or of another with `?plan=`, region by region."""
    home = settings().home
    key = _given() or _of(home)
    plan = reading().page(library().model.kind("plan"), key)
    footnotes().know(plan.sources)
    years = period(plan)
    asked = {"from": str(years.start), "to": str(years.stop - 1)}
    by_region = ask("plan-by-region", city=home, **asked)
    by_field = ask("plan-fields", city=home, **asked)
    return render_template(
        "plan/plan.html",
        plan=plan,
        years=years,
        year=today().year,
        targets=targets(key, home, years, by_region, by_field),
        by_region=by_region,
    )


def _given() -> str:
    key = request.args.get("plan", "")
    if key and (len(key) > LONGEST or not _KEY.fullmatch(key)):
        raise QuestionProblem(
            f"{key[:LONGEST]!r} cannot be the key of a plan.",
            remedy="The key is the last part of a plan's address, such as basic-plan-2023-2027.",
        )
    return key


def _of(home: str) -> str:
    """The plan of the home city whose targets name regions, the newest by key."""
    plans = [row["plan"].key for row in ask("plan-regions", city=home).table if row["plan"]]
    if not plans:
        raise UnknownThing(
            _("No plan of the home city with targets is in the graph."),
            remedy=_("Add one with the sheets of plans and targets, or name one with ?plan=."),
        )
    return max(plans)


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
