"""What the page of a country joins: ties, exchanges, projects, forum guests, practices, networks."""

from __future__ import annotations

from typing import Any

from kg.questions.page import Page
from web.asked import Asked, ask
from web.reading import settings
from web.states import state
from web.words import today

MOST = 15
"""Rows shown of each list; the rest is counted and linked."""


def country(page: Page) -> dict[str, Any]:
    """The panels of a country's page."""
    key, home = page.thing.key, settings().home
    asked: dict[str, Asked] = {
        "figures": ask("country-figures", country=key, city=home),
        "ties": ask("country-ties", country=key, city=home),
        "places": ask("country-cities", country=key, city=home),
        **{
            name: ask(f"country-{name}", country=key)
            for name in ("exchanges", "projects", "amounts", "forums", "practices", "networks")
        },
    }
    return {
        "asked": asked,
        "figures": next(iter(asked["figures"].table)),
        "ties": asked["ties"].merged("tie"),
        "places": list(asked["places"].table),
        "exchanges": asked["exchanges"].merged("exchange"),
        "projects": asked["projects"].merged("project"),
        "amounts": asked["amounts"].merged("project", "kind", "value", "currency"),
        "forums": asked["forums"].merged("actor", "edition", "role"),
        "practices": asked["practices"].merged("practice"),
        "networks": asked["networks"].merged("network", "place"),
        "most": MOST,
        "first_state": lambda last: state(last.text if last else "", today()),
    }
