"""The stages of a tie, with their edges in years and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from kg.questions.page import Fact, Part
from web.pictures.years import begin, end


@dataclass(frozen=True)
class Stage:
    """One stage; left and right are moments in years."""

    relation: str
    """Id of the relation."""
    left: float
    right: float
    hatched: tuple[float, float] | None
    """Within which sources place the start, where they differ."""
    undated: bool
    """No source gives the start: left is the first exchange."""
    open: bool
    """Not ended."""
    caption: str
    doubt: str
    """What is said over the hatching."""
    title: str
    """The stage in words."""

    @property
    def earliest(self) -> float:
        """When it may have begun, by the source that dates it first."""
        return min(self.left, self.hatched[0]) if self.hatched else self.left

    @property
    def solid(self) -> float:
        """From where on the start is past, whichever source is right."""
        return min(max(self.left, self.hatched[1]), self.right) if self.hatched else self.left


def stages_of(parts: Sequence[Part], exchanges: Sequence[float], present: float) -> list[Stage]:
    """The stages among the parts that can be drawn, earliest first.

    Exchanges are moments in years, in order. A stage without a start is drawn from the first
    exchange within it, or not at all.
    """
    found = [
        stage
        for part in parts
        if part.kind.name == "stage" and (stage := _stage(part, exchanges, present)) is not None
    ]
    return sorted(found, key=lambda s: (s.earliest, s.right))


def _stage(part: Part, exchanges: Sequence[float], present: float) -> Stage | None:
    facts = {fact.property.local: fact for fact in part.facts}
    if "relation" not in facts:
        return None
    relation = facts["relation"].claims[0].value
    starts, ends = _texts(facts.get("start")), _texts(facts.get("end"))
    ended = end(ends[0]) if ends else None
    right = present if ended is None else min(ended, present)
    left = begin(starts[0]) if starts else None
    undated = left is None
    if left is None:
        left = next((m for m in exchanges if m < right), None)
    if left is None or left > right:
        return None
    hatched, doubt = _range(facts.get("start"))
    told = (
        _("%(relation)s, start not known", relation=relation.text)
        if undated
        else _("%(relation)s since %(date)s", relation=relation.text, date=starts[0])
    )
    if doubt:
        told += f" ({doubt})"
    if ends:
        told += ", " + _("ended %(date)s", date=ends[0])
    return Stage(
        relation.id,
        left,
        right,
        hatched,
        undated,
        ended is None,
        _caption(relation.text, left, (begin(ends[0]) if ends else None) or right, undated),
        doubt,
        told,
    )


def _texts(fact: Fact | None) -> list[str]:
    """What sources say, that which is shown first in front; nothing that is no date."""
    if fact is None:
        return []
    claims = sorted(fact.claims, key=lambda claim: not claim.first)
    return [c.value.text for c in claims if begin(c.value.text) is not None]


def _range(fact: Fact | None) -> tuple[tuple[float, float] | None, str]:
    """From the first day the earliest claim allows to the last the latest one does."""
    texts = _texts(fact)
    if fact is None or not fact.disagrees or not texts:
        return None, ""
    first, last = min(begin(t) or 0 for t in texts), max(end(t) or 0 for t in texts)
    names = sorted({t[:4] for t in texts})
    if len(names) == 1:
        names = sorted(texts)
    span = names[0] if names[0] == names[-1] else f"{names[0]}–{names[-1]}"
    sources = len({source for claim in fact.claims for source in claim.sources})
    return (first, last), "≠ " + _("%(span)s, %(n)s sources", span=span, n=sources)


def _caption(name: str, left: float, right: float, undated: bool) -> str:
    """The relation and its whole years; from 2002 to 2012 are ten."""
    if undated:
        return str(name + " · " + _("start not known"))
    years = int(right - left)
    if years < 1:
        return name
    return str(name + " · " + ngettext("%(num)d year", "%(num)d years", years))
