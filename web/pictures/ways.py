"""Ways between two cities as arcs, one above the other; the sentences say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _
from markupsafe import Markup

from web.pictures.projection import Point
from web.pictures.svg import element, scrolling, short

_WIDTH, _LANE, _TOP, _SIDE = 1000.0, 112.0, 64.0, 96.0


@dataclass(frozen=True)
class Crossing:
    """A step: the two cities, the class of its line, what is written on it."""

    one: str
    other: str
    kind: str
    text: str
    one_home: bool = False
    other_home: bool = False


def ways_picture(ways: Sequence[Sequence[Crossing]]) -> Markup:
    """Each way as a line of its own from the left end to the right; empty without ways."""
    if not ways:
        return Markup("")
    # The direct way has no city between that would hold it apart from the others: it goes straight
    # through the middle, and half of the others pass above it.
    direct = [way for way in ways if len(way) == 1]
    around = [way for way in ways if len(way) > 1]
    lanes = [*around[: len(around) // 2], *direct, *around[len(around) // 2 :]]
    middle = _TOP + _LANE * (len(around) // 2 if direct else (len(ways) - 1) / 2)
    height = _TOP * 2 + _LANE * (len(ways) - 1)
    drawn: list[Markup] = []
    for lane, way in enumerate(lanes):
        y = _TOP + lane * _LANE
        points = _points(len(way), y, middle)
        for step, (a, b) in zip(way, pairwise(points), strict=True):
            drawn.append(_line(a, b, step, above=y <= middle, bent=len(way) > 1))
        for step, point in zip(way, points[1:-1], strict=False):
            drawn.append(_spot(point, step.other, home=step.other_home, end=False))
    first, last = ways[0][0], ways[0][-1]
    drawn.append(_spot((_SIDE, middle), first.one, home=first.one_home, end=True))
    drawn.append(_spot((_WIDTH - _SIDE, middle), last.other, home=last.other_home, end=True))
    label = _("The ways as lines; the sentences above say the same.")
    picture = element(
        "svg",
        *drawn,
        class_="chart ways",
        viewBox=f"0 0 {short(_WIDTH)} {short(height)}",
        role="img",
        aria_label=label,
    )
    return scrolling(picture, label)


def _points(steps: int, y: float, middle: float) -> list[Point]:
    span = (_WIDTH - 2 * _SIDE) / steps
    inner = [(_SIDE + span * n, y) for n in range(1, steps)]
    return [(_SIDE, middle), *inner, (_WIDTH - _SIDE, middle)]


def _line(a: Point, b: Point, step: Crossing, *, above: bool, bent: bool) -> Markup:
    bend = (-14.0 if above else 14.0) if bent else 0.0
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + bend
    path = f"M{short(a[0])} {short(a[1])}Q{short(x)} {short(y + bend)} {short(b[0])} {short(b[1])}"
    return element(
        "g",
        element("path", d=path, class_=f"way way-{step.kind}"),
        element(
            "text", step.text, class_="way-l", x=x, y=y + (-8 if above else 18),
            text_anchor="middle",
        ),
    )  # fmt: skip


def _spot(at: Point, name: str, *, home: bool, end: bool) -> Markup:
    x, y = at
    classes = "way-p" + (" way-home" if home else "") + (" way-end" if end else "")
    shown = name if len(name) <= 24 else name[:23] + "…"
    return element(
        "g",
        element("title", name),
        element("circle", class_=classes, cx=x, cy=y, r=10.0 if end else 7.5),
        element("text", shown, class_="way-n", x=x, y=y - 18, text_anchor="middle"),
    )
