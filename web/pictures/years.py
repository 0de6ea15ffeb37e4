"""Partial dates on an axis of years."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kg.questions.values import Value


def begin(text: str) -> float | None:
    """The first moment of a partial date (2013, 2013-07, 2013-07-16) in years; None if it is none."""
    try:
        return _in_years(date.fromisoformat((text + "-01-01")[:10]))
    except ValueError:
        return None


def end(text: str) -> float | None:
    """The last moment of a partial date in years; None if it is none."""
    first = begin(text)
    if first is None:
        return None
    return first + {4: 1.0, 7: 1 / 12}.get(len(text), 0.0)


def middle(text: str) -> float | None:
    """The middle of a partial date in years; None if it is none."""
    first, last = begin(text), end(text)
    return None if first is None or last is None else (first + last) / 2


def now(today: date) -> float:
    """A day in years."""
    return _in_years(today)


def _in_years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)


def text_of(value: Value | None) -> str:
    """What a value of a row says, empty for none."""
    return "" if value is None else value.text


@dataclass(frozen=True)
class Axis:
    """Years laid out from left to right."""

    first: float
    last: float
    left: float
    right: float

    def x(self, year: float) -> float:
        """Where a moment stands."""
        share = (year - self.first) / ((self.last - self.first) or 1)
        return self.left + share * (self.right - self.left)

    def ticks(self, apart: float) -> Iterator[int]:
        """Round years, at least that far from each other in units of the picture."""
        unit = (self.right - self.left) / ((self.last - self.first) or 1)
        step = next((s for s in (1, 2, 5, 10, 20, 50) if s * unit >= apart), 100)
        year = -(-int(self.first) // step) * step
        while year <= self.last:
            if year >= self.first:
                yield year
            year += step
