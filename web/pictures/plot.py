"""What every plot has: a frame with title and description, a legend, lines of the scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.pictures.labels import text_width
from web.pictures.plotted import Place
from web.pictures.svg import element, scrolling, short

SIZE = 13.0
"""Height of letters, as style.css has it."""
WIDTH = 860.0
_ROW = 22.0


@dataclass(frozen=True)
class Words:
    """What a picture says of itself: a name for its ids, title and description."""

    id: str
    title: str
    description: str


def framed(inside: Sequence[Markup], words: Words, width: float, height: float) -> Markup:
    """A picture in its natural size, so that its letters are as large as the page's."""
    picture = element(
        "svg",
        element("title", words.title, id=f"{words.id}-t"),
        element("desc", words.description, id=f"{words.id}-d"),
        *inside,
        class_="chart plot",
        viewBox=f"0 0 {short(width)} {short(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{words.id}-t {words.id}-d",
    )
    return scrolling(picture, words.title)


def legend(
    series: Sequence[Place], looks: Mapping[str, str], width: float
) -> tuple[list[Markup], float]:
    """The names of the series beside their colours, and the height they take."""
    if len(series) < 2:
        return [], 0.0
    drawn, x, y = [], 0.0, 12.0
    for one in series:
        wide = 20 + text_width(one.text, SIZE) + 20
        if x and x + wide > width:
            x, y = 0.0, y + _ROW
        swatch = element(
            "rect", class_=looks[one.id], x=x, y=y - 10, width=12.0, height=12.0, rx=2.0
        )
        drawn += [swatch, element("text", one.text, class_="pl-n", x=x + 18, y=y)]
        x += wide
    return drawn, y + 16


def amount(text: str, x: float, y: float, anchor: str = "end") -> Markup:
    """A number at a line of the scale."""
    return element("text", text, class_="ax", x=x, y=y, text_anchor=anchor)
