"""What hand-made pages ask beside the shape's facts: a panel is a stored question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.questions.library import Table
from kg.questions.page import Page
from web.asked import ask, ask_all, merged
from web.footnotes import footnotes
from web.pictures.ribbon import ribbon
from web.reading import library, reading, settings
from web.states import state
from web.views.country import country
from web.views.forums import edition, forum
from web.views.practices import practice
from web.words import today

_OF_A_CITY = (
    "partners",
    "briefing-ties",
    "exchanges",
    "projects",
    "forums",
    "practices",
    "networks",
    "observations",
)
_APART = (
    "partnership",
    "exchange",
    "participation",
    "practice",
    "membership",
    "project",
    "observation",
)
"""Kinds that the answers to those questions show; what else points to a city is listed as it is."""


def pointing(page: Page) -> dict[str, Any]:
    """What the page of a kind without panels of its own shows beside its facts."""
    return {"groups": reading().groups(page)}


def city(page: Page) -> dict[str, Any]:
    """The panels of a city's page, beside its own facts."""
    key = page.thing.key
    found = ask_all({name: {"city": key} for name in _OF_A_CITY})
    asked = {name: answer.table for name, answer in found.items()}
    home = settings().home
    tie = None if key == home else _tie_with_home(asked["partners"], home)
    exchanges = merged(asked["exchanges"], "exchange")
    # Sources may give different starts; shown is the one that the tie shows first.
    starts = {row["tie"].iri: row["since"] for row in asked["briefing-ties"] if row["tie"]}
    partners = [
        {**row, "since": starts.get(row["tie"].iri)} for row in merged(asked["partners"], "partner")
    ]
    partners.sort(key=lambda row: _text(row["since"]), reverse=True)
    return {
        "home": key == home,
        "tie": tie,
        "groups": reading().groups(page, _APART),
        "partners": partners,
        "exchanges": exchanges,
        "projects": merged(asked["projects"], "project"),
        "forums": merged(asked["forums"], "edition", "role", "session"),
        "practices": merged(asked["practices"], "practice"),
        "networks": merged(asked["networks"], "network"),
        "observations": merged(asked["observations"], "observation"),
        "ribbon": ribbon(tie.parts, exchanges, today()) if tie else None,
        "state": state(_text(exchanges[0]["start"]) if exchanges else "", today()),
        "first_state": state,
    }


def partnership(page: Page) -> dict[str, Any]:
    """The panels of a tie's page."""
    exchanges = ask("exchanges-of-tie", tie=page.thing.key).merged("exchange")
    return {"exchanges": exchanges, "ribbon": ribbon(page.parts, exchanges, today())}


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


PANELS: dict[str, Callable[[Page], dict[str, Any]]] = {
    "city": city,
    "country": country,
    "partnership": partnership,
    "practice": practice,
    "forum": forum,
    "edition": edition,
}
