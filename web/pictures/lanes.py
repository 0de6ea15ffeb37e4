"""What two cities did together, on one axis of years: a lane a kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from web.pictures.labels import text_width
from web.pictures.svg import element, short
from web.pictures.years import Axis, begin, end, middle, now

_WIDTH, _LANE, _TOP, _RIGHT = 840.0, 34.0, 10.0, 18.0
_SIZE = 13.0
"""Height of letters, as style.css has it."""
_NAMES = 120.0
"""Most room the names of the lanes take."""


@dataclass(frozen=True)
class Event:
    """A record with its partial dates, empty where none is known."""

    lane: str
    """`stage`, `exchange`, `project`, `edition` or `commitment`."""
    start: str
    end: str
    title: str
    kind: str = ""
    """Id of a stage's relation, which gives its colour."""


def lanes(
    events: Sequence[Event], names: Sequence[tuple[str, str]], today: date, label: str
) -> Markup | None:
    """The picture, `names` being lanes and what they are called; None when nothing has a date.

    A stage runs to its end, to the start of the next one, or to today; a project to its end,
    or it is a mark at its start. Everything else is a mark. Events without a date are left to
    the table beside it. Only lanes with a dated event are drawn.
    """
    dated = [e for e in events if begin(e.start) is not None]
    shown = [(lane, name) for lane, name in names if any(e.lane == lane for e in dated)]
    if not shown:
        return None
    left = min(_NAMES, max(text_width(name, _SIZE) for _lane, name in shown)) + 24
    present = now(today)
    first = min(begin(e.start) or present for e in dated)
    last = max([present, *(end(e.end or e.start) or present for e in dated)])
    axis = Axis(int(first) - 0.4, last + 0.2, left, _WIDTH - _RIGHT)
    drawn = []
    for row, (lane, name) in enumerate(shown):
        y = _TOP + row * _LANE + _LANE / 2
        drawn.append(element("line", class_="base", x1=left, x2=_WIDTH - _RIGHT, y1=y, y2=y))
        drawn.append(
            element("text", name, class_="ln-n", x=left - 14, y=y + 4.5, text_anchor="end")
        )
        drawn += _marks([e for e in dated if e.lane == lane], axis, y, present)
    foot = _TOP + len(shown) * _LANE + 4
    drawn += [
        element("text", str(year), class_="ax", x=axis.x(year), y=foot + 16, text_anchor="middle")
        for year in axis.ticks(64)
    ]
    return element(
        "svg",
        *drawn,
        class_="chart lanes",
        viewBox=f"0 0 {short(_WIDTH)} {short(foot + 24)}",
        role="img",
        aria_label=_told(label, shown, dated, len(events) - len(dated)),
    )


def _marks(events: Sequence[Event], axis: Axis, y: float, present: float) -> list[Markup]:
    ordered = sorted(events, key=lambda e: e.start)
    drawn = []
    for number, event in enumerate(ordered):
        title = element("title", event.title)
        follows = ordered[number + 1].start if number + 1 < len(ordered) else ""
        until = _until(event, follows, present)
        x = axis.x(middle(event.start) or present)
        if until is not None:
            start = axis.x(begin(event.start) or present)
            width = max(4.0, axis.x(until) - start)
            name = f"ln ln-{event.lane} rb-{event.kind or event.lane}"
            drawn.append(
                element(
                    "rect", title, class_=name, x=start, y=y - 8, width=width, height=16.0, rx=2.0
                )
            )
        else:
            drawn.append(element("circle", title, class_=f"ln ln-{event.lane}", cx=x, cy=y, r=5.0))
    return drawn


def _until(event: Event, follows: str, present: float) -> float | None:
    """Where the bar of an event ends; None for what is a mark."""
    if event.lane == "stage":
        return end(event.end) or (begin(follows) if follows else present)
    return end(event.end) if event.lane == "project" and event.end else None


def _told(
    label: str, shown: Sequence[tuple[str, str]], dated: Sequence[Event], undated: int
) -> str:
    counts = ", ".join(f"{name} {sum(e.lane == lane for e in dated)}" for lane, name in shown)
    told = f"{label}: {counts}"
    if undated:
        told += "; " + ngettext("%(num)d without a date", "%(num)d without a date", undated)
    return ". ".join((told, _("The table below holds the same.")))
