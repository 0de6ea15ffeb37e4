"""The targets of a plan: what is on record for each region and field, and the gap in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from kg.questions.page import Page
from kg.questions.values import Value
from web.asked import Asked, ask
from web.words import number, today

Row = Mapping[str, Any]
CANDIDATES = 5
"""Cities named as candidates of a region; the question names all."""


@dataclass(frozen=True)
class Region:
    """One region a target looks to."""

    region: Value
    row: Row
    """The region's row of `plan-by-region`; empty where nothing is on record."""
    ties: Asked
    exchanges: Asked
    candidates: Asked
    sentence: str

    def count(self, name: str) -> int:
        """A figure of the region."""
        return _int(self.row.get(name))


@dataclass(frozen=True)
class Field:
    """One field a target is about."""

    field: Value
    row: Row
    exchanges: Asked

    def count(self, name: str) -> int:
        """A figure of the field."""
        return _int(self.row.get(name))


@dataclass(frozen=True)
class Target:
    """One target with what is on record for it."""

    target: Value
    goal: str
    regions: tuple[Region, ...]
    fields: tuple[Field, ...]
    sources: tuple[str, ...]
    sentence: str


def period(plan: Page) -> range:
    """The years of a plan; without them, of the present year alone."""
    start, end = (plan.fact(name) for name in ("start", "end"))
    first = int(start.claims[0].value.text[:4]) if start else today().year
    last = int(end.claims[0].value.text[:4]) if end else max(first, today().year)
    return range(first, last + 1)


def targets(plan: str, home: str, years: range, by_region: Asked, by_field: Asked) -> list[Target]:
    """The targets of a plan, those that look to a region first."""
    asked = ask("plan-targets", plan=plan)
    regions = {row["region"].iri: row for row in by_region.table if row["region"]}
    fields = {row["field"].iri: row for row in by_field.table if row["field"]}
    span = {"from": str(years.start), "to": str(years.stop - 1)}
    found = []
    for row in asked.merged("target"):
        mine = [r for r in asked.table if r["target"] and r["target"].iri == row["target"].iri]
        aims = {r["region"].iri: r["region"] for r in mine if r["region"]}
        themes = {r["field"].iri: r["field"] for r in mine if r["field"]}
        looked = tuple(_region(v, regions.get(i, {}), home, span) for i, v in aims.items())
        about = tuple(
            Field(v, fields.get(i, {}), ask("plan-field-exchanges", city=home, field=v.id, **span))
            for i, v in themes.items()
        )
        goal = row["goal"].text if row["goal"] else ""
        said = _gap(goal, looked) if looked else _widened(about, len(years))
        found.append(Target(row["target"], goal, looked, about, tuple(row["sources"]), said))
    return sorted(found, key=lambda t: (not t.regions, t.target.text))


def _region(region: Value, row: Row, home: str, span: Mapping[str, str]) -> Region:
    ties = ask("plan-ties", city=home, region=region.id, **span)
    exchanges = ask("plan-exchanges", city=home, region=region.id, **span)
    candidates = ask("plan-candidates", city=home, region=region.id)
    return Region(region, row, ties, exchanges, candidates, _sentence(region, row, ties))


def _sentence(region: Value, row: Row, ties: Asked) -> str:
    """What is new, what stood before, and what is missing, in plain words."""
    new = [
        r["partner"].text
        for r in ties.table
        if r["partner"] and r["fresh"] and r["fresh"].text == "true"
    ]
    held, exchanges = _int(row.get("ties")), _int(row.get("exchanges"))
    if new:
        said = ngettext(
            "%(n)s tie in %(region)s began in the period: %(cities)s.",
            "%(n)s ties in %(region)s began in the period: %(cities)s.",
            len(new),
            n=len(new),
            region=region.text,
            cities=", ".join(new),
        )
    elif held:
        said = _(
            "The gap: no tie in %(region)s began in the period; those in force are older.",
            region=region.text,
        )
    else:
        said = _("The gap: no tie in %(region)s is in force.", region=region.text)
    silent = _("No exchange of the period is on record, which does not mean none was.")
    return str(said) if exchanges else f"{said} {silent}"


def _gap(goal: str, regions: tuple[Region, ...]) -> str:
    """How far the plan is, where it gives a number; that it gives none, where it does not."""
    if not goal:
        return str(_("The plan gives no number to reach, so only what is new can be told."))
    new = sum(region.count("fresh") for region in regions)
    missing = max(0, int(float(goal)) - new)
    reached = _(
        "%(new)s of %(goal)s reached; %(missing)s missing.",
        new=new,
        goal=number(goal),
        missing=missing,
    )
    return str(reached)


def _widened(fields: tuple[Field, ...], years: int) -> str:
    silent = [f.field.text for f in fields if not f.count("exchanges")]
    fewer = [f.field.text for f in fields if 0 < f.count("exchanges") <= f.count("before")]
    said = []
    if silent:
        said.append(
            _(
                "The gap: no exchange of the period on record in %(fields)s.",
                fields=", ".join(silent),
            )
        )
    if fewer:
        said.append(
            _(
                "Not more than in the %(n)s years before: %(fields)s.",
                n=years,
                fields=", ".join(fewer),
            )
        )
    return " ".join(said) or _("More exchanges than in as many years before in every field named.")


def _int(value: Value | None) -> int:
    return int(value.text) if value else 0
