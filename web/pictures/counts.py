"""How many partner cities were published, year by year, beside what this graph counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from kg.questions.library import Table
from web.pictures.labels import Box, place, text_width
from web.pictures.projection import Point
from web.pictures.svg import element, scrolling, short
from web.pictures.years import Axis, middle, now, text_of

_WIDTH, _HEIGHT = 620.0, 224.0
_LEFT, _TOP, _BOTTOM = 44.0, 26.0, 176.0
_SIZE = 13.0
"""Height of letters, as style.css has it."""
_FEW = 4
"""From this many counts on, an outlier can be told."""


@dataclass(frozen=True)
class _Claim:
    moment: float
    value: float
    text: str
    asof: str
    who: str


def counts_chart(table: Table, ours: int, today: date) -> Markup:
    """Each published count of the stored question `published` as a dot, ours beside today.

    A count far from the others (Tukey: beyond 1.5 times the middle half) is marked and says who
    claims it. Counts without a date cannot stand on the axis: they are told in its place. Empty
    when no count has a date.
    """
    claims, undated = _claims(table)
    if not claims:
        return Markup("")
    axis = Axis(
        int(claims[0].moment) - 0.3, now(today) + 0.2, _LEFT + 12, _WIDTH - _room_for(ours) - 14
    )
    low, high, step = _scale([c.value for c in claims] + [ours])

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    drawn = [*_grid(low, high, step, y), *_years(axis)]
    odd = _outliers([c.value for c in claims])
    dots = [(axis.x(c.moment), y(c.value)) for c in claims]
    here = (axis.x(now(today)), y(ours))
    drawn += _dots(claims, dots, odd, here)
    drawn += _ours(here, ours)
    picture = element(
        "svg",
        *drawn,
        class_="chart counts",
        viewBox=f"0 0 {short(_WIDTH)} {short(_HEIGHT)}",
        role="img",
        aria_label=_told(claims, ours),
    )
    shown = scrolling(picture, _("Published numbers over the years"))
    if not undated:
        return shown
    return shown + element(
        "p",
        ngettext("%(num)d more without a date", "%(num)d more without a date", undated),
        class_="xs q",
    )


def _claims(table: Table) -> tuple[list[_Claim], int]:
    """Dated counts, earliest first, the same count of the same day once; how many lack a date."""
    found: dict[tuple[str, str], _Claim] = {}
    undated: set[str] = set()
    for row in table:
        asof, value, who = (text_of(row.get(c)) for c in ("asof", "value", "claimant"))
        moment = middle(asof) if asof else None
        if moment is None:
            undated.add(text_of(row.get("observation")) or value)
        elif (asof, value) not in found:
            found[asof, value] = _Claim(moment, float(value), _whole(value), asof, who)
    return sorted(found.values(), key=lambda c: (c.moment, c.value)), len(undated)


def _whole(value: str) -> str:
    return short(float(value))


def _scale(values: Sequence[float]) -> tuple[float, float, float]:
    """Lowest and highest line, and how far lines are apart."""
    low, high = min(values), max(values)
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200) if (high - low) / s <= 4), 500)
    bottom = low // step * step
    top = -(-high // step) * step
    return bottom, top if top > bottom else bottom + step, step


def _outliers(values: Sequence[float]) -> set[float]:
    if len(values) < _FEW:
        return set()
    first, _middle, third = quantiles(values, n=4, method="inclusive")
    reach = 1.5 * (third - first)
    return {v for v in values if not first - reach <= v <= third + reach}


def _grid(low: float, high: float, step: float, y: Callable[[float], float]) -> list[Markup]:
    drawn = []
    value = low
    while value <= high:
        drawn.append(element("line", class_="grid", x1=_LEFT, x2=_WIDTH, y1=y(value), y2=y(value)))
        drawn.append(
            element(
                "text", short(value), class_="ax", x=_LEFT - 8, y=y(value) + 4, text_anchor="end"
            )
        )
        value += step
    return drawn


def _years(axis: Axis) -> list[Markup]:
    return [
        element(
            "text",
            str(year),
            class_="ax",
            x=axis.x(year + 0.5),
            y=_HEIGHT - 12,
            text_anchor="middle",
        )
        for year in axis.ticks(46)
        if axis.x(year + 0.5) <= axis.right
    ]


def _dots(
    claims: Sequence[_Claim], dots: Sequence[Point], odd: set[float], here: Point
) -> list[Markup]:
    marks = []
    for claim, dot in zip(claims, dots, strict=True):
        said = f"{claim.text} · {claim.who}" if claim.value in odd and claim.who else claim.text
        marks.append((dot, 5.5, said))
    taken = [Box(here[0] - 8, here[1] - 11, _WIDTH, here[1] + 11)]
    # Who stands apart chooses first: its label is the longest and says most.
    order = sorted(range(len(marks)), key=lambda i: claims[i].value not in odd)
    bounds = Box(_LEFT, 0, _WIDTH, _BOTTOM + 22)
    placed = place([marks[i] for i in order], _SIZE, bounds, taken)
    labels = dict(zip(order, placed, strict=True))
    drawn = []
    for i, (claim, (x, y)) in enumerate(zip(claims, dots, strict=True)):
        title = " · ".join(filter(None, (claim.text, claim.who, claim.asof)))
        circle = element(
            "circle",
            element("title", title),
            class_="pub odd" if claim.value in odd else "pub",
            cx=x,
            cy=y,
            r=5.5,
        )
        label = labels[i]
        text = (
            element(
                "text", marks[i][2], class_="pub-l", x=label.x, y=label.y, text_anchor=label.anchor
            )
            if label
            else Markup("")
        )
        drawn.append(element("g", circle, text))
    return drawn


def _room_for(ours: int) -> float:
    return text_width(_("%(n)s here", n=ours), 15) + 20


def _ours(here: Point, ours: int) -> list[Markup]:
    x, y = here
    return [
        element("circle", class_="ours", cx=x, cy=y, r=7.0),
        element("text", _("%(n)s here", n=ours), class_="ours-l", x=x + 13, y=y + 5),
    ]


def _told(claims: Sequence[_Claim], ours: int) -> str:
    values = [c.value for c in claims]
    told = _(
        "Published numbers of partner cities from %(first)s to %(last)s lie between %(low)s and "
        "%(high)s; this graph counts %(ours)s.",
        first=claims[0].asof,
        last=claims[-1].asof,
        low=short(min(values)),
        high=short(max(values)),
        ours=ours,
    )
    return str(told)
