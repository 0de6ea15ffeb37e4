"""Texts of the tables in data/ stand in both languages."""

from __future__ import annotations

import csv
from pathlib import Path


def test_every_english_text_with_a_korean_column_beside_it_has_its_korean(repo: Path) -> None:
    tables = sorted((repo / "data").glob("*/*.csv"))
    pairs, lacking = 0, []
    for table in tables:
        with table.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            columns = rows.fieldnames or ()
            beside = [(column, _korean(column)) for column in columns if _korean(column) in columns]
            pairs += len(beside)
            lacking += [
                f"{table.parent.name}/{table.name} line {number}: {korean} is empty"
                for number, row in enumerate(rows, start=2)
                for english, korean in beside
                if row[english].strip() and not row[korean].strip()
            ]

    assert pairs > 0
    assert lacking == []


def _korean(column: str) -> str:
    """The Korean column of an English one: `title_en`, or `source_note` with no tag of its own."""
    return column.removesuffix("_en") + "_ko"
