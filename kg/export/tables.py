"""Lists and answers as spreadsheets: CSV with a byte order mark, XLSX, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from kg.model import Kind
from kg.questions.library import Table
from kg.questions.records import Record

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Rows = Iterable[Sequence[str]]


def columns(kind: Kind, language: str) -> list[str]:
    """The header of a list's export, from the shape."""
    return ["key", "name", *(p.name[language] for p in kind.properties), "source"]


def rows(kind: Kind, records: Iterable[Record]) -> Iterator[list[str]]:
    """The rows of a list's export; several values of a cell are separated by `; `."""
    for record in records:
        cells = [
            "; ".join(sorted({value.text for value, _ in record.values.get(p.local, ())}))
            for p in kind.properties
        ]
        yield [record.thing.key, record.thing.text, *cells, " ".join(record.sources)]


def answer_rows(table: Table) -> Iterator[list[str]]:
    """The rows of a question's answer; a source is written as its address."""
    for row in table.rows:
        yield [
            ""
            if value is None
            else (table.sources[value.iri].url or value.iri)
            if value.iri in table.sources
            else value.text
            for value in row
        ]


def as_csv(header: Sequence[str], body: Rows) -> Iterator[bytes]:
    """CSV in UTF-8 with the mark by which Excel knows it."""
    yield b"\xef\xbb\xbf"
    for row in (header, *body):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([_harmless(cell) for cell in row])
        yield line.getvalue().encode()


def as_xlsx(header: Sequence[str], body: Rows, title: str) -> bytes:
    """A workbook of one sheet, header frozen and filterable."""
    out = io.BytesIO()
    # Texts are never taken for formulas or links: the data come from strangers' files too.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, header, bold)
    count = 0
    for count, row in enumerate(body, 1):
        for column, cell in enumerate(row):
            sheet.write_string(count, column, cell[:32767])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), max(len(header) - 1, 0))
    sheet.set_column(0, max(len(header) - 1, 0), 22)
    book.close()
    return out.getvalue()


def as_json(kind: Kind, records: Iterable[Record], language: str) -> Iterator[bytes]:
    """A JSON array; each value with its IRI and the sources that give it."""
    yield b"["
    for number, record in enumerate(records):
        told = {
            "key": record.thing.key,
            "id": record.thing.iri,
            "kind": kind.name,
            "name": record.thing.text,
            "values": {
                local: [
                    {
                        "text": value.text,
                        **({"id": value.iri} if value.iri else {}),
                        **({"language": value.language} if value.language else {}),
                        "sources": list(sources),
                    }
                    for value, sources in values
                ]
                for local, values in record.values.items()
            },
        }
        yield (b",\n" if number else b"\n") + json.dumps(told, ensure_ascii=False).encode()
    yield b"\n]\n"


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is written as text (OWASP, CSV injection).

    Plain negative numbers stay as they are.
    """
    if cell.startswith(_FORMULA) and not cell.lstrip("-").replace(".", "", 1).isdigit():
        return "'" + cell
    return cell


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "data"
