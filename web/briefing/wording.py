"""Words that several sheets use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import current_app
from flask_babel import gettext as _

from kg.export import versions
from kg.questions.values import Value
from web.briefing.content import Block, Cell
from web.reading import settings
from web.states import AWAKE_YEARS, SLOW_YEARS
from web.words import written_date


@dataclass(frozen=True)
class Anniversary:
    """The next anniversary of a day, and how many years it marks."""

    day: date
    years: int


def anniversary(signed: str, on: date) -> Anniversary | None:
    """The next anniversary on or after a day; None when the day of signature is not known.

    29 February falls on 1 March in common years.
    """
    try:
        first = date.fromisoformat(signed)
    except ValueError:
        return None
    for year in (on.year, on.year + 1):
        try:
            day = first.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day >= on and year > first.year:
            return Anniversary(day, year - first.year)
    return None


def relation_word(relation: Value) -> str:
    """A relation as a sentence has it; the pages' own macro says it."""
    macros = current_app.jinja_env.get_template("parts/macros.html").module
    return str(macros.relation_word(relation)).strip()  # type: ignore[attr-defined]


def state_word(name: str) -> str:
    """What `on`, `slow` and `off` are called."""
    return str({"on": _("active"), "slow": _("quiet"), "off": _("asleep")}[name])


def state_rule() -> str:
    """How the state of a tie is told from its last exchange."""
    said = _(
        "State by the last recorded exchange: active up to %(awake)s years ago, quiet up to "
        "%(slow)s, then asleep.",
        awake=AWAKE_YEARS,
        slow=SLOW_YEARS,
    )
    return str(said)


def other_names(names: Mapping[str, str], shown: str) -> tuple[tuple[str, str], ...]:
    """The names in the other languages, each once, with its language."""
    seen = {shown}
    found = []
    for code in sorted(names, key=lambda c: (c not in ("ko", "en"), c)):
        if code and names[code] not in seen:
            seen.add(names[code])
            found.append((code, names[code]))
    return tuple(found)


def without_empty(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks that say something, and one that gives the reason for each of the others."""
    empty = [block for block in blocks if not block.lines]
    kept = tuple(replace(block, empty="") for block in blocks if block.lines)
    if not empty:
        return kept
    lines = tuple((Cell(block.title), Cell(block.empty)) for block in empty)
    return (*kept, Block("empty", _("Nothing on record"), lines))


def data_of(revision: str) -> str:
    """Of which day and revision the data are."""
    when = versions.revision(settings(), revision).when.date().isoformat()
    said = _("Data of %(date)s, revision %(id)s.", date=written_date(when), id=revision[:12])
    return str(said)
