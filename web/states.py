"""How a tie stands by its last recorded exchange: active, quiet or asleep."""

from __future__ import annotations

from datetime import date

AWAKE_YEARS, SLOW_YEARS = 2, 5
"""A tie is active up to 2 years after its last recorded exchange, quiet up to 5, then asleep."""


def state(last: str, on: date) -> str:
    """`on`, `slow` or `off`: how long ago the last recorded exchange was, by its latest day."""
    if not last:
        return "off"
    latest = last + "9999-12-31"[len(last) :]
    for name, years in (("on", AWAKE_YEARS), ("slow", SLOW_YEARS)):
        if latest >= f"{on.year - years}{on.isoformat()[4:]}":
            return name
    return "off"
