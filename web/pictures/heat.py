"""A table of two dimensions whose cells are darker the more they hold, the number in each."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

from web.pictures.labels import text_width
from web.pictures.plot import SIZE, WIDTH, Words, amount, framed
from web.pictures.plotted import Place, Plotted, shown
from web.pictures.scale import cut
from web.pictures.svg import element

MOST_ROWS, MOST_COLUMNS = 30, 40
"""Rows and columns drawn; the table has the others."""
_NAMES, _HIGH, _WIDEST, _LEAST = 220.0, 28.0, 72.0, 26.0
_SHADES = 4
_LEVEL = 24.0
"""Height of headings that need not slant."""


def heat(found: Plotted, words: Words) -> Markup:
    """The picture: years in their order, or names in the answer's; fullest rows first."""
    xs = list(found.xs)
    if found.numeric:
        xs.sort(key=lambda x: x.number or 0.0)
        xs = xs[-MOST_COLUMNS:]  # the newest say most
    xs = xs[:MOST_COLUMNS]
    sums = {s.id: sum(found.at(x, s) or 0.0 for x in xs) for s in found.series}
    rows = sorted((s for s in found.series if sums[s.id]), key=lambda s: -sums[s.id])
    if not rows:
        return Markup("")
    left_out = len(found.xs) - len(xs) + len(rows[MOST_ROWS:])
    rows = rows[:MOST_ROWS]
    names = min(_NAMES, max(text_width(s.text, SIZE) for s in rows) + 4)
    left = names + 12
    room = max(_LEAST, min(_WIDEST, (WIDTH - left) / len(xs)))
    head, drawn = _headings(xs, left, room)
    wide = left + room * len(xs) + (0 if head == _LEVEL else head)
    most = max(found.values.values())
    for i, s in enumerate(rows):
        y = head + i * _HIGH
        name = cut(s.text, names, SIZE)
        drawn.append(element("text", name, class_="pl-n", x=names, y=y + 18, text_anchor="end"))
        drawn += [_cell(found, x, s, most, left + j * room, y, room) for j, x in enumerate(xs)]
    height = head + len(rows) * _HIGH + 4
    if left_out:
        more = _("%(n)s more are in the table", n=left_out)
        drawn.append(amount(more, left, height + 16, "start"))
        height += 24
    return framed(drawn, words, max(WIDTH, wide), height)


def _headings(xs: list[Place], left: float, room: float) -> tuple[float, list[Markup]]:
    """Names over the columns: level where they fit, else slanting; and the height they take."""
    widest = max(text_width(x.text, SIZE) for x in xs)
    if widest + 4 <= room:
        return _LEVEL, [
            amount(x.text, left + (j + 0.5) * room, 16, "middle") for j, x in enumerate(xs)
        ]
    head = min(150.0, widest * 0.72) + 24
    drawn = []
    for j, x in enumerate(xs):
        at = f"translate({left + (j + 0.5) * room:.1f} {head - 8:.1f}) rotate(-45)"
        drawn.append(element("text", cut(x.text, 190, SIZE), class_="ax", transform=at))
    return head, drawn


def _cell(
    found: Plotted, x: Place, s: Place, most: float, left: float, top: float, room: float
) -> Markup:
    value = found.at(x, s)
    shade = 0 if not value else min(_SHADES, 1 + int((_SHADES - 0.001) * value / most))
    box = element(
        "rect",
        element("title", f"{x.text} · {s.text} · {shown(value or 0)}"),
        class_=f"h h-{shade}",
        x=left + 1,
        y=top + 1,
        width=room - 2,
        height=_HIGH - 2,
    )
    if not value or text_width(shown(value), 12) > room:
        return box
    number = element(
        "text", shown(value), class_=f"h-n n-{shade}", x=left + room / 2, y=top + 18,
        text_anchor="middle",
    )  # fmt: skip
    return element("g", box, number)
