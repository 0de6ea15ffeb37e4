"""The life of one tie on one line: since when, each exchange, and the silence since the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from web.pictures.svg import element
from web.pictures.years import Axis, middle, now

FIRST_YEAR = 1968
"""Gwangju's first tie, with Tainan."""
_WIDTH, _HEIGHT, _PAD = 232.0, 24.0, 6.0


def lifeline(
    since: str,
    exchanges: Sequence[str],
    today: date,
    relation: str,
    first_year: int = FIRST_YEAR,
) -> Markup:
    """A line from the start (a partial date, empty if unknown) with a tick for each exchange.

    Relation is the id of the relation, which gives colour and shape. The line is solid up to
    the last exchange, dotted after it; without a start nothing but the ticks is drawn.
    """
    axis = _axis(today, first_year)
    moments = sorted(m for text in exchanges if (m := middle(text)) is not None)
    start = middle(since) if since else None
    half = _HEIGHT / 2
    drawn = [element("line", class_="base", x1=0.0, x2=_WIDTH, y1=half, y2=half)]
    if start is not None:
        x, last = axis.x(start), axis.x(max([start, *moments]))
        if last > x:
            drawn.append(element("line", class_="run", x1=x, x2=last, y1=half, y2=half))
        drawn.append(
            element("line", class_="quiet", x1=last, x2=axis.x(now(today)), y1=half, y2=half)
        )
        drawn.append(_dot(relation, x, half))
    for moment in moments:
        x = axis.x(moment)
        drawn.append(element("line", class_="tick", x1=x, x2=x, y1=4.0, y2=_HEIGHT - 4))
    return element(
        "svg",
        *drawn,
        class_=f"life {relation}",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        preserveAspectRatio="xMinYMid meet",
        role="img",
        aria_label=_told(since, len(exchanges), max(exchanges, default="")),
    )


def lifeline_axis(today: date, first_year: int = FIRST_YEAR) -> Markup:
    """The decades over a column of lifelines; readers of the table do without."""
    axis = _axis(today, first_year)
    ticks = list(axis.ticks(34))
    years = [
        element(
            "text",
            str(year) if year in (ticks[0], ticks[-1]) else f"’{year % 100:02}",
            x=axis.x(year),
            y=11.0,
            text_anchor="middle",
        )
        for year in ticks
    ]
    return element(
        "svg",
        *years,
        class_="axis",
        viewBox=f"0 0 {_WIDTH:g} 14",
        preserveAspectRatio="xMinYMid meet",
        aria_hidden="true",
    )


def _axis(today: date, first_year: int) -> Axis:
    return Axis(first_year, now(today), _PAD, _WIDTH - _PAD)


def _dot(relation: str, x: float, y: float) -> Markup:
    if relation == "sister":
        return element("circle", class_="dot", cx=x, cy=y, r=4.5)
    if relation == "friendship":
        return element("path", class_="dot", d=f"M{x:.1f} {y - 5:g}l5 5l-5 5l-5-5z")
    return element("circle", class_="dot hollow", cx=x, cy=y, r=3.6)


def _told(since: str, count: int, last: str) -> str:
    start = _("since %(date)s", date=since) if since else _("start not known")
    if not count:
        return str(start + "; " + _("no exchange on record"))
    return str(
        start + "; " + _("%(n)s exchanges on record, the last of %(date)s", n=count, date=last)
    )
