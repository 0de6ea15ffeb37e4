"""docs/questions.md is what the headers say."""

from __future__ import annotations

from pathlib import Path

from kg.export.questions_page import MADE_BY, questions_page
from tests.kg.questions.catalogue import CATALOGUE

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "questions.md"


def test_the_list_of_questions_is_the_catalogue_s():
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == questions_page(CATALOGUE), f"It is stale. Run: {MADE_BY}"


def test_every_question_is_listed_with_titles_parameters_and_columns():
    told = questions_page(CATALOGUE)

    for question in CATALOGUE:
        assert f"\n### {question.name}\n" in told
        assert f"`/questions/{question.name}" in told
        assert all(f"Parameter `{p.name}`" in told for p in question.parameters)
    assert "today-2y" in told, "the document must not change from day to day"
