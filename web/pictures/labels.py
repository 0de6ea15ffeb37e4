"""Names beside marks, none over another."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.pictures.projection import Point

_GAP = 4.0
"""Space between a mark and its name."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the plane; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a surface in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Whether it lies in the other whole."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.left < point[0] < self.right and self.top < point[1] < self.bottom


@dataclass(frozen=True)
class Label:
    """Where a text stands: its baseline, which end of it, and the room it takes."""

    x: float
    y: float
    anchor: str
    box: Box


def text_width(text: str, size: float) -> float:
    """About how wide a text is, rather too wide than too narrow; in the unit of its size.

    The server has no fonts: Hangul and Han letters are taken as wide as Pretendard's, capitals
    and digits wider than small letters.
    """
    width = 0.0
    for letter in unicodedata.normalize("NFC", text):
        if unicodedata.combining(letter):
            continue
        if unicodedata.east_asian_width(letter) in "WF":
            width += 0.92
        elif letter in " .,·'’ijlI|()[]:;-":
            width += 0.32
        elif letter in "mwMW":
            width += 0.88
        elif letter.isupper() or letter.isdigit():
            width += 0.68
        else:
            width += 0.57
    return width * size


def place(
    marks: Sequence[tuple[Point, float, str]],
    size: float,
    bounds: Box,
    taken: Iterable[Box] = (),
    lines: Sequence[Point] = (),
) -> list[Label | None]:
    """A place for the name of each mark (point, radius, text), or None where there is no room.

    Those named first choose first. No label lies over a mark, another label, what is already
    taken, or the edge of the bounds; of the places left, the one fewest points of lines run
    through is chosen.
    """
    blocked = [*taken, *(_around(point, radius) for point, radius, _ in marks)]
    labels: list[Label | None] = []
    for point, radius, text in marks:
        free = [
            label
            for label in _candidates(point, radius, text_width(text, size), size)
            if label.box.within(bounds) and not any(label.box.meets(box) for box in blocked)
        ]
        best = min(free, key=lambda label: sum(map(label.box.holds, lines)), default=None)
        labels.append(best)
        if best is not None:
            blocked.append(best.box)
    return labels


def _around(point: Point, radius: float) -> Box:
    x, y = point
    return Box(x - radius, y - radius, x + radius, y + radius)


def _candidates(point: Point, radius: float, width: float, size: float) -> list[Label]:
    """Beside first, then above and below, then at the corners."""
    x, y = point
    away, high, low = radius + _GAP, size * 0.86, size * 0.26
    middle = y + size * 0.34
    above, below = y - radius - low - 1, y + radius + high + 1
    corner = radius * 0.6 + 1
    places = (
        (x + away, middle, "start"),
        (x - away, middle, "end"),
        (x, above, "middle"),
        (x, below, "middle"),
        (x + away, middle - size * 0.55, "start"),
        (x + away, middle + size * 0.55, "start"),
        (x - away, middle - size * 0.55, "end"),
        (x - away, middle + size * 0.55, "end"),
        (x + corner, above, "start"),
        (x + corner, below, "start"),
        (x - corner, above, "end"),
        (x - corner, below, "end"),
    )
    labels = []
    for at, baseline, anchor in places:
        left = at - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = Box(left, baseline - high, left + width, baseline + low)
        labels.append(Label(at, baseline, anchor, box))
    return labels
