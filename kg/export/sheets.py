"""Blank import sheets of a kind, from its shape: header, and what each column wants."""

from __future__ import annotations

import io

import xlsxwriter

from kg.export.tables import as_csv
from kg.model import Kind, Model, Property
from kg.model.sheet import columns, entered

WANTED: dict[str, dict[str, str]] = {
    "thing": {"ko": "이름 또는 열쇠", "en": "name or key"},
    "concept": {"ko": "목록의 낱말", "en": "a word of the list"},
    "date": {"ko": "2013, 2013-07, 2013-07-16", "en": "2013, 2013-07 or 2013-07-16"},
    "decimal": {"ko": "수", "en": "number"},
    "integer": {"ko": "정수", "en": "whole number"},
    "boolean": {"ko": "예 / 아니오", "en": "yes / no"},
    "iri": {"ko": "주소", "en": "web address"},
    "time": {"ko": "시각", "en": "time"},
    "text": {"ko": "글", "en": "text"},
    "literal": {"ko": "글", "en": "text"},
}


def blank_csv(kind: Kind) -> bytes:
    """The header alone."""
    return b"".join(as_csv(columns(kind), []))


def blank_xlsx(model: Model, kind: Kind, language: str) -> bytes:
    """The blank sheet, its lists to choose from, and a second sheet that explains each column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True})
    header = columns(kind)
    sheet = book.add_worksheet(kind.slug[:31])
    sheet.write_row(0, 0, header, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, 20)
    help = book.add_worksheet("설명" if language == "ko" else "help")
    help.set_column(0, 4, 30)
    help.write_row(0, 0, _HEADINGS[language], bold)
    by_column = {p.column: p for p in entered(kind)}
    for row, column in enumerate(header, 1):
        prop = by_column.get(column) or by_column.get(column.rpartition("_")[0])
        help.write_row(row, 0, _explained(column, prop, language, model))
        if prop and prop.value == "concept" and column == prop.column:
            words = _words(model, prop)
            if len(",".join(words)) < 250:  # what the format allows for a list in a cell
                sheet.data_validation(
                    1,
                    header.index(column),
                    1000,
                    header.index(column),
                    {
                        "validate": "list",
                        "source": words,
                        "ignore_blank": True,
                        "error_type": "warning",
                    },
                )
    book.close()
    return out.getvalue()


_HEADINGS = {
    "ko": ["열", "이름", "설명", "무엇을 쓰나", "목록"],
    "en": ["column", "name", "help", "what to write", "list"],
}
_OWN = {
    "id": {
        "ko": "줄의 열쇠: 소문자, 숫자, 붙임표. 바뀌지 않습니다.",
        "en": "The row's key: lower-case letters, digits, hyphens. It never changes.",
    },
    "source_url": {
        "ko": "이것을 말하는 문서의 주소.",
        "en": "Address of the document that says it.",
    },
}


def _explained(column: str, prop: Property | None, language: str, model: Model) -> list[str]:
    if prop is None:
        return [column, "", _OWN.get(column, {}).get(language, ""), "", ""]
    words = ", ".join(_words(model, prop)) if prop.value == "concept" else ""
    return [
        column,
        prop.name[language],
        prop.help[language],
        WANTED[prop.value][language],
        words[:2000],
    ]


def _words(model: Model, prop: Property) -> list[str]:
    scheme = model.schemes[prop.of or ""]
    return sorted(iri.rpartition("/")[2] for iri in model.concepts[scheme])
