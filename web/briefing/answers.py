"""What is asked about a city for its sheet, once in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.questions.page import Page
from web.asked import Asked, ask
from web.briefing.content import Writer
from web.reading import library, reading, settings
from web.words import today

Row = Mapping[str, Any]
SETTLED = ("kept", "broken")
"""States of a promise about which nothing is open."""


@dataclass(frozen=True)
class Answers:
    """One city: its page, its tie with the home city, and the answers to the questions."""

    page: Page
    tie: Page | None
    figures: Asked
    exchanges: Asked
    outcomes: Asked
    promises: Asked
    conflicts: Asked
    projects: Asked
    forums: Asked
    networks: Asked
    practices: Asked
    observations: Asked

    def figure(self, name: str) -> str:
        """A figure of the question `compare-figures`; empty when there is none."""
        value = next(iter(self.figures.table))[name]
        return value.text if value else ""

    @property
    def open_promises(self) -> list[dict[str, Any]]:
        """Promises that are neither kept nor broken, those with the earliest due date first."""
        rows = self.promises.merged("commitment")
        return [row for row in rows if row["state"].text not in SETTLED]


def answers(key: str, write: Writer) -> Answers:
    """Asks all of it; raises UnknownThing for a key nobody has."""
    home = settings().home
    page = reading().page(library().model.kind("city"), key)
    tie = _tie(key, home)
    told = Answers(
        page,
        tie,
        figures=ask("compare-figures", city=key, home=home),
        exchanges=ask("exchanges-between", city=home, other=key),
        outcomes=ask("briefing-outcomes", city=key),
        promises=ask("promises-of", city=key, today=today().isoformat()),
        conflicts=ask("briefing-conflicts", city=key),
        projects=ask("projects", city=key),
        forums=ask("forums", city=key),
        networks=ask("shared-networks", city=home, other=key),
        practices=ask("practices", city=key),
        observations=ask("observations", city=key),
    )
    for described in (page, tie):
        if described:
            write.footnotes.know(described.sources)
    for value in vars(told).values():
        if isinstance(value, Asked):
            write.footnotes.know(value.table.sources)
    return told


def _tie(key: str, home: str) -> Page | None:
    for row in ask("briefing-ties", city=home).table:
        partner, tie = row["partner"], row["tie"]
        if partner and tie and partner.key == key:
            return reading().page(library().model.kind("partnership"), tie.key)
    return None
