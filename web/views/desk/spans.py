"""How long ago a partial date was, in whole years and months, and in words."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

DAY, MONTH, YEAR = 10, 7, 4
"""Lengths of partial dates: 2013-07-16, 2013-07, 2013."""


@dataclass(frozen=True, order=True)
class Span:
    """Whole years and months between two days; `about` where one is not known to the day."""

    years: int
    months: int
    about: bool = False

    def __str__(self) -> str:
        """In words: 10 years 11 months, about 3 years, less than a month."""
        parts = []
        if self.years:
            parts.append(ngettext("%(num)d year", "%(num)d years", self.years))
        if self.months:
            parts.append(_("1 month") if self.months == 1 else _("%(n)s months", n=self.months))
        if not parts:
            return str(_("less than a year") if self.about else _("less than a month"))
        said = " ".join(parts)
        return str(_("about %(span)s", span=said)) if self.about else said


def first_day(text: str) -> date | None:
    """The first day a partial date may mean; None if it is no date."""
    try:
        return date.fromisoformat((text + "-01-01")[:DAY])
    except ValueError:
        return None


def last_day(text: str) -> date | None:
    """The last day a partial date may mean: 2013 may be 31 December 2013; None if it is no date."""
    first = first_day(text)
    if first is None or len(text) == DAY:
        return first
    if len(text) == YEAR:
        return date(first.year, 12, 31)
    long = 29 if isleap(first.year) else 28
    return first.replace(day=(31, long, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[first.month - 1])


def span(earlier: date, later: date, *, about: bool = False) -> Span:
    """The whole years and months from one day to a later one; none when it is not later."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if later.day < earlier.day:
        months -= 1
    return Span(*divmod(max(months, 0), 12), about)


def since(text: str, on: date) -> Span | None:
    """How long before a day a partial date was, counted from its last possible day.

    So a tie is never said to sleep longer than it may. None for no date.
    """
    last = last_day(text)
    return None if last is None else span(last, on, about=len(text) < DAY)
