"""Cities side by side: the same answers as on their sheets, one column a city."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from web import addresses
from web.asked import Asked, ask
from web.briefing.answers import Answers, answers
from web.briefing.content import Writer
from web.briefing.wording import state_word
from web.footnotes import footnotes
from web.reading import settings
from web.states import state
from web.words import number, today

FEW = 3
"""Things named of each list; the figure tells how many there are."""


@dataclass(frozen=True)
class Item:
    """A thing named in a cell."""

    text: str
    href: str = ""
    sources: tuple[str, ...] = ()
    sign: str = ""


@dataclass(frozen=True)
class Cell:
    """What one city has of a row: a figure with its question, and a few things by name."""

    items: tuple[Item, ...] = ()
    figure: str = ""
    question: str = ""
    otherwise: str = ""
    """What is said where there is nothing."""

    @property
    def plain(self) -> str:
        """The cell for a spreadsheet."""
        said = [self.figure, "; ".join(item.text for item in self.items)]
        return ": ".join(s for s in said if s) or self.otherwise


@dataclass(frozen=True)
class Row:
    """One line of the comparison."""

    id: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the cities have not all the same here."""
        return len({cell.plain for cell in self.cells}) > 1


@dataclass(frozen=True)
class City:
    """A column."""

    key: str
    title: str


@dataclass(frozen=True)
class Comparison:
    """Cities and what is compared."""

    cities: tuple[City, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Told:
    city: Answers
    themes: Asked


def compared(keys: Sequence[str]) -> Comparison:
    """The comparison of some cities; raises UnknownThing for a key nobody has."""
    write = Writer(footnotes())
    told = [_Told(answers(key, write), ask("compare-themes", city=key)) for key in keys]
    cities = tuple(City(t.city.page.thing.key, t.city.page.thing.text) for t in told)
    lines: tuple[tuple[str, str, Callable[[_Told], Cell]], ...] = (
        ("country", _("Country or territory"), _country),
        ("relation", _("Relation"), _relation),
        ("since", _("Since"), _since),
        ("stages", _("Stages"), _stages),
        ("state", _("State"), _state),
        ("exchanges", _("Exchanges with Gwangju"), _exchanges),
        ("projects", _("Projects"), lambda t: _list(t, "projects", "projects", "project")),
        ("editions", _("Forum editions"), lambda t: _list(t, "editions", "forums", "edition")),
        ("networks", _("Networks shared with Gwangju"), _networks),
        ("practices", _("Practices"), lambda t: _list(t, "practices", "practices", "practice")),
        ("themes", _("Fields"), _themes),
        ("promises", _("Open promises"), _promises),
        ("conflicts", _("Differences between sources"), _conflicts),
    )
    rows = (Row(id, title, tuple(cell(t) for t in told)) for id, title, cell in lines)
    return Comparison(cities, tuple(rows))


def _home(told: _Told) -> bool:
    return told.city.page.thing.key == settings().home


def _country(told: _Told) -> Cell:
    fact = told.city.page.fact("country")
    if fact is None:
        return Cell(otherwise=_("not known"))
    value = fact.claims[0].value
    return Cell((Item(value.text, addresses.of_thing(value)),))


def _relation(told: _Told) -> Cell:
    fact = told.city.tie.fact("currentRelation") if told.city.tie else None
    if told.city.tie is None or fact is None:
        return Cell(otherwise=_("home city") if _home(told) else _("no tie on record"))
    value = fact.claims[0].value
    return Cell((Item(value.text, addresses.of_thing(told.city.tie.thing), sign=value.id),))


def _since(told: _Told) -> Cell:
    fact = told.city.tie.fact("since") if told.city.tie else None
    if fact is None:
        return Cell(otherwise=_("not known") if told.city.tie else "–")
    return Cell((Item(fact.claims[0].value.text),))


def _stages(told: _Told) -> Cell:
    items = []
    for part in told.city.tie.parts if told.city.tie else ():
        facts = {f.property.local: f for f in part.facts}
        if "relation" not in facts:
            continue
        relation = facts["relation"].claims[0]
        span = facts["start"].claims[0].value.text if "start" in facts else _("start not known")
        if "end" in facts:
            span += f" – {facts['end'].claims[0].value.text}"
        said = facts.get("start", facts["relation"]).claims[0].sources
        items.append(Item(f"{relation.value.text}, {span}", sources=said))
    return Cell(tuple(items), otherwise="–")


def _state(told: _Told) -> Cell:
    if told.city.tie is None:
        return Cell(otherwise="–")
    name = state(told.city.figure("last"), today())
    return Cell((Item(state_word(name), sign=name),))


def _exchanges(told: _Told) -> Cell:
    if _home(told):
        return Cell(otherwise="–")
    rows = told.city.exchanges.merged("exchange")[:FEW]
    undated = _("no date")
    items = tuple(
        Item(
            f"{row['start'].text if row['start'] else undated} {row['exchange'].text}",
            addresses.of_thing(row["exchange"]),
            tuple(row["sources"]),
        )
        for row in rows
    )
    return _counted(told, "exchanges", items)


def _counted(told: _Told, figure: str, items: tuple[Item, ...]) -> Cell:
    return Cell(
        items,
        number(told.city.figure(figure) or "0"),
        told.city.figures.address,
        _("no record"),
    )


def _list(told: _Told, figure: str, asked: str, column: str) -> Cell:
    rows = getattr(told.city, asked).merged(column)[:FEW]
    items = tuple(
        Item(row[column].text, addresses.of_thing(row[column]), tuple(row["sources"]))
        for row in rows
    )
    return _counted(told, figure, items)


def _networks(told: _Told) -> Cell:
    return Cell(otherwise="–") if _home(told) else _list(told, "shared", "networks", "network")


def _themes(told: _Told) -> Cell:
    rows = list(told.themes.table)
    items = tuple(
        Item(f"{row['field'].text} {row['things'].text}")
        for row in rows[: 2 * FEW]
        if row["field"] and row["things"]
    )
    return Cell(items, str(len(rows)), told.themes.address, _("no record"))


def _promises(told: _Told) -> Cell:
    rows = told.city.open_promises
    items = tuple(
        Item(r["commitment"].text, addresses.of_thing(r["commitment"]), tuple(r["sources"]))
        for r in rows[:FEW]
    )
    return Cell(items, str(len(rows)), told.city.promises.address, _("no record"))


def _conflicts(told: _Told) -> Cell:
    return Cell(
        figure=told.city.figure("conflicts"),
        question=told.city.conflicts.address,
        otherwise=_("none"),
    )
