"""An answer read for a picture: what stands where, how much, and in which series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from kg.questions.chart import Chart
from kg.questions.library import Table
from kg.questions.values import Value
from web.pictures.svg import short

MOST_SERIES = 6
"""Series told apart in one picture; the smaller ones are drawn together."""
_RELATIONS = ("sister", "friendship", "cooperation", "twin", "project", "letter-of-intent")


@dataclass(frozen=True)
class Place:
    """A place on an axis, or a series: what tells it apart, and what it is called."""

    id: str
    text: str
    number: float | None = None
    look: str = ""
    """The class a concept's colour goes by; empty where it has none of its own."""


@dataclass(frozen=True)
class Plotted:
    """Numbers by place and series, in the order of the answer."""

    xs: tuple[Place, ...]
    series: tuple[Place, ...]
    values: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """By the ids of place and series."""

    @property
    def numeric(self) -> bool:
        """Whether the places are whole numbers, such as years."""
        return all(x.number is not None and x.number == int(x.number) for x in self.xs)

    def at(self, x: Place, series: Place) -> float | None:
        """The number at a place in a series, None where the answer has none."""
        return self.values.get((x.id, series.id))

    def total(self, x: Place) -> float:
        """The numbers of all series at a place, together."""
        return sum(self.values.get((x.id, s.id), 0.0) for s in self.series)


def plotted(table: Table, chart: Chart) -> Plotted | None:
    """The answer's numbers as `chart` wants them drawn; None when they cannot be.

    They cannot when no row has a number, and when two rows give numbers for one place: adding
    them would count twice, and leaving one out would say less than the table.
    """
    x_name, y_name, s_name = chart["x"], chart["value"] or chart["y"], chart["series"]
    if chart.kind == "heat":
        s_name = chart["y"]
    xs: dict[str, Place] = {}
    series: dict[str, Place] = {}
    values: dict[tuple[str, str], float] = {}
    for row in table:
        y = number_of(row[y_name])
        if y is None:
            continue
        x = _place(row[x_name])
        s = _place(row[s_name]) if s_name else Place("", "")
        if (x.id, s.id) in values:
            return None
        xs.setdefault(x.id, x)
        series.setdefault(s.id, s)
        values[x.id, s.id] = y
    if not values:
        return None
    return Plotted(tuple(xs.values()), tuple(series.values()), values)


def fewer(found: Plotted, most: int = MOST_SERIES) -> Plotted:
    """The same with the smallest series added up as one, so that each can be told apart."""
    if len(found.series) <= most:
        return found
    ordered = sorted(found.series, key=lambda s: -sum(_of(found, s)))
    kept = {s.id for s in ordered[: most - 1]}
    others = Place("…", _("Others"))
    values: dict[tuple[str, str], float] = {}
    for (x, s), y in found.values.items():
        key = (x, s if s in kept else others.id)
        values[key] = values.get(key, 0.0) + y
    series = (*(s for s in found.series if s.id in kept), others)
    return Plotted(found.xs, series, values)


def _of(found: Plotted, series: Place) -> Iterable[float]:
    return (y for (_x, s), y in found.values.items() if s == series.id)


def number_of(value: Value | None) -> float | None:
    """The number a value says, None when it says none."""
    if value is None:
        return None
    try:
        found = float(value.text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _place(value: Value | None) -> Place:
    if value is None:
        return Place("", _("not known"))
    look = value.id if value.scheme == "relation" and value.id in _RELATIONS else ""
    number = None if value.iri else number_of(value)
    return Place(value.iri or value.text, value.text, number, look)


def looks(series: Iterable[Place]) -> dict[str, str]:
    """The class of each series: a relation's own colour, else one of six in their order."""
    return {s.id: f"s-{s.look}" if s.look else f"s-{i % 6 + 1}" for i, s in enumerate(series)}


def shown(number: float) -> str:
    """A number as a label has it, thousands parted."""
    whole, point, part = short(number).partition(".")
    return f"{int(whole):,}{point}{part}"
