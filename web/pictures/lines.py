"""Lines over years, one a series, a dot at each number."""

from __future__ import annotations

from markupsafe import Markup

from web.pictures.plot import SIZE, WIDTH, Words, amount, framed, legend
from web.pictures.plotted import Plotted, fewer, looks, shown
from web.pictures.scale import scale
from web.pictures.svg import element, line_path
from web.pictures.years import Axis

_LEFT, _RIGHT, _TALL, _FOOT = 56.0, 24.0, 216.0, 28.0
_DOTS = 80
"""Numbers a series may have and still get a dot each."""


def lines(found: Plotted, words: Words) -> Markup:
    """The picture; empty when the places are no numbers: names have no order to join them in."""
    if not found.numeric or len(found.xs) < 2:
        return Markup("")
    found = fewer(found)
    classes = looks(found.series)
    drawn, top = legend(found.series, classes, WIDTH)
    top += 12
    bottom = top + _TALL
    up = scale(list(found.values.values()))
    for tick in up.ticks:
        y = bottom - up.share(tick) * _TALL
        drawn.append(element("line", class_="grid", x1=_LEFT, x2=WIDTH, y1=y, y2=y))
        drawn.append(amount(shown(tick), _LEFT - 8, y + 4))
    xs = sorted(found.xs, key=lambda x: x.number or 0.0)
    axis = Axis(xs[0].number or 0.0, xs[-1].number or 0.0, _LEFT + 12, WIDTH - _RIGHT)
    drawn += [
        amount(str(year), axis.x(year), bottom + 18, "middle") for year in axis.ticks(SIZE * 4)
    ]
    for s in found.series:
        told = [(x, value) for x in xs if (value := found.at(x, s)) is not None]
        points = [(axis.x(x.number or 0.0), bottom - up.share(value) * _TALL) for x, value in told]
        marks = [
            element(
                "circle",
                element("title", " · ".join(filter(None, (x.text, s.text, shown(value))))),
                cx=a,
                cy=b,
                r=4.0 if len(told) <= _DOTS else 1.5,
            )
            for (x, value), (a, b) in zip(told, points, strict=True)
        ]
        path = element("path", class_="pl-line", d=line_path(points))
        drawn.append(element("g", path, *marks, class_=f"pl {classes[s.id]}"))
    return framed(drawn, words, WIDTH, bottom + _FOOT)
