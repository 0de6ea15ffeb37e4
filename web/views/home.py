"""The first page: search, four doors, key numbers with their rules, map, latest exchanges."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Flask, render_template

from kg.questions.library import Table
from kg.questions.listing import Facet, Selection
from web.footnotes import footnotes
from web.pictures.counts import counts_chart
from web.pictures.worldmap import worldmap
from web.reading import library, reading, settings
from web.states import state
from web.views.conflicts import conflicts
from web.words import today

bp = Blueprint("home", __name__)
DOORS = ("partyCountry", "currentRelation", "field", "decade")
AHEAD = 120
"""Days for which anniversaries are announced."""


@bp.get("/")
def page() -> str:
    """Home."""
    home = settings().home
    ties = library().model.kind("partnership")
    facets = {f.property.local: f for f in reading().listing(Selection(kind=ties)).facets}
    holdings = {
        row["class"].iri.rpartition("#")[2]: row  # type: ignore[union-attr]
        for row in reading().ask("holdings")
    }
    published = reading().ask("published", subject=home)
    footnotes().know(published.sources)
    totals = next(iter(reading().ask("partner-total", city=home)))
    ours = int(totals["partners"].text if totals["partners"] else 0)
    return render_template(
        "home/home.html",
        doors=[_door(facets[d], home) for d in DOORS if d in facets],
        totals=totals,
        holdings=holdings,
        published=published,
        chart=counts_chart(published, ours, today()),
        latest=list(reading().ask("latest-exchanges", count="7")),
        anniversaries=_coming(reading().ask("anniversaries", city=home)),
        map=worldmap(list(reading().ask("map", city=home)), home, name=_name_of(home)),
        relations=list(reading().ask("how-many", city=home)),
        differing=len(conflicts(reading().ask("conflicts"))) + _rivals(),
    )


def _name_of(city: str) -> str:
    iri = library().names.thing("city", city).value
    return reading().name([iri])[iri].text


def _rivals() -> int:
    """Subjects and measures for which claimants give different numbers."""
    counts = reading().ask("rival-counts")
    return len({(s.iri, m.iri) for r in counts if (s := r["subject"]) and (m := r["measure"])})


def _door(facet: Facet, home: str) -> Facet:
    """The home city's own country is no way to choose among its ties."""
    country = home.rpartition("-")[2]
    choices = tuple(c for c in facet.choices if c.value.key != country)
    if facet.property.local == "decade":
        choices = tuple(sorted(choices, key=lambda c: c.value.text, reverse=True))
    return Facet(facet.property, choices)


def _coming(table: Table) -> list[dict[str, Any]]:
    """Anniversaries of the coming days, nearest first, with how many years they mark."""
    coming = []
    for row in table:
        since, last = row["since"], row["last"]
        if since is None:
            continue
        day = _next(date.fromisoformat(since.text), today())
        if day - today() <= timedelta(days=AHEAD):
            years = day.year - int(since.text[:4])
            shown: dict[str, Any] = {**row, "day": day, "years": years}
            coming.append(shown | {"state": state(last.text if last else "", today())})
    return sorted(coming, key=lambda row: row["day"])


def _next(signed: date, on: date) -> date:
    """The next anniversary on or after a day; 29 February falls on 1 March in common years."""
    for year in (on.year, on.year + 1):
        try:
            day = signed.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        if day >= on:
            return day
    raise AssertionError("a day recurs within a year")


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
