"""A spreadsheet's cell as text: numbers without .0, dates as precise as they are shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

FAULTS = frozenset(
    "#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC!".split()
)
"""What a formula that failed shows."""

# Quoted words, escaped characters, colours and locales of a number format say nothing of days.
_DECORATION = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def cell_text(value: Any, number_format: str) -> str:
    """The text of a cell's value.

    A date is `2013-07-16`; where its format shows no day, `2013-07`, and no month, `2013`: a
    spreadsheet makes 2013-07-01 of a typed 2013-07, and that day nobody said.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case datetime() if (value.hour, value.minute, value.second) == (0, 0, 0):
            return _shown(value.date(), number_format)
        case datetime():
            return value.replace(microsecond=0).isoformat()
        case date():
            return _shown(value, number_format)
        case time():
            return value.replace(microsecond=0).isoformat()
        case _:
            return str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def _shown(day: date, number_format: str) -> str:
    parts = _DECORATION.sub("", number_format).lower().partition(";")[0]
    if "d" in parts or not ("y" in parts or "m" in parts):
        return day.isoformat()
    return day.isoformat()[: 7 if "m" in parts else 4]
