"""Spreadsheets: what a cell holds is a text, never a formula."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from kg.export.tables import as_csv, as_xlsx
from kg.ingest.row import Row


def _cells(cell: str) -> list[str]:
    body = b"".join(as_csv(["note"], [[cell]])).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body, newline="")))[1]


@pytest.mark.parametrize("cell", ["=1+1", "+82 62 613 2114", "-cmd|' /C calc'!A0", "@SUM(A1)"])
def test_what_a_spreadsheet_would_run_is_marked_and_read_back_without_the_mark(cell: str):
    (written,) = _cells(cell)

    assert written == "'" + cell
    assert Row("a.csv", 2, {"note": written})["note"] == cell


@pytest.mark.parametrize(
    "cell", ["-5", "-5.25", "Turin", "'s-Hertogenbosch", "두 줄\n글", 'say "hi"']
)
def test_other_cells_stay_as_they_are(cell: str):
    assert _cells(cell) == [cell]


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert b"".join(as_csv(["도시"], [])) == b"\xef\xbb\xbf" + "도시\r\n".encode()


def test_a_workbook_holds_texts_under_a_frozen_header():
    body = as_xlsx(
        ["도시", "note"], [["토리노", "=1+1"], ["x", "https://a.example/"]], "도시: [교류]/1"
    )
    sheet = load_workbook(io.BytesIO(body)).active

    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        ["도시", "note"], ["토리노", "=1+1"], ["x", "https://a.example/"],
    ]  # fmt: skip
    assert sheet["B2"].data_type == "s"
    assert sheet["B3"].hyperlink is None
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "도시 교류1"
