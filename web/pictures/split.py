"""A count as one bar whose parts stand side by side, in a cell of a table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from web.pictures.svg import element

_WIDTH, _HEIGHT = 200.0, 12.0


def split(parts: Sequence[tuple[str, int]], most: int) -> Markup:
    """The parts (name of a class and count) in their order; a bar of `most` fills the width.

    The table beside it gives the numbers, so readers of the table do without.
    """
    drawn, left = [], 0.0
    for name, count in parts:
        if count > 0 and most > 0:
            width = _WIDTH * count / most
            drawn.append(
                element("rect", class_=f"sp-{name}", x=left, y=0.0, width=width, height=_HEIGHT)
            )
            left += width
    return element(
        "svg",
        *drawn,
        class_="split",
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
