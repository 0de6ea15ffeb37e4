"""The hand-over of a desk: all ties, promises, anniversaries, disagreements and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from web import addresses
from web.asked import Asked, ask
from web.briefing.answers import SETTLED
from web.briefing.content import Block, Cell, Line, Side, Writer
from web.briefing.sections import conflict_line, promise_line, together
from web.briefing.wording import Anniversary, anniversary, data_of, state_rule, state_word
from web.language import language
from web.reading import library, reading, settings
from web.states import state
from web.words import number, today, written_date

Row = Mapping[str, Any]
_LACKING = ("since", "document", "field", "last")
"""Columns of `briefing-gaps` whose empty cell is a gap."""


def desk_side(write: Writer) -> Side:
    """The whole desk of the home city in the present language."""
    home, on = settings().home, today()
    home_iri = library().names.thing("city", home).value
    ties = ask("briefing-ties", city=home)
    promises = ask("promises-of", city=home, today=on.isoformat())
    days = ask("anniversaries", city=home)
    conflicts = ask("briefing-conflicts", city=home)
    gaps = ask("briefing-gaps", city=home)
    write.know(ties, promises, days, conflicts, gaps)
    unkept = [r for r in promises.merged("commitment") if r["state"].text not in SETTLED]
    late = [r for r in unkept if r["state"].text == "overdue"]
    blocks = [
        _ties(ties, write),
        _promises(
            "overdue",
            _("Promises overdue"),
            late,
            promises,
            write,
            _("No promise with a due date that has passed is announced, under way or partly done."),
        ),
        _promises(
            "promises",
            _("Open promises"),
            [r for r in unkept if r["state"].text != "overdue"],
            promises,
            write,
            _("No other promise of or to the city is open."),
        ),
        _anniversaries(days, write),
        _conflicts(conflicts, write),
        _gaps(gaps, write),
    ]
    return Side(
        language=language(),
        kicker=_("Hand-over"),
        title=_("Hand-over of the desk"),
        names=(),
        place=reading().name([home_iri])[home_iri].text,
        sentence=_sentence(ties, late, gaps),
        blocks=tuple(blocks),
        foot=(
            state_rule(),
            _("Of several sources the two best-ranked are numbered; all stand at the address."),
            _("“No record” does not mean that nothing happened."),
            data_of(reading().revision),
        ),
        contents=_("Contents"),
        sources=_("Sources"),
    )


def _sentence(ties: Asked, late: Sequence[Row], gaps: Asked) -> str:
    held = [r for r in ties.table if r["status"] and r["status"].id == "in-force"]
    asleep = [r for r in held if state(_text(r["last"]), today()) == "off"]
    said = _(
        "Ties in force: %(ties)s, of them asleep: %(asleep)s. Promises overdue: %(late)s. "
        "Ties that lack data: %(gaps)s.",
        ties=len(held),
        asleep=len(asleep),
        late=len(late),
        gaps=gaps.count,
    )
    return str(said)


def _text(value: Any) -> str:
    return "" if value is None else str(value.text)


def _relation(row: Row) -> Cell:
    return Cell(row["relation"].text, sign=row["relation"].id)


def _ties(asked: Asked, write: Writer) -> Block:
    def line(row: Row) -> Line:
        ended = row["status"].id != "in-force"
        name = state(_text(row["last"]), today())
        stands = Cell(row["status"].text) if ended else Cell(state_word(name), sign=name)
        return (
            write.cell(row["partner"]),
            write.cell(row["country"]),
            _relation(row),
            write.cell(row["since"], otherwise=_("not known")),
            write.cell(row["last"], otherwise=_("no record")),
            Cell(number(row["exchanges"].text), addresses.of_thing(row["tie"])),
            stands,
        )

    return Block(
        "ties",
        _("All ties"),
        tuple(line(row) for row in asked.table),
        columns=(
            _("City"),
            _("Country or territory"),
            _("Relation"),
            _("Since"),
            _("Last exchange"),
            _("Exchanges"),
            _("State"),
        ),
        figure=str(asked.count),
        question=asked.address,
        rule=state_rule(),
        empty=_("No tie is on record."),
    )


def _promises(
    id: str, title: str, rows: Sequence[Row], asked: Asked, write: Writer, empty: str
) -> Block:
    def line(row: Row) -> Line:
        when, what = promise_line(row, write)
        other = row["to"] if row["by"] and row["by"].key == settings().home else row["by"]
        return when, what, write.cell(other, otherwise=_("in public"))

    return Block(
        id,
        title,
        tuple(line(row) for row in rows),
        columns=(_("Due"), _("Promise"), _("Other side")),
        figure=str(len(rows)),
        question=asked.address,
        empty=empty,
    )


def _anniversaries(asked: Asked, write: Writer) -> Block:
    coming: list[tuple[Anniversary, Row]] = []
    for row in asked.table:
        found = anniversary(_text(row["since"]), today())
        if found:
            coming.append((found, row))
    coming.sort(key=lambda pair: pair[0].day)
    return Block(
        "anniversaries",
        _("Anniversaries of the next twelve months"),
        tuple(
            (
                Cell(written_date(found.day.isoformat())),
                write.cell(row["partner"]),
                _relation(row),
                Cell(_("%(n)s years", n=found.years)),
                write.cell(row["last"], otherwise=_("no record")),
            )
            for found, row in coming
        ),
        columns=(_("Day"), _("City"), _("Relation"), _("Anniversary"), _("Last exchange")),
        figure=str(len(coming)),
        question=asked.address,
        rule=_("Only ties whose day of signature is known."),
        empty=_("No tie in force has a known day of signature."),
    )


def _conflicts(asked: Asked, write: Writer) -> Block:
    groups = together(asked.merged("thing", "property", "value"))
    lines: list[Line] = []
    for group in groups:
        rows = group["rows"]
        what, *values = conflict_line(rows, write)
        lines.append((write.cell(rows[0]["whole"] or rows[0]["thing"]), what, *values))
    return Block(
        "conflicts",
        _("Where sources differ"),
        tuple(lines),
        columns=(_("Of what"), _("What differs"), _("Values")),
        figure=str(len(groups)),
        question=asked.address,
        rule=_("In bold the value that is shown first."),
        empty=_("Where several sources speak, they agree."),
    )


def _gaps(asked: Asked, write: Writer) -> Block:
    words = {
        "since": _("start"),
        "document": _("agreement"),
        "field": _("field"),
        "last": _("exchange"),
    }
    return Block(
        "gaps",
        _("Ties in force that lack data"),
        tuple(
            (
                write.cell(row["partner"]),
                _relation(row),
                Cell(", ".join(words[name] for name in _LACKING if row[name] is None)),
            )
            for row in asked.table
        ),
        columns=(_("City"), _("Relation"), _("No source gives")),
        figure=str(asked.count),
        question=asked.address,
        rest=_("All records that lack data"),
        rest_href=url_for("questions.page", name="missing-data"),
        empty=_("Every tie in force has a start, an agreement, a field and an exchange on record."),
    )
