"""The sections of a city's sheet, each cut to its room; what is cut is counted and linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from web.briefing.answers import Answers
from web.briefing.content import Block, Cell, Line, Writer
from web.briefing.wording import state_word
from web.language import language
from web.reading import settings
from web.states import state
from web.words import number, today

Row = Mapping[str, Any]
PUBLISHED = 3
"""Published counts on the sheet, told as claimed: other rules of counting give other numbers."""
_STAGE = ("relation", "start", "end")


@dataclass(frozen=True)
class Room:
    """How many lines of each list stand on the sheet."""

    exchanges: int = 12
    outcomes: int = 6
    promises: int = 6
    conflicts: int = 6
    projects: int = 6
    forums: int = 6
    networks: int = 8
    practices: int = 6

    def tighter(self) -> Room:
        """A quarter less of each, for a sheet that does not fit its page."""
        return Room(**{name: max(1, most * 3 // 4) for name, most in vars(self).items()})


def sections(told: Answers, room: Room, write: Writer) -> list[Block]:
    """All sections, the empty ones too, in the order in which a delegation needs them."""
    key = told.page.thing.key
    page = url_for("things.cities", key=key)

    def listed(
        id: str,
        title: str,
        rows: Sequence[Row],
        line: Callable[[Row], Line],
        figure: str,
        empty: str,
        address: str = "",
        rule: str = "",
    ) -> Block:
        most = getattr(room, id)
        left = len(rows) - most
        return Block(
            id,
            title,
            tuple(line(row) for row in rows[:most]),
            figure=figure,
            question=address or told.figures.address,
            rest=_("%(n)s more: see the address", n=left) if left > 0 else "",
            rest_href=address or f"{page}#{id}",
            rule=rule,
            empty=empty,
        )

    def dated(name: str, minor: str = "") -> Callable[[Row], Line]:
        def line(row: Row) -> Line:
            start = row.get("start")
            when = write.cell(start.text if start else None, otherwise=_("no date"))
            under = row[minor].text if minor and row[minor] else ""
            return when, write.cell(row[name], row["sources"], minor=under)

        return line

    outcomes = told.outcomes.merged("exchange")
    differing = together(told.conflicts.merged("thing", "property", "value"))
    home = key == settings().home
    return [
        Block("card", _("At a glance"), _card(told, write), empty=_("No more is on record.")),
        listed(
            "exchanges",
            _("Last exchanges"),
            told.exchanges.merged("exchange") if not home else [],
            dated("exchange"),
            told.figure("exchanges"),
            _("No document in the graph reports an exchange; that does not mean there was none."),
            told.exchanges.address,
        ),
        listed(
            "outcomes",
            _("Agreed or announced"),
            outcomes,
            dated("outcome"),
            str(len(outcomes)),
            _("No outcome of an exchange is on record."),
            told.outcomes.address,
        ),
        listed(
            "promises",
            _("Open promises"),
            told.open_promises,
            lambda row: promise_line(row, write),
            str(len(told.open_promises)),
            _("No promise of or to the city is on record that is not kept."),
            told.promises.address,
        ),
        listed(
            "conflicts",
            _("Where sources differ"),
            differing,
            lambda row: conflict_line(row["rows"], write),
            str(len(differing)),
            _("Where several sources speak of the city, they agree."),
            told.conflicts.address,
            _("In bold the value that is shown first."),
        ),
        listed(
            "projects",
            _("Projects"),
            told.projects.merged("project"),
            dated("project", "eligibility"),
            told.figure("projects"),
            _("No development project in the graph names the city as its place."),
        ),
        listed(
            "forums",
            _("At forums"),
            told.forums.merged("edition"),
            dated("edition", "role"),
            told.figure("editions"),
            _("The lists of participants in the graph do not name the city."),
        ),
        listed(
            "networks",
            _("Shared networks"),
            told.networks.merged("network") if not home else [],
            lambda row: (write.cell(row["network"], row["sources"]),),
            told.figure("shared"),
            _("No network in the graph has both cities as members; most lists are not held whole."),
            told.networks.address,
        ),
        listed(
            "practices",
            _("Practices"),
            told.practices.merged("practice"),
            dated("practice"),
            told.figure("practices"),
            _("No source in the graph tells of a practice."),
        ),
    ]


def _card(told: Answers, write: Writer) -> tuple[Line, ...]:
    lines: list[Line] = []
    for part in told.tie.parts if told.tie else ():
        facts = {f.property.local: f for f in part.facts if f.property.local in _STAGE}
        if "relation" not in facts:
            continue
        relation, start, end = facts["relation"].claims[0], facts.get("start"), facts.get("end")
        span = start.claims[0].value.text if start else _("start not known")
        if end:
            span += f" – {end.claims[0].value.text}"
        sources = (start or facts["relation"]).claims[0].sources
        text = f"{relation.value.text}, {span}"
        lines.append((Cell(_("Stage")), write.cell(text, sources, sign=relation.value.id)))
    if told.tie:
        lines.append((Cell(_("State")), _state(told)))
        if fields := told.tie.fact("field"):
            named = ", ".join(claim.value.text for claim in fields.claims)
            voices = [source for claim in fields.claims for source in claim.sources]
            lines.append((Cell(_("Fields")), write.cell(named, voices)))
    if region := told.page.fact("partOf"):
        claim = region.claims[0]
        lines.append((Cell(_("Region")), write.cell(claim.value, claim.sources)))
    counted = [
        r for r in told.observations.merged("observation") if r["measure"].id == "population"
    ]
    if counted:
        newest = max(counted, key=lambda row: row["asof"].text if row["asof"] else "")
        day = f" ({newest['asof'].text})" if newest["asof"] else ""
        text = f"{number(newest['value'].text)}{day}"
        lines.append((Cell(_("Population")), write.cell(text, newest["sources"])))
    others = [r for r in told.observations.merged("observation") if r not in counted]
    for row in others[:PUBLISHED]:
        by = f" ({row['claimant'].text})" if row["claimant"] else ""
        text = f"{row['measure'].text} {number(row['value'].text)}{by}"
        lines.append((Cell(_("Published counts")), write.cell(text, row["sources"])))
    return tuple(lines)


def _state(told: Answers) -> Cell:
    last = told.figure("last")
    name = state(last, today())
    if not last:
        return Cell(_("asleep: no exchange is on record"), sign=name)
    return Cell(
        _("%(state)s, last exchange %(date)s", state=state_word(name), date=last), sign=name
    )


def promise_line(row: Row, write: Writer) -> Line:
    """A promise with its due date, said to be overdue where it is."""
    due, overdue = row["due"], row["state"].text == "overdue"
    when = due.text if due else None
    status = row["status"].text if row["status"] else ""
    if overdue:
        status = _("%(status)s, overdue", status=status)
    return (
        write.cell(when, strong=overdue, otherwise=_("no due date")),
        write.cell(row["commitment"], row["sources"], minor=status),
    )


def together(rows: Sequence[Row]) -> list[Row]:
    """Rival values put together by thing and property."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["thing"].iri, row["property"].iri), []).append(row)
    return [{"rows": same} for same in found.values()]


def conflict_line(rows: Sequence[Row], write: Writer) -> Line:
    """What differs, then each value with its sources, the one shown first in bold."""
    thing = rows[0]["thing"]
    name = thing.kind.find(rows[0]["property"].iri).name[language()]
    values = [
        write.cell(row["value"], row["sources"], strong=row["first"].text == "true") for row in rows
    ]
    return Cell(name, minor=thing.kind.label[language()]), *values
