"""Days told by their distance from today: `today`, `today-2y`, `today+6m`, `today-30d`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Clock = Callable[[], date]
"""Says which day it is."""

_RELATIVE = re.compile(r"today(?:([+-])(\d{1,4})([ymd]))?", re.ASCII)


def utc_today() -> date:
    """The day it is, in UTC: answers are kept for as long as it lasts."""
    return datetime.now(UTC).date()


def relative(text: str) -> bool:
    """Whether a text tells a day by its distance from today."""
    return _RELATIVE.fullmatch(text) is not None


def resolved(text: str, on: date) -> date:
    """The day a relative text means on a day; 31 January less 2 months is 30 November.

    Raises ValueError when it is no such text, or no day of the calendar.
    """
    found = _RELATIVE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no distance from today")
    sign, number, unit = found.groups()
    if not number:
        return on
    many = int(sign + number)
    if unit == "d":
        try:
            return on + timedelta(days=many)
        except OverflowError:
            raise ValueError(f"{text!r} leaves the calendar") from None
    months = on.year * 12 + on.month - 1 + many * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{text!r} leaves the calendar")
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
