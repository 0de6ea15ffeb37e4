"""Reads CSV: encoding, separator and quotation marks."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from kg.errors import InputProblem
from kg.ingest.readers.record import Record, numbered

SEPARATORS = (",", ";", "\t")

_SAVE_AS = "In Excel choose File, Save As, type 'CSV UTF-8 (comma delimited)', and give that file."
_HANGUL = re.compile("[\uac00-\ud7a3]")


def delimited_records(content: bytes, shown: str) -> Iterator[Record]:
    """The records of a CSV file in UTF-8, each with the line it starts on.

    The separator is the comma, semicolon or tab that parts the header into the most cells.
    Raises InputProblem when the bytes are no UTF-8, hold NUL, or a quotation mark does not close.
    """
    text = _text(content, shown)
    return _records(text, max(SEPARATORS, key=lambda s: len(_header(text, s))), shown)


def _text(content: bytes, shown: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputProblem(f"{shown} is in UTF-16, not UTF-8.", remedy=_SAVE_AS)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputProblem(
            f"{shown} is an Excel workbook under the name of a text file.",
            remedy="Rename it to .xlsx, or save it as 'CSV UTF-8'.",
        )
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise InputProblem(f"{shown}, line {line} holds a NUL byte.", remedy=_SAVE_AS)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = content[: reason.start].count(b"\n") + 1
        where = f"{shown} is not UTF-8: line {line} cannot be read."
        guess = " It looks like CP949 (EUC-KR)." if _looks_korean(content) else ""
        raise InputProblem(where + guess, remedy=_SAVE_AS) from reason


def _looks_korean(content: bytes) -> bool:
    try:
        return _HANGUL.search(content.decode("cp949")) is not None
    except UnicodeDecodeError:
        return False


def _header(text: str, separator: str) -> list[str]:
    """The first record that is not blank; a broken one is left for the reading to tell."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return next((cells for cells in lines if any(c.strip() for c in cells)), [])
    except csv.Error:
        return []


def _records(text: str, separator: str, shown: str) -> Iterator[Record]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for _, cells in numbered(lines, shown):
            yield start, cells
            start = lines.line_num + 1
    except csv.Error as reason:
        raise InputProblem(
            f"{shown}: the row that starts on line {start} cannot be read: {reason}.",
            remedy='Close each quotation mark, and double those inside a cell ("").',
        ) from reason
