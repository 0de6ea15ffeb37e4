"""Published counts over time, beside our own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.web.pictures.drawing import TODAY, classed, parsed
from web.pictures.counts import counts_chart

USUAL = (
    ("2019-03", 22, "Times"),
    ("2022-03", 22, "Herald"),
    ("2023-05", 24, "City"),
    ("2024-06", 25, "City"),
    ("2025-09", 26, "Herald"),
)


@pytest.fixture
def tree(published):
    def draw(*claims, ours=25):
        return parsed(counts_chart(published(*claims), ours, TODAY))

    return draw


def test_each_dated_count_is_a_dot_in_its_place_and_ours_is_set_apart(tree):
    drawn = tree(*USUAL)

    dots = classed(drawn, "pub")
    assert len(dots) == 5
    assert all(float(a.get("cx")) < float(b.get("cx")) for a, b in pairwise(dots))
    assert dots[0].get("cy") == dots[1].get("cy"), "the same number at the same height"
    (ours,) = classed(drawn, "ours")
    assert ours.get("cy") == dots[3].get("cy")
    assert [e.text for e in classed(drawn, "ours-l")] == ["25 here"]


def test_a_count_far_from_the_others_says_who_claims_it(tree):
    drawn = tree(*USUAL, ("2023-01-05", 40, "Business Daily"))

    (odd,) = classed(drawn, "odd")
    assert odd.findtext("title") == "40 · Business Daily · 2023-01-05"
    assert "40 · Business Daily" in [e.text for e in classed(drawn, "pub-l")]


def test_counts_without_a_date_are_told_beside_the_chart(tree):
    drawn = tree(*USUAL, (None, 23, "Somebody"))

    assert len(classed(drawn, "pub")) == 5
    assert "1 more without a date" in [e.text for e in drawn.iter("p")]


def test_the_same_count_from_two_sources_is_one_dot(tree):
    assert len(classed(tree(*USUAL, USUAL[0]), "pub")) == 5


def test_without_a_dated_count_there_is_no_chart(published):
    assert counts_chart(published((None, 23, "Somebody")), 25, TODAY) == ""


def test_one_count_that_equals_ours_still_makes_a_chart(tree):
    assert classed(tree(("2026", 25, "City")), "pub")


def test_it_says_in_words_what_it_shows(tree):
    (chart,) = classed(tree(*USUAL), "counts")

    assert chart.get("aria-label") == (
        "Published numbers of partner cities from 2019-03 to 2025-09 lie between 22 and 26; "
        "this graph counts 25."
    )


def test_names_of_claimants_are_escaped(published):
    assert "<script>" not in counts_chart(published(("2026", 25, "<script>")), 25, TODAY)
