"""Reads a table from a file: CSV or XLSX in, header and numbered rows out."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from kg.errors import InputProblem
from kg.ingest.readers.delimited import delimited_records
from kg.ingest.readers.record import Record
from kg.ingest.readers.workbook import workbook_records
from kg.ingest.row import Row, Table

LARGEST = 50 * 1024 * 1024
"""Bytes a file may have."""

_NEAR = 60
"""Likeness, of 100, from which a column name is suggested for a missing one."""


def read_table(path: Path, *, sheet: str | None = None, file: str = "") -> Table:
    """The table in a .csv, .tsv, .txt, .xlsx or .xlsm file, every cell as text.

    The first line that is not blank is the header. `Row.number` is the line a person sees: in a
    workbook the row of the sheet, in CSV the line of the file on which the row starts (a cell
    that holds line breaks makes the next row start further down). Blank rows are left out, blank
    columns at the right too; column names are trimmed and in NFC. Of a workbook the sheet named
    is read, else the first visible one that is not empty. `file` is the name findings show, in
    place of the path's own (an upload lies under a name of chance).

    Raises InputProblem, with the remedy, when the file is missing, empty, larger than 50 MiB, in
    another encoding or format, protected by a password or broken, when it has no rows, repeats a
    column, leaves one without a name, or has a row with more cells than the header.
    """
    shown = file or path.name
    read = _reader(path, shown)
    content = _content(path, shown)
    records = read(content, shown, sheet)
    return _table(shown, records, hashlib.sha256(content).hexdigest())


def require_columns(table: Table, columns: Collection[str]) -> None:
    """Raises InputProblem naming the file and the columns it lacks, with near spellings."""
    missing = [column for column in columns if column not in table.columns]
    if not missing:
        return
    spare = [column for column in table.columns if column not in columns]
    hints = [f"{near!r} may be meant for {c!r}." for c in missing for near in _near(c, spare)]
    raise InputProblem(
        f"{table.file} lacks the column{'s' if len(missing) > 1 else ''} "
        + ", ".join(repr(column) for column in missing)
        + ".",
        remedy=" ".join([*hints, "The header has: " + ", ".join(table.columns) + "."]),
    )


def _near(column: str, spare: list[str]) -> list[str]:
    found = process.extract(
        column, spare, scorer=fuzz.ratio, processor=str.casefold, limit=1, score_cutoff=_NEAR
    )
    return [near for near, _, _ in found]


def _csv(content: bytes, shown: str, sheet: str | None) -> Iterable[Record]:
    return delimited_records(content, shown)


_READERS: dict[str, Callable[[bytes, str, str | None], Iterable[Record]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".xlsx": workbook_records,
    ".xlsm": workbook_records,
}


def _reader(path: Path, shown: str) -> Callable[[bytes, str, str | None], Iterable[Record]]:
    # The name shown decides where one is given: an upload may be stored without its ending.
    ending = Path(shown).suffix.lower()
    try:
        return _READERS[ending]
    except KeyError:
        if path.is_dir():
            raise InputProblem(f"{shown} is a folder.", remedy="Name a file in it.") from None
        raise InputProblem(
            f"{shown}: a file ending in {ending or 'nothing'} cannot be read.",
            remedy="Save it as .xlsx or as 'CSV UTF-8' (.csv).",
        ) from None


def _content(path: Path, shown: str) -> bytes:
    try:
        if path.is_dir():
            raise InputProblem(f"{shown} is a folder.", remedy="Name a file in it.")
        if path.stat().st_size > LARGEST:
            raise InputProblem(
                f"{shown} is larger than {LARGEST // 1024**2} MiB.",
                remedy="Split it into several files.",
            )
        content = path.read_bytes()
    except OSError as reason:
        raise InputProblem(
            f"{shown} cannot be read: {reason.strerror or reason}.",
            remedy="Check the name of the file and that it may be read.",
        ) from reason
    if not content.strip():
        raise InputProblem(f"{shown} is empty.", remedy="Give a file with a header and rows.")
    return content


def _table(shown: str, records: Iterable[Record], sha256: str) -> Table:
    columns: tuple[str, ...] | None = None
    places: tuple[int, ...] = ()
    rows: list[Row] = []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns, places = _header(shown, number, cells)
        else:
            rows.append(_row(shown, number, cells, columns, places))
    if columns is None or not rows:
        what = "is empty" if columns is None else "has a header and no rows"
        raise InputProblem(f"{shown} {what}.", remedy="Give a file with a header and rows.")
    return Table(shown, columns, tuple(rows), sha256)


def _header(shown: str, number: int, cells: list[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The names of the columns and where each stands; unnamed ones are told by their cells."""
    named = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
    seen: dict[str, int] = {}
    for place, name in enumerate(named):
        if not name:
            continue
        if name in seen:
            raise InputProblem(
                f"{shown}, row {number}: the column {name!r} stands twice, "
                f"as columns {seen[name] + 1} and {place + 1}.",
                remedy="Give each column a name of its own, or remove one.",
            )
        seen[name] = place
    return tuple(seen), tuple(seen.values())


def _row(
    shown: str, number: int, cells: list[str], columns: tuple[str, ...], places: tuple[int, ...]
) -> Row:
    named = set(places)
    for place, cell in enumerate(cells):
        if place in named or not cell.strip():
            continue
        if place > places[-1]:
            raise InputProblem(
                f"{shown}, row {number} has more cells than the header: "
                f"cell {place + 1} holds {_short(cell)!r}, the header ends at {places[-1] + 1}.",
                remedy="Put a cell that holds the separator in quotation marks, or name the column.",
            )
        raise InputProblem(
            f"{shown}, row {number}: cell {place + 1} holds {_short(cell)!r}, "
            "but its column has no name.",
            remedy="Give the column a name in the header, or clear it.",
        )
    texts = (cells[place] if place < len(cells) else "" for place in places)
    return Row(shown, number, dict(zip(columns, texts, strict=True)))


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else cell[:39] + "…"
