"""Reads XLSX workbooks: one sheet, cells as text; hostile and broken files are refused."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kg.errors import InputProblem
from kg.ingest.readers.cells import FAULTS, cell_text
from kg.ingest.readers.record import Record, numbered

UNPACKED = 200 * 1024 * 1024
"""Bytes the parts of a workbook may have together when unpacked."""

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
"""In UTF-8 or UTF-16; entities need a document type."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]|\0")
"""A formula in UTF-8; of UTF-16 any."""
# What zipfile raises for what it cannot unpack: RuntimeError for a password, and in its kind for a
# compression it does not know.
_NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
# What openpyxl and the parts below it raise for workbooks that are no workbooks; SyntaxError is
# how ill-formed XML is told, LookupError and AttributeError how a missing part is.
_BROKEN = (
    *_NO_ARCHIVE,
    InvalidFileException,
    SyntaxError,
    LookupError,
    AttributeError,
    ValueError,
    TypeError,
    OSError,
)


def workbook_records(content: bytes, shown: str, sheet: str | None) -> list[Record]:
    """The rows of the sheet named, or of the first visible one that is not empty.

    Formulas give the value that was stored with them. Raises InputProblem when the file is no
    workbook, is protected by a password, unpacks to more than 200 MiB, declares document types,
    has no such sheet, or a cell holds an error or a formula whose value was never stored.
    """
    formulas = _look_through(content, shown)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of parts it leaves out (drawings, validation lists): none are cells.
            warnings.filterwarnings("ignore", module="openpyxl")
            return list(_records(content, shown, sheet, formulas))
    except _BROKEN as reason:
        raise InputProblem(
            f"{shown} is broken: {str(reason) or type(reason).__name__}.",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from reason


def _look_through(content: bytes, shown: str) -> bool:
    """Refuses what no spreadsheet program writes; says whether any sheet may hold formulas."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise InputProblem(
                f"{shown} is protected by a password.",
                remedy="Remove the password in Excel (File, Info, Protect Workbook) and save it.",
            )
        raise InputProblem(
            f"{shown} is a workbook of the old format (.xls).", remedy="Save it as .xlsx in Excel."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise InputProblem(
                    f"{shown} unpacks to more than {UNPACKED // 1024**2} MiB.",
                    remedy="Remove sheets and pictures that are not needed, or split it.",
                )
            formulas = False
            for part in parts.infolist():
                if not part.filename.lower().endswith((".xml", ".rels")):
                    continue
                for window in _windows(parts, part):
                    if _DOCTYPE.search(window):
                        raise InputProblem(
                            f"{shown} declares a document type, which no workbook does.",
                            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
                        )
                    formulas = formulas or _FORMULA.search(window) is not None
            return formulas
    except _NO_ARCHIVE as reason:
        raise InputProblem(
            f"{shown} is no Excel workbook: {reason}.",
            remedy="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from reason


def _windows(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, pieces overlapping; never more than the size it declares."""
    with parts.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-32:]


def _records(content: bytes, shown: str, wanted: str | None, formulas: bool) -> Iterator[Record]:
    chosen = _sheet(_open(content, data_only=True), shown, wanted)
    rows = numbered(chosen.iter_rows(), shown)
    if not formulas:
        for number, cells in rows:
            yield number, [_text(shown, cell) for cell in cells]
        return
    # Values and formulas come from two readings of the sheet: a reading gives one or the other.
    written = _open(content, data_only=False)[chosen.title]
    written.reset_dimensions()
    for (number, cells), beside in zip(rows, written.iter_rows(), strict=True):
        for cell, formula in zip(cells, beside, strict=True):
            _refuse_unreckoned(shown, cell, formula)
        yield number, [_text(shown, cell) for cell in cells]


def _open(content: bytes, *, data_only: bool) -> Any:
    stream = io.BytesIO(content)
    return load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)


def _sheet(book: Any, shown: str, wanted: str | None) -> Any:
    for sheet in book.worksheets:
        # Some programs write a wrong extent; what it leaves out would be lost silently.
        sheet.reset_dimensions()
    if wanted is not None:
        for sheet in book.worksheets:
            if sheet.title == wanted:
                return sheet
        raise InputProblem(
            f"{shown} has no sheet {wanted!r}.",
            remedy="Its sheets are: " + ", ".join(s.title for s in book.worksheets) + ".",
        )
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and any(
            cell.value is not None for _, row in numbered(sheet.iter_rows(), shown) for cell in row
        ):
            return sheet
    raise InputProblem(f"{shown} is empty.", remedy="Give a file with a header and rows.")


def _refuse_unreckoned(shown: str, cell: Any, formula: Any) -> None:
    # A formula that gave an empty text is stored as a text; one never reckoned, as nothing.
    if formula.data_type == "f" and cell.value is None and cell.data_type != "str":
        raise InputProblem(
            f"{shown}: the formula in {formula.coordinate} was stored without its value.",
            remedy="Open the file in a spreadsheet program and save it, or paste values only.",
        )


def _text(shown: str, cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if value in FAULTS:
            raise InputProblem(
                f"{shown}: {cell.coordinate} holds the error {value}.",
                remedy="Correct the formula, or clear the cell.",
            )
        return value
    return cell_text(value, cell.number_format if isinstance(value, date) else "")
