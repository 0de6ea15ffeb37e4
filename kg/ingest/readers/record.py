"""A record as a reader finds it, and how much a table may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from kg.errors import InputProblem

Record = tuple[int, list[str]]
"""Number of the line or sheet row (the first is 1), and the cells, blank ones included."""

MOST_COLUMNS = 1_000
MOST_ROWS = 300_000
"""Gaps included: a file of one kilobyte can name a row a million lines down."""
MOST_CELLS = 5_000_000
"""Cells in all, blank ones included: a few bytes of a file can stand for many."""

Cells = TypeVar("Cells", bound=Sized)


def numbered(rows: Iterable[Cells], shown: str) -> Iterator[tuple[int, Cells]]:
    """The rows with their numbers from 1; raises InputProblem once they are too many or wide."""
    cells = 0
    for number, row in enumerate(rows, start=1):
        cells += len(row)
        if len(row) > MOST_COLUMNS:
            raise InputProblem(
                f"{shown}, row {number} has more than {MOST_COLUMNS:,} cells.",
                remedy="Remove what stands far to the right of the table.",
            )
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise InputProblem(
                f"{shown} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells.",
                remedy="Split it into several files, or remove what stands far below the table.",
            )
        yield number, row
