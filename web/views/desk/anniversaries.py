"""Anniversaries of signatures: the next twelve months or one year, as a page, sheet or calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask_babel import gettext as _
from icalendar import Calendar, Event
from werkzeug.wrappers import Response as AnyResponse

from kg.errors import QuestionProblem
from web.asked import Asked, ask
from web.formats import download
from web.language import language
from web.pictures.years import text_of
from web.reading import settings
from web.views.desk.files import spreadsheet
from web.views.desk.spans import DAY, MONTH, first_day
from web.words import today, written_date

bp = Blueprint("anniversaries", __name__)
FIRST, LAST = 1900, 2199
"""The years that may be asked for."""
ROUND = 5
"""Every so many years an anniversary is a round one."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Anniversary:
    """The return of a signature; `day` is known only where the signature's day is."""

    row: Row
    """The row of the question `signatures`."""
    years: int
    year: int
    day: date | None = None
    month: int | None = None
    """The month, where at least that is known."""

    @property
    def round(self) -> bool:
        """Whether it is a fifth, tenth, fifteenth …"""
        return self.years % ROUND == 0

    @property
    def when(self) -> str:
        """The day as precisely as it is known."""
        if self.day:
            return self.day.isoformat()
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)


@bp.get("/anniversaries")
@bp.get("/anniversaries.<ending>")
def page(ending: str = "") -> str | AnyResponse:
    """The anniversaries of a period, in the order of their days."""
    year = _year(request.args.get("year", ""))
    first, after = _period(year, today())
    asked = ask("signatures", city=settings().home)
    rows = asked.merged("tie")
    found = anniversaries(rows, first, after)
    name = f"anniversaries-{year or 'next-12-months'}"
    if ending == "ics":
        body = calendar(found, today(), title=_title(year)).to_ical()
        return _as_calendar(body, f"{name}.ics")
    if ending:
        header = [
            _("Day"),
            _("City"),
            _("Relation"),
            _("Signed"),
            _("Years since signing"),
            _("Last exchange"),
        ]
        return spreadsheet(header, map(_cells, found), ending, name=name, title=_title(year))
    return render_template(
        "desk/anniversaries.html",
        asked=asked,
        dated=[a for a in found if a.day],
        partial=[a for a in found if not a.day],
        undated=[row for row in rows if not first_day(text_of(row["since"]))],
        total=len(rows),
        first=first,
        last=after - timedelta(days=1),
        year=year,
        offered=range(today().year, today().year + 5),
    )


def anniversaries(rows: Sequence[Row], first: date, after: date) -> list[Anniversary]:
    """The anniversaries from a day on, before another, of the rows of the question `signatures`.

    A signature known to the month or the year has none to the day: it is told for the month, or
    for the year, if that touches the period. The signing itself is no anniversary. 29 February
    falls on 1 March in common years.
    """
    found = []
    for row in rows:
        text = text_of(row["since"])
        signed = first_day(text)
        if signed is None:
            continue
        for year in range(max(first.year, signed.year + 1), after.year + 1):
            day = returning(signed, year)
            if len(text) == DAY:
                held = Anniversary(row, year - signed.year, year, day, day.month)
                fits = first <= day < after
            elif len(text) == MONTH:
                held = Anniversary(row, year - signed.year, year, month=signed.month)
                fits = (first.year, first.month) <= (year, signed.month) and day < after
            else:
                held = Anniversary(row, year - signed.year, year)
                fits = date(year, 1, 1) < after
            if fits:
                found.append(held)
    return sorted(found, key=lambda a: (a.when, text_of(a.row["partner"])))


def returning(signed: date, year: int) -> date:
    """The day of a year on which a signature returns."""
    try:
        return signed.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def calendar(found: Sequence[Anniversary], on: date, *, title: str) -> Calendar:
    """All-day events (RFC 5545) of the anniversaries known to the day; the others are left out.

    The UID is made of tie, signature and year, so a calendar that is fetched again changes its
    events rather than doubling them.
    """
    book = Calendar()
    book.add("prodid", "-//Gwangju city diplomacy graph//Anniversaries//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("name", title)
    book.add("x-wr-calname", title)
    left = sum(1 for a in found if a.day is None)
    told = _("Anniversaries of the signatures of sister and friendship cities.")
    if left:
        told += " " + _("%(n)s signatures known only to the month or year are left out.", n=left)
    book.add("description", told)
    book.add("x-wr-caldesc", told)
    for anniversary in found:
        if anniversary.day is not None:
            book.add_component(_event(anniversary, anniversary.day, on))
    return book


def _event(anniversary: Anniversary, day: date, on: date) -> Event:
    row = anniversary.row
    tie, signed = row["tie"], text_of(row["since"])
    host = urlsplit(tie.iri).hostname or "graph"
    event = Event()
    event.add("uid", f"{tie.key}-{signed}-{anniversary.year}@{host}")
    event.add("dtstamp", datetime.combine(on, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    spoken = {"language": language()}
    event.add("summary", summary(anniversary), parameters=spoken)
    event.add(
        "description",
        _(
            "%(relation)s since %(date)s.",
            relation=text_of(row["relation"]),
            date=written_date(signed),
        ),
        parameters=spoken,
    )
    event.add("url", url_for("things.partnerships", key=tie.key, _external=True))
    event.add("categories", [_("Anniversary"), *([_("Round")] if anniversary.round else [])])
    event.add("transp", "TRANSPARENT")
    return event


def summary(anniversary: Anniversary) -> str:
    """An anniversary in a line: San Antonio: Sister city, 45 years."""
    told = {
        "city": text_of(anniversary.row["partner"]),
        "relation": text_of(anniversary.row["relation"]),
    }
    if anniversary.years == 1:
        return str(_("%(city)s: %(relation)s, first anniversary", **told))
    return str(_("%(city)s: %(relation)s, %(years)s years", years=anniversary.years, **told))


def _as_calendar(body: bytes, filename: str) -> Response:
    return download(body, "text/calendar; charset=utf-8", filename)


def _year(text: str) -> int | None:
    """The year asked for, None for the next twelve months; raises QuestionProblem for no year."""
    if not text:
        return None
    if len(text) == len("2026") and text.isascii() and text.isdigit():
        year = int(text)
        if FIRST <= year <= LAST:
            return year
    raise QuestionProblem(
        f"{text!r} cannot be the 'year' of this page.",
        remedy=f"It is a year from {FIRST} to {LAST}; without one, the next twelve months.",
    )


def _period(year: int | None, on: date) -> tuple[date, date]:
    """The first day and the day after the last."""
    if year is None:
        return on, returning(on, on.year + 1)
    return date(year, 1, 1), date(year + 1, 1, 1)


def _title(year: int | None) -> str:
    if year is None:
        return str(_("Anniversaries of the next twelve months"))
    return str(_("Anniversaries of %(year)s", year=year))


def _cells(a: Anniversary) -> list[str]:
    texts = [text_of(a.row[name]) for name in ("partner", "relation", "since")]
    return [a.when, *texts, str(a.years), text_of(a.row["last"])]


def coming(asked: Asked, on: date) -> list[Anniversary]:
    """The anniversaries of the twelve months from a day on, as the first page counts them."""
    return anniversaries(asked.merged("tie"), *_period(None, on))


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
