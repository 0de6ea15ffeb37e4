"""The stages of every tie, how long each lasted, and who rose from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from flask import Blueprint, Flask, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from kg.questions.values import Value
from web.asked import ask
from web.pictures.steps import axis_from, steps, steps_axis
from web.pictures.years import text_of
from web.reading import settings
from web.views.desk.files import spreadsheet
from web.views.desk.spans import DAY, Span, first_day, span
from web.words import today

bp = Blueprint("stages", __name__)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A stage and how long it lasted, or has lasted so far; unknown without a start."""

    row: Row
    lasted: Span | None

    @property
    def relation(self) -> Value:
        """Its relation."""
        return self.row["relation"]  # type: ignore[no-any-return]

    @property
    def ended(self) -> bool:
        """Whether a source says that it ended."""
        return self.row["end"] is not None


@dataclass(frozen=True)
class History:
    """The stages of one tie, in order."""

    partner: Value
    tie: Value
    steps: tuple[Step, ...]
    picture: Markup

    @property
    def rose(self) -> bool:
        """Whether it went through several stages."""
        return len(self.steps) > 1


@bp.get("/desk/stages")
@bp.get("/desk/stages.<ending>")
def page(ending: str = "") -> str | Response:
    """Every tie with its stages, those with several first, and totals by stage."""
    home, on = settings().home, today()
    asked = ask("stages-of-ties", city=home)
    rows = asked.merged("stage")
    if ending:
        header = [_("City"), _("Relation"), _("Start"), _("End"), _("Lasted"), _("Reason")]
        header += [_("Renewed"), _("Valid until"), _("Record")]
        cells = [_cells(_step(row, on)) for row in rows]
        return spreadsheet(header, cells, ending, name="stages", title=_("Stages of ties"))
    found = histories(rows, on)
    first = min(
        (d.year for row in rows if (d := first_day(text_of(row["start"])))), default=on.year
    )
    return render_template(
        "desk/stages.html",
        asked=asked,
        histories=found,
        totals=ask("stages-by-relation", city=home),
        lengths=lengths(rows, on),
        axis=steps_axis(axis_from(first, on)),
    )


def histories(rows: Sequence[Row], on: date) -> list[History]:
    """The stages put together by tie; ties of several stages first, then by their start."""
    ties: dict[str, list[Row]] = {}
    for row in rows:
        ties.setdefault(row["tie"].iri, []).append(row)
    starts = [d.year for row in rows if (d := first_day(text_of(row["start"])))]
    axis = axis_from(min(starts, default=on.year), on)
    found = []
    for same in ties.values():
        walked = tuple(_step(row, on) for row in same)
        drawn = [(s.relation.id, text_of(s.row["start"]), text_of(s.row["end"])) for s in walked]
        told = "; ".join(_told(s) for s in walked)
        found.append(History(same[0]["partner"], same[0]["tie"], walked, steps(drawn, axis, told)))
    return sorted(
        found, key=lambda h: (not h.rose, text_of(h.steps[0].row["start"]) or "9999", h.tie.iri)
    )


def lengths(rows: Sequence[Row], on: date) -> dict[str, tuple[Span | None, int]]:
    """By relation: how long its ended stages with known dates lasted (median), and how many."""
    months: dict[str, list[int]] = {}
    for row in rows:
        step = _step(row, on)
        if step.ended and step.lasted is not None:
            months.setdefault(step.relation.iri, []).append(
                step.lasted.years * 12 + step.lasted.months
            )
    return {
        iri: (Span(*divmod(int(median(known)), 12), about=True), len(known))
        for iri, known in months.items()
    }


def _step(row: Row, on: date) -> Step:
    """A stage with its length, from the first day its start may mean to the first of its end."""
    texts = text_of(row["start"]), text_of(row["end"])
    start = first_day(texts[0])
    stop = first_day(texts[1]) if texts[1] else on
    if start is None or stop is None:
        return Step(row, None)
    about = any(text and len(text) < DAY for text in texts)
    return Step(row, span(start, stop, about=about))


def _told(step: Step) -> str:
    start, end = text_of(step.row["start"]), text_of(step.row["end"])
    since = start or _("not known")
    return f"{step.relation.text} {since}–{end}"


def _cells(step: Step) -> list[str]:
    row = step.row
    texts = [text_of(row[c]) for c in ("partner", "relation", "start", "end")]
    rest = [text_of(row[c]) for c in ("reason", "renewed", "valid")]
    return [*texts, str(step.lasted) if step.lasted else "", *rest, row["stage"].iri]


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
