"""Marks of SVG, with every text and address escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from web.pictures.projection import Point


def element(name: str, *inside: Markup | str, **attributes: str | float | None) -> Markup:
    """An element; text inside and values of attributes are escaped, attributes of None left out.

    Underscores in names stand for hyphens (`text_anchor`); `class_` is `class`.
    """
    head = Markup("").join(
        Markup(' {}="{}"').format(
            key.rstrip("_").replace("_", "-"),
            value if isinstance(value, str) else short(value),
        )
        for key, value in attributes.items()
        if value is not None
    )
    tag = Markup(name)  # noqa: S704 - names of elements are ours
    body = Markup("").join(map(escape, inside))
    if not inside:
        return Markup("<{}{}/>").format(tag, head)
    return Markup("<{}{}>{}</{}>").format(tag, head, body, tag)


def short(number: float) -> str:
    """A number with one decimal at most."""
    text = f"{number:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def line_path(points: Iterable[Point]) -> str:
    """Path data of a line."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)


def smooth_path(points: Sequence[Point]) -> str:
    """Path data of a line whose corners are rounded: curves through the middles between points."""
    if len(points) < 3:
        return line_path(points)
    path = f"M{short(points[0][0])} {short(points[0][1])}"
    for (x, y), (nx, ny) in pairwise(points[1:-1]):
        path += f"Q{short(x)} {short(y)} {short((x + nx) / 2)} {short((y + ny) / 2)}"
    (x, y), (nx, ny) = points[-2:]
    return f"{path}Q{short(x)} {short(y)} {short(nx)} {short(ny)}"


def scrolling(picture: Markup, label: str) -> Markup:
    """A picture wider than a phone, in a frame that scrolls sideways, by keyboard too."""
    return Markup('<div class="scroll" tabindex="0" role="group" aria-label="{}">{}</div>').format(
        label, picture
    )
