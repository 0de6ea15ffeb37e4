"""The stages of a tie one after the other on a line of years, in a cell of a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from web.pictures.svg import element
from web.pictures.years import Axis, begin, end, now

_WIDTH, _HEIGHT, _PAD = 320.0, 24.0, 6.0
_THIN = 2.0
"""A stage shorter than this is still seen."""


def axis_from(first: int, today: date) -> Axis:
    """The years from one to today, as wide as the cell."""
    return Axis(first, now(today), _PAD, _WIDTH - _PAD)


def steps(stages: Sequence[tuple[str, str, str]], axis: Axis, told: str) -> Markup:
    """Bars of the stages: id of the relation, start and end as partial dates (end empty: open).

    A stage without a start is not drawn: nothing says where it begins. `told` says in words what
    is seen.
    """
    bars = []
    for relation, start, ended in stages:
        left = begin(start)
        if left is None:
            continue
        right = (end(ended) if ended else None) or axis.last
        x = axis.x(left)
        width = max(axis.x(min(right, axis.last)) - x, _THIN)
        bars.append(
            element("rect", class_=f"rb-{relation}", x=x, y=6.0, width=width, height=12.0, rx=1.0)
        )
        bars.append(element("line", class_="rb-start", x1=x, x2=x, y1=3.0, y2=21.0))
    base = element("line", class_="base", x1=0.0, x2=_WIDTH, y1=_HEIGHT / 2, y2=_HEIGHT / 2)
    return element(
        "svg",
        base,
        *bars,
        class_="life steps",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        preserveAspectRatio="xMinYMid meet",
        role="img",
        aria_label=told,
    )


def steps_axis(axis: Axis) -> Markup:
    """The years over a column of such lines; readers of the table do without."""
    years = [
        element("text", str(year), x=axis.x(year), y=11.0, text_anchor="middle")
        for year in axis.ticks(60)
    ]
    return element(
        "svg",
        *years,
        class_="axis",
        viewBox=f"0 0 {_WIDTH:g} 14",
        preserveAspectRatio="xMinYMid meet",
        aria_hidden="true",
    )
