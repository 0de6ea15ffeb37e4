"""docs/answers.md is true: each way can be walked, and each page says the answer in both languages."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

DOCUMENT = Path(__file__).parents[2] / "docs" / "answers.md"
STEPS = 3
PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


class Row(NamedTuple):
    question: str
    way: tuple[str, ...]
    said: dict[str, tuple[str, ...]]


def rows() -> list[Row]:
    """Every row of the tables: question, way (addresses in `code`), answer ko and en (in bold)."""
    found = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 4 or "`" not in cells[1]:
            continue
        bold = [tuple(re.findall(r"\*\*(.+?)\*\*", cell)) for cell in cells[2:]]
        way = tuple(re.findall(r"`([^`]+)`", cells[1]))
        found.append(Row(cells[0], way, {"ko": bold[0], "en": bold[1]}))
    return found


def opened(client: FlaskClient, address: str, language: str) -> str:
    """The text of a page or file, as a reader sees it."""
    answer = client.get(address, headers={"Accept-Language": language, "Accept": PAGE})
    assert answer.status_code == 200, (
        address,
        answer.status_code,
        answer.get_data(as_text=True)[:400],
    )
    if "spreadsheetml" in answer.content_type:
        sheet = load_workbook(io.BytesIO(answer.data)).active
        return " ".join(str(v) for row in sheet.values for v in row if v is not None)
    text = answer.get_data(as_text=True)
    if "html" in answer.content_type or "svg" in answer.content_type:
        text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\s+", " ", text)


def links(client: FlaskClient, address: str, language: str) -> set[str]:
    """Where a page leads, forms included."""
    text = client.get(address, headers={"Accept-Language": language, "Accept": PAGE}).get_data(
        as_text=True
    )
    return {unquote(html.unescape(a)) for a in re.findall(r'(?:href|action|src)="([^"]+)"', text)}


def leads(there: set[str], address: str) -> bool:
    """Whether one of the links is the address, or the page its form or its filters stand on."""
    path = address.partition("?")[0]
    return any(link == address or link.partition("?")[0] == path for link in there)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.question[:60])
def test_the_answer_stands_where_the_document_says(program: FlaskClient, row: Row, language: str):
    text = opened(program, row.way[-1], language)

    assert row.said[language], "the document gives no answer in bold"
    for words in row.said[language]:
        assert words in text, f"{row.way[-1]} does not say {words!r}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.question[:60])
def test_the_way_to_the_answer_has_at_most_three_steps_and_each_is_a_link(
    program: FlaskClient, row: Row
):
    assert len(row.way) <= STEPS + 1, "the first address is where the visitor starts"
    for here, there in zip(row.way, row.way[1:], strict=False):
        assert leads(links(program, here, "ko"), there), f"{here} has no link to {there}"


def test_every_question_people_bring_is_there():
    assert len(rows()) >= 37
