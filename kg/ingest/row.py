"""One row of a table, which knows where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_MARKED = re.compile(r"'[=+@\-]")


@dataclass(frozen=True)
class Row:
    """The cells of one row by column; `number` is the line a person sees (the header is 1)."""

    file: str
    number: int
    cells: Mapping[str, str]
    read: set[str] = field(default_factory=set, compare=False, repr=False)
    """Columns asked for so far; a column nobody reads is a finding."""

    def __getitem__(self, column: str) -> str:
        """The cell, trimmed and in NFC; empty when the column is absent or the cell is.

        The mark that keeps a spreadsheet from running a text as a formula (our exports write
        it) is no part of the text.
        """
        self.read.add(column)
        text = unicodedata.normalize("NFC", self.cells.get(column, "")).strip()
        return text[1:] if _MARKED.match(text) else text

    def many(self, column: str, separators: str = ";|") -> list[str]:
        """The values of a cell that holds several, separated by `;` or `|`."""
        text = self[column]
        for separator in separators[1:]:
            text = text.replace(separator, separators[0])
        return [part.strip() for part in text.split(separators[0]) if part.strip()]


@dataclass(frozen=True)
class Table:
    """A table as read: its header and rows."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sha256: str
    """Of the file's bytes, for the record of the import."""
