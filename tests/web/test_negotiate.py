"""Which of the formats offered an Accept header takes."""

from __future__ import annotations

import pytest

from web.negotiate import best

ROWS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]


@pytest.mark.parametrize("accept", [None, "", "  ", "*/*"])
def test_who_asks_for_nothing_gets_the_first_offer(accept):
    assert best(ROWS, accept) == ROWS[0]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("text/csv", "text/csv"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.5", ROWS[1]),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/*", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv ; q=1.0 , image/png", "text/csv"),
        ("image/png, */*;q=0.5", ROWS[0]),
    ],
)
def test_the_highest_q_wins(accept, chosen):
    assert best(ROWS, accept) == chosen


def test_among_equal_q_the_order_of_the_offers_decides():
    assert best(ROWS, "text/csv, application/sparql-results+xml") == ROWS[1]


def test_a_specific_range_stands_before_a_general_one_that_also_fits():
    assert best(ROWS, "*/*, application/sparql-results+json;q=0") == ROWS[1]
    assert best(ROWS, "text/*;q=0.9, text/csv;q=0.1, application/*;q=0.5") == ROWS[0]


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0", "text/csv;q=nonsense"])
def test_what_is_not_wanted_is_not_given(accept):
    assert best(ROWS, accept) is None
