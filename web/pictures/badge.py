"""A tie as a small card: the two cities, their relation and its life, for other people's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from web.pictures.labels import text_width
from web.pictures.lifeline import lifeline
from web.pictures.svg import element, short
from web.pictures.years import begin

_LEAST, _PAD = 280.0, 16.0
_LIFE = 24.0 / 232.0
"""Height of a lifeline over its width."""


def badge(
    cities: Sequence[str],
    told: str,
    relation: str,
    since: str,
    exchanges: Sequence[str],
    today: date,
) -> Markup:
    """The card; `told` is relation and start in words, `relation` its id, dates are partial."""
    names = " – ".join(cities)
    count = ngettext("%(num)d exchange on record", "%(num)d exchanges on record", len(exchanges))
    foot = " · ".join((count, _("Gwangju city diplomacy graph")))
    width = max(_LEAST, text_width(names, 17) + 2 * _PAD, text_width(foot, 12) + 2 * _PAD)
    room = width - 2 * _PAD
    high = 58 + room * _LIFE + 30
    dates = [d for d in (since, *exchanges) if begin(d) is not None]
    first = min((int(begin(d) or today.year) for d in dates), default=today.year - 1)
    life = lifeline(since, exchanges, today, relation, first_year=first)
    return element(
        "svg",
        element("title", f"{names}: {told}"),
        element("rect", class_="paper", x=0.5, y=0.5, width=width - 1, height=high - 1, rx=8.0),
        element("text", names, class_="big", x=_PAD, y=30.0),
        element("text", told, x=_PAD, y=51.0),
        element("svg", life, x=_PAD, y=58.0, width=room, height=room * _LIFE),
        element("text", foot, class_="q", x=_PAD, y=high - 13),
        viewBox=f"0 0 {short(width)} {short(high)}",
        width=width,
        height=high,
        role="img",
        class_="badge",
    )
