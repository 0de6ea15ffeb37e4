"""Ties without a recorded exchange for some years, each with its last activity and the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from kg.errors import QuestionProblem
from kg.questions.library import Table
from kg.questions.moment import resolved
from kg.questions.values import Value
from web.asked import Asked, ask
from web.pictures.lifeline import lifeline, lifeline_axis
from web.pictures.years import text_of
from web.reading import reading, settings
from web.views.desk.files import spreadsheet
from web.views.desk.spans import YEAR, Span, last_day, since
from web.words import today, written_date

bp = Blueprint("asleep", __name__)
YEARS = (1, 2, 3, 5, 10)
"""The numbers of years offered."""
USUAL, MOST = 2, 100
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sleeper:
    """A tie asleep: what was last heard of it, and why it counts."""

    row: Row
    """The row of the question `asleep`."""
    quiet: Span | None
    """How long since the last exchange on record; without one, since the signature."""
    reason: str
    remark: Value | None
    """What the keepers of the data noted about the present stage."""
    remark_sources: Sequence[str]
    picture: Markup

    @property
    def heard(self) -> date:
        """The day by which the list is put in order: never heard of comes first."""
        texts = (text_of(self.row["last"]), text_of(self.row["since"]))
        return next((day for text in texts if (day := last_day(text))), date.min)


@bp.get("/asleep")
@bp.get("/asleep.<ending>")
def page(ending: str = "") -> str | Response:
    """The ties asleep, longest first, as a page or a spreadsheet."""
    years = _years(request.args.get("years", ""))
    on, home = today(), settings().home
    asked = sleeping(years)
    sleepers = _sleepers(asked, on)
    if ending:
        header = [_("City"), _("Relation"), _("Signed"), _("Last exchange"), _("Asleep for")]
        header += [_("Reason"), _("Remark"), _("Record")]
        rows = [_cells(sleeper) for sleeper in sleepers]
        title = _("Ties asleep for %(n)s years", n=years)
        return spreadsheet(header, rows, ending, name=f"asleep-{years}-years", title=title)
    return render_template(
        "desk/asleep.html",
        asked=asked,
        sleepers=sleepers,
        years=years,
        offered=[(n, sleeping(n).count) for n in YEARS],
        usual=USUAL,
        since_day=_from(years, on),
        total=ask("partner-total", city=home),
        ended=ask("ties-ended", city=home),
        axis=lifeline_axis(on),
    )


def sleeping(years: int) -> Asked:
    """The ties of the home city without a recorded exchange for so many years until today."""
    return ask("asleep", city=settings().home, **{"from": _from(years, today())})


def _years(text: str) -> int:
    """The number of years asked for; raises QuestionProblem for what is none."""
    if not text:
        return USUAL
    if text.isascii() and text.isdigit() and len(text) <= len(str(MOST)) and int(text) <= MOST:
        return int(text)
    raise QuestionProblem(
        f"{text!r} cannot be the 'years' of this page.",
        remedy=f"It is a whole number from 0 to {MOST}, such as {USUAL}.",
    )


def _from(years: int, on: date) -> str:
    return resolved(f"today-{years}y", on).isoformat()


def _sleepers(asked: Asked, on: date) -> list[Sleeper]:
    home = settings().home
    remarks = _remarks(ask("remarks-on-ties", city=home).table)
    dates: defaultdict[str, list[str]] = defaultdict(list)
    for met in ask("exchanges-by-tie", city=home).table:
        if (tie := met["tie"]) and (start := met["start"]):
            dates[tie.iri].append(start.text)
    found = []
    for row in asked.merged("tie"):
        remark = remarks.get(row["tie"].iri)
        signed = text_of(row["since"])
        found.append(
            Sleeper(
                row,
                since(text_of(row["last"]) or signed, on),
                _reason(text_of(row["last"]), signed, on),
                remark["note"] if remark else None,
                [remark["source"].iri] if remark else (),
                lifeline(signed, dates[row["tie"].iri], on, row["relation"].id),
            )
        )
    return sorted(found, key=lambda sleeper: (sleeper.heard, text_of(sleeper.row["partner"])))


def _remarks(table: Table) -> dict[str, Row]:
    """The first remark on each tie in the reader's language, else in another."""
    found: dict[str, Row] = {}
    for row in table:
        tie, note = row["tie"], row["note"]
        if tie and note and (tie.iri not in found or _better(note, found[tie.iri]["note"])):
            found[tie.iri] = row
    return found


def _better(note: Value, held: Value) -> bool:
    return held.language != reading().language == note.language


def _reason(last: str, signed: str, on: date) -> str:
    """Why a tie counts as asleep, in a sentence."""
    if not last:
        return str(_("No exchange on record at all."))
    told = {"date": written_date(last), "span": since(last, on)}
    if last == signed:
        said = _("Nothing on record after the signing itself on %(date)s, %(span)s ago.", **told)
    elif len(last) == YEAR:
        said = _("Last on record in %(date)s, %(span)s ago.", **told)
    else:
        said = _("Last on record on %(date)s, %(span)s ago.", **told)
    return str(said)


def _cells(sleeper: Sleeper) -> list[str]:
    row = sleeper.row
    texts = [text_of(row[name]) for name in ("partner", "relation", "since", "last")]
    quiet = str(sleeper.quiet) if sleeper.quiet else ""
    return [*texts, quiet, sleeper.reason, text_of(sleeper.remark), row["tie"].iri]


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
