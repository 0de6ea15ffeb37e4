"""Promises: who promised whom, until when, how far it was kept, and who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kg.questions.values import Value
from web.asked import ask
from web.pictures.years import text_of
from web.reading import settings
from web.views.desk.files import spreadsheet
from web.views.desk.spans import Span, last_day, span
from web.words import today

bp = Blueprint("promises", __name__)
STATES = ("overdue", "open", "unknown", "broken", "kept")
"""In the order in which they ask for attention."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Promise:
    """A commitment with what came of it and by how much its due date has passed."""

    row: Row
    """The row of the question `promises`."""
    result: Row | None
    """The row of the question `promise-results`."""
    late: Span | None

    @property
    def state(self) -> str:
        """One of STATES."""
        return text_of(self.row["state"])

    @property
    def sides(self) -> list[Value]:
        """Who promised and to whom."""
        return [side for name in ("by", "to") if (side := self.row[name]) is not None]


@bp.get("/promises")
@bp.get("/promises.<ending>")
def page(ending: str = "") -> str | Response:
    """The promises of everybody, or of one side, by state."""
    on = today().isoformat()
    asked = ask("promises", today=on)
    everything = _promises(asked.merged("commitment"))
    side, status = request.args.get("city", ""), request.args.get("status", "")
    found = [
        p
        for p in everything
        if (not side or side in [s.key for s in p.sides])
        and (not status or status == (p.row["status"].id if p.row["status"] else ""))
    ]
    if ending:
        header = [_("State"), _("Due"), _("Promise"), _("Promised by"), _("Promised to")]
        header += [_("Status"), _("Result"), _("Source"), _("Record")]
        known = asked.table.sources
        rows = [_cells(p, [known[s].url or s for s in p.row["sources"]]) for p in found]
        return spreadsheet(header, rows, ending, name="promises", title=_("Promises"))
    sides = Counter(key for p in everything for key in {s.key for s in p.sides})
    names = {s.key: s for p in everything for s in p.sides}
    states = {p.row["status"].id: p.row["status"] for p in everything if p.row["status"]}
    return render_template(
        "desk/promises.html",
        asked=asked,
        counted=ask("promises-by-state", city=_city(names.get(side)), today=on),
        groups=[(s, [p for p in found if p.state == s]) for s in STATES],
        found=found,
        sides=[(names[key], n) for key, n in sides.most_common()],
        statuses=sorted(states.values(), key=lambda value: value.text),
        side=side,
        status=status,
        heading=headings(),
        why=reasons(),
    )


def _city(side: Value | None) -> str:
    """The city whose promises are counted beside all: the side asked for, else the home city."""
    if side is not None and side.kind is not None and side.kind.name == "city":
        return side.key
    return settings().home


def headings() -> dict[str, str]:
    """What each state is called."""
    return {
        "overdue": _("Overdue"),
        "open": _("Open"),
        "unknown": _("Outcome unknown"),
        "broken": _("Not kept"),
        "kept": _("Kept"),
    }


def reasons() -> dict[str, str]:
    """What puts a promise into each state."""
    return {
        "overdue": _("The due date has passed; announced, under way or kept in part."),
        "open": _("The due date is still to come, or there is none."),
        "unknown": _("No source says what came of it; that does not mean that it was not kept."),
        "broken": _("A source says that it was not kept."),
        "kept": _("A source says that it was done."),
    }


def _promises(rows: Sequence[Row]) -> list[Promise]:
    results = {r["commitment"].iri: r for r in ask("promise-results").merged("commitment")}
    found = []
    for row in rows:
        due = last_day(text_of(row["due"]))
        late = span(due, today()) if due and due < today() else None
        found.append(Promise(row, results.get(row["commitment"].iri), late))
    return sorted(found, key=lambda p: text_of(p.row["due"]).ljust(10, "9"))


def _cells(promise: Promise, sources: Sequence[str]) -> list[str]:
    row = promise.row
    texts = [text_of(row[c]) for c in ("due", "commitment", "by", "to", "status")]
    result = text_of(promise.result["result"]) if promise.result else ""
    state = headings()[promise.state]
    return [state, *texts, result, " ".join(sources), row["commitment"].iri]


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
