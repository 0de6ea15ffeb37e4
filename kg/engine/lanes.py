"""Lanes: who waits with whom for a query worker, so that no one's hunger starves the others.

Pages have workers of their own. A visitor's query begins among the quick workers. One that runs
longer than QUICK seconds becomes a long one where it is, if a place for long queries is free: it
yields the processor to everybody else, and another quick worker is hired in its stead. If no place
is free, it is ended and waits for one. While somebody waits for a quick worker and none is free, a
query yields after PRESSED seconds already, and goes on beside the quick ones until QUICK.

Whoever has asked long queries of late is a patient client, whose next ones wait for a place among
the long ones and yield from their beginning. When several such clients come back at the same moment,
those who ask small queries only neither stand behind them nor share the processor with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.engine.wire import SOCKET
from kg.settings import Settings

Lane = Literal["pages", "visitors", "long"]

SOCKETS: dict[Lane, str] = {"pages": SOCKET, "visitors": "visitors.sock", "long": "long.sock"}

QUICK = 0.25
PRESSED = 0.02
NICENESS = 19
"""What the kernel's scheduler is told of long queries: everybody else comes first."""


@dataclass(frozen=True)
class Staff:
    """How many workers answer pages and visitors, and how many long queries may run at once.

    Without visitors' workers, the pages' workers answer visitors too, and nothing is long.
    """

    pages: int
    visitors: int = 0
    long: int = 0

    @classmethod
    def from_settings(cls, settings: Settings) -> Staff:
        """The staff the settings name."""
        if not settings.visitor_workers:
            return cls(settings.workers)
        return cls(settings.workers, settings.visitor_workers, settings.long_queries)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes there are."""
        return ("pages", "visitors", "long") if self.visitors else ("pages",)
