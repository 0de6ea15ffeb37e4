"""Bars: lying for names, standing for years; series lie on or stand upon each other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from flask_babel import gettext as _
from markupsafe import Markup

from web.pictures.labels import text_width
from web.pictures.plot import SIZE, WIDTH, Words, amount, framed, legend
from web.pictures.plotted import Place, Plotted, fewer, looks, shown
from web.pictures.scale import cut, scale
from web.pictures.svg import element

MOST = 30
"""Lying bars drawn; the table has the others."""
_MOST_COLUMNS = 160
_NAMES, _WIDE = 240.0, 760.0
_HIGH, _THICK = 28.0, 16.0
_LEFT, _TALL, _FOOT = 48.0, 208.0, 28.0
_WIDEST = 56.0


def bars(found: Plotted, words: Words) -> Markup:
    """The picture; empty where there are more years than columns can stand."""
    found = fewer(found)
    if any(y < 0 for y in found.values.values()):
        return Markup("")
    if not (found.numeric and len(found.xs) > 1):
        return _lying(found, words)
    years = _years(found)
    return _standing(found, years, words) if len(years) <= _MOST_COLUMNS else Markup("")


def _years(found: Plotted) -> list[Place]:
    """Places in order of time, those without a number between them too."""
    held = {int(x.number): x for x in found.xs if x.number is not None}
    known = sorted(held)
    step = min(b - a for a, b in pairwise(known))
    if any((n - known[0]) % step for n in known):
        step = 1
    return [held.get(n, Place(str(n), str(n), n)) for n in range(known[0], known[-1] + 1, step)]


def _lying(found: Plotted, words: Words) -> Markup:
    """Name, number, bar: on a phone, where the picture is cut, the number is still seen."""
    xs, classes = found.xs[:MOST], looks(found.series)
    drawn, top = legend(found.series, classes, _WIDE)
    names = min(_NAMES, max(text_width(x.text, SIZE) for x in xs) + 4)
    numbers = names + 12 + max(text_width(shown(found.total(x)), SIZE) for x in xs)
    left = numbers + 10
    most = max(found.total(x) for x in xs) or 1.0
    for i, x in enumerate(xs):
        y = top + i * _HIGH
        told = [
            element("text", cut(x.text, names, SIZE), class_="pl-n", x=names, y=y + 18,
                    text_anchor="end"),
            element("text", shown(found.total(x)), class_="pl-v", x=numbers, y=y + 18,
                    text_anchor="end"),
        ]  # fmt: skip
        at = left
        for s in found.series:
            value = found.at(x, s)
            if value:
                wide = max(1.0, value / most * (_WIDE - left))
                told.append(_piece(x, s, value, classes, at, y + 6, wide, _THICK))
                at += wide
        drawn.append(element("g", *told))
    height = top + len(xs) * _HIGH + 4
    drawn.append(element("line", class_="base", x1=left, x2=left, y1=top + 2, y2=height - 4))
    if len(found.xs) > MOST:
        more = _("%(n)s more are in the table", n=len(found.xs) - MOST)
        drawn.append(amount(more, left, height + 16, "start"))
        height += 24
    return framed(drawn, words, _WIDE, height)


def _standing(found: Plotted, years: list[Place], words: Words) -> Markup:
    classes = looks(found.series)
    drawn, top = legend(found.series, classes, WIDTH)
    wide = WIDTH if drawn else 0.0
    top += 18
    bottom = top + _TALL
    up = scale([found.total(x) for x in years])
    room = min(_WIDEST * 1.6, (WIDTH - _LEFT) / len(years))
    right = _LEFT + room * len(years)
    wide = max(wide, right)
    for tick in up.ticks:
        y = bottom - up.share(tick) * _TALL
        drawn.append(element("line", class_="grid", x1=_LEFT, x2=right, y1=y, y2=y))
        drawn.append(amount(shown(tick), _LEFT - 8, y + 4))
    thick = max(1.5, min(_WIDEST, room * 0.72))
    widest = max(text_width(x.text, SIZE) for x in years) + 12
    every = max(1, -(-int(widest) // max(1, int(room))))
    numbers = room >= max(text_width(shown(found.total(x)), 12) for x in years) + 2
    for i, x in enumerate(years):
        middle = _LEFT + (i + 0.5) * room
        at = bottom
        pieces = []
        for s in found.series:
            value = found.at(x, s)
            if value:
                high = max(1.0, up.share(up.low + value) * _TALL)
                at -= high
                pieces.append(_piece(x, s, value, classes, middle - thick / 2, at, thick, high))
        if pieces and numbers:
            label = shown(found.total(x))
            pieces.append(
                element("text", label, class_="pl-v", x=middle, y=at - 5, text_anchor="middle")
            )
        if i % every == 0:
            pieces.append(amount(x.text, middle, bottom + 18, "middle"))
        drawn.append(element("g", *pieces))
    drawn.append(element("line", class_="base", x1=_LEFT, x2=right, y1=bottom, y2=bottom))
    return framed(drawn, words, wide, bottom + _FOOT)


def _piece(
    x: Place, s: Place, value: float, classes: Mapping[str, str],
    left: float, top: float, wide: float, high: float,
) -> Markup:  # fmt: skip
    told = " · ".join(filter(None, (x.text, s.text, shown(value))))
    return element(
        "rect",
        element("title", told),
        class_=f"pl {classes[s.id]}",
        x=left,
        y=top,
        width=wide,
        height=high,
    )
