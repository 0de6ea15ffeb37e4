"""Round numbers on the axis of amounts, and texts cut to the room there is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from web.pictures.labels import text_width


@dataclass(frozen=True)
class Scale:
    """Amounts from `low` to `high`, a line every `step`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """How far along a value lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[float]:
        """The amounts that get a line."""
        many = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(many + 1)]


def scale(values: list[float], most: int = 5) -> Scale:
    """Round limits around the values and 0, with at most so many steps between them.

    Whole values get whole steps: a third of a city is no line.
    """
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * m for m in (1, 2, 5, 10, 20) if span / (power * m) <= most)
    if all(v == int(v) for v in values):
        step = max(1.0, step)
    return Scale(math.floor(low / step) * step, math.ceil(high / step) * step or step, step)


def cut(text: str, room: float, size: float) -> str:
    """A text as long as fits, with an ellipsis where something is left out."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"
