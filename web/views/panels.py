"""What hand-made pages ask beside the shape's facts: a panel is a stored question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kg.questions.library import Table
from kg.questions.page import Page, Part, outspoken
from kg.questions.values import Value
from web.footnotes import footnotes
from web.pictures.ribbon import ribbon
from web.reading import library, reading, settings
from web.words import today

AWAKE_YEARS, SLOW_YEARS = 2, 5
"""A tie is active up to 2 years after its last recorded exchange, quiet up to 5, then asleep."""


def state(last: str, on: date) -> str:
    """`on`, `slow` or `off`: how long ago the last recorded exchange was, by its latest day."""
    if not last:
        return "off"
    latest = last + "9999-12-31"[len(last) :]
    for name, years in (("on", AWAKE_YEARS), ("slow", SLOW_YEARS)):
        if latest >= f"{on.year - years}{on.isoformat()[4:]}":
            return name
    return "off"


def city(page: Page) -> dict[str, Any]:
    """The panels of a city's page, beside its own facts."""
    key = page.thing.key
    asked = {
        name: reading().ask(name, city=key)
        for name in (
            "partners",
            "exchanges",
            "projects",
            "forums",
            "practices",
            "networks",
            "observations",
        )
    }
    for table in asked.values():
        footnotes().know(table.sources)
    home = settings().home
    ties = [group for group in page.groups if group.kind.name == "partnership"]
    tie = None if key == home else _tie_with_home(asked["partners"], home)
    exchanges = _merged(asked["exchanges"], "exchange")
    partners = _merged(asked["partners"], "partner")
    return {
        "asked": asked,
        "home": key == home,
        "tie": tie,
        "ties": ties,
        "partners": partners,
        "exchanges": exchanges,
        "projects": _merged(asked["projects"], "project"),
        "forums": _merged(asked["forums"], "edition", "role", "session"),
        "practices": _merged(asked["practices"], "practice"),
        "networks": _merged(asked["networks"], "network"),
        "observations": _merged(asked["observations"], "observation"),
        "ribbon": ribbon(tie.parts, exchanges, today()) if tie else None,
        "state": state(_text(exchanges[0]["start"]) if exchanges else "", today()),
        "first_state": state,
    }


def partnership(page: Page) -> dict[str, Any]:
    """The panels of a tie's page."""
    exchanges = reading().ask("exchanges-of-tie", tie=page.thing.key)
    footnotes().know(exchanges.sources)
    merged = _merged(exchanges, "exchange")
    return {"exchanges": merged, "ribbon": ribbon(page.parts, merged, today())}


def _tie_with_home(partners: Table, home: str) -> Page | None:
    for row in partners:
        partner, tie = row["partner"], row["tie"]
        if partner and tie and partner.key == home:
            page = reading().page(library().model.kind("partnership"), tie.key)
            footnotes().know(page.sources)
            return page
    return None


def _text(value: Any) -> str:
    return "" if value is None else str(value.text)


def _merged(table: Table, *by: str) -> list[dict[str, Any]]:
    """Rows of the same thing from several sources as one, with all its sources."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in table:
        key = tuple(v.iri or v.text if (v := row[column]) else "" for column in by)
        held = found.setdefault(key, {**row, "sources": []})
        if source := row.get("source"):
            held["sources"].append(source.iri)
        for column, value in row.items():
            if value is not None and _fits_better(value, held.get(column)):
                held[column] = value
    for held in found.values():
        held["sources"] = outspoken(held["sources"], library().names)
    return list(found.values())


def _fits_better(value: Value, held: Value | None) -> bool:
    """Whether a text is to be shown in place of the one held: the reader's language wins."""
    if held is None:
        return True
    wanted = reading().language
    return value.language == wanted and held.language not in (wanted, "")


def stages(parts: tuple[Part, ...]) -> list[Part]:
    """The stages among the parts of a tie."""
    return [p for p in parts if p.kind.name == "stage"]


PANELS: dict[str, Callable[[Page], dict[str, Any]]] = {"city": city, "partnership": partnership}
