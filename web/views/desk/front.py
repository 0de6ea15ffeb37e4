"""The first page of the desk: what every page of it says today, each figure by its question."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, render_template, url_for
from flask_babel import gettext as _

from kg.model import Kind
from web.asked import Asked, ask
from web.pictures.years import text_of
from web.reading import library, reading, settings
from web.views.conflicts import conflicts
from web.views.desk import anniversaries
from web.views.desk.asleep import USUAL, sleeping
from web.words import today

bp = Blueprint("desk", __name__)


@dataclass(frozen=True)
class Figure:
    """A number with the question that counts it."""

    number: int
    of: str
    """What is counted."""
    asked: Asked
    alarming: bool = False
    """Whether it asks for somebody to act."""


@dataclass(frozen=True)
class Door:
    """A page of the desk with what it says today."""

    title: str
    help: str
    href: str
    figures: tuple[Figure, ...]


@bp.get("/desk")
def page() -> str:
    """The desk."""
    home = settings().home
    return render_template(
        "desk/front.html",
        groups=[
            (_("Ties"), _ties(home)),
            (_("Promises and projects"), _work(home)),
            (_("The data themselves"), _data(home)),
        ],
        tables=[
            ask(f"partners-by-{by}", city=home) for by in ("country", "field", "decade", "network")
        ],
        relations=ask("how-many", city=home),
        lists=_lists(),
    )


def _ties(home: str) -> list[Door]:
    total = ask("partner-total", city=home)
    asleep = sleeping(USUAL)
    signed = ask("signatures", city=home)
    coming = anniversaries.coming(signed, today())
    stages = ask("stages-by-relation", city=home)
    return [
        Door(
            _("Table for the council"),
            _("Partners by country on one page to print, or as a workbook."),
            url_for("council.page"),
            (
                Figure(_sum(total, "partners"), _("sister and friendship cities"), total),
                Figure(_sum(total, "countries"), _("countries and territories"), total),
            ),
        ),
        Door(
            _("Ties asleep"),
            _("Without a recorded exchange for %(n)s years or more, and why.", n=USUAL),
            url_for("asleep.page"),
            (Figure(asleep.count, _("asleep for %(n)s years", n=USUAL), asleep, True),),
        ),
        Door(
            _("Anniversaries"),
            _("Days of signature that return, round ones marked, as a calendar."),
            url_for("anniversaries.page"),
            (
                Figure(sum(1 for a in coming if a.day), _("in the next 12 months"), signed),
                Figure(sum(1 for a in coming if a.day and a.round), _("of them round"), signed),
            ),
        ),
        Door(
            _("Stages of ties"),
            _("Letter of intent, friendship, sister city: who rose, and how long each took."),
            url_for("stages.page"),
            (
                Figure(_sum(stages, "open"), _("open stages"), stages),
                Figure(_sum(stages, "ended"), _("ended stages"), stages),
            ),
        ),
    ]


def _work(home: str) -> list[Door]:
    promises = ask("promises-by-state", city=home, today=today().isoformat())
    ours = {text_of(row["state"]): int(text_of(row["ours"])) for row in promises.table}
    city = {"city": name_of(home)}
    projects = ask("project-total", city=home)
    regions, gaps = plan_gaps()
    return [
        Door(
            _("Promises"),
            _("Who promised whom, until when, and what came of it."),
            url_for("promises.page", city=home),
            (
                Figure(ours.get("open", 0), _("open, of %(city)s", **city), promises),
                Figure(ours.get("overdue", 0), _("overdue"), promises, True),
            ),
        ),
        Door(
            _("ODA and money"),
            _("Projects by country, sector, goal and funder; private giving kept apart."),
            url_for("money.page"),
            (
                Figure(_sum(projects, "underway"), _("projects under way"), projects),
                Figure(_sum(projects, "oda"), _("reported as ODA"), projects),
            ),
        ),
        Door(
            _("The plan"),
            _("Targets of the plan against the ties there are, region by region."),
            url_for("plan.page"),
            (Figure(gaps, _("target regions without a new tie"), regions, True),),
        ),
        Door(
            _("Cities to approach"),
            _("Candidates with reasons, each a path one can open."),
            url_for("suggestions.page"),
            (),
        ),
    ]


def plan_gaps() -> tuple[Asked, int]:
    """The regions the plan names in which no tie began in its years, with the question to see."""
    regions = ask("plan-by-region", city=settings().home)
    fresh = {
        row["region"].iri
        for row in regions.table
        if row["region"] and text_of(row["fresh"]) not in ("", "0")
    }
    wanted = {row["region"].iri for row in ask("plan-targets").table if row["region"]}
    return regions, len(wanted - fresh)


def _data(home: str) -> list[Door]:
    missing = ask("missing-data")
    needed = sum(1 for row in missing.table if text_of(row["importance"]) == "1")
    differing = ask("conflicts")
    published = ask("published-counts", city=home)
    return [
        Door(
            _("Missing data"),
            _("Records that say nothing of what the desk needs, most important first."),
            url_for("gaps.page"),
            (
                Figure(needed, _("needed"), missing, True),
                Figure(missing.count, _("in all"), missing),
            ),
        ),
        Door(
            _("Disagreements"),
            _("Values that sources give differently, and which is shown first."),
            url_for("conflicts.page"),
            (Figure(len(conflicts(differing.table)), _("values differ"), differing),),
        ),
        Door(
            _("Counting rules"),
            _("Totals under each rule beside the numbers that were published."),
            url_for("counting.page"),
            (Figure(len(published.merged("observation")), _("published numbers"), published),),
        ),
        Door(
            _("Hand-over"),
            _("All ties, open promises, overdue and missing data on paper for a new colleague."),
            url_for("handover.page"),
            (),
        ),
    ]


def name_of(city: str) -> str:
    """What a city is called in the reader's language."""
    iri = library().names.thing("city", city).value
    return reading().name([iri])[iri].text


def _lists() -> list[Kind]:
    """Lists the desk opens most, with their filters in the address."""
    return [library().model.kind(n) for n in ("partnership", "exchange", "project", "commitment")]


def _sum(asked: Asked, column: str) -> int:
    """The numbers of a column together; of an answer of one row, its number."""
    return sum(int(text_of(row[column]) or 0) for row in asked.table)


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
