"""Bars, lines and heat tables of an answer: what is drawn, what is not, and why."""

from __future__ import annotations

import pytest

from kg.questions.chart import read_chart
from kg.questions.library import Table
from kg.questions.values import Value
from tests.web.pictures.drawing import classed, parsed
from web.pictures.bars import bars
from web.pictures.heat import heat
from web.pictures.lines import lines
from web.pictures.plot import Words
from web.pictures.plotted import fewer, plotted
from web.pictures.scale import cut, scale

WORDS = Words("c", "Ties", "Ties by decade.")


def answer(*rows):
    cells = tuple(tuple(None if c is None else Value(str(c)) for c in row) for row in rows)
    return Table(("x", "y", "series")[: len(rows[0])], cells, {})


def numbers(*rows, kind="bar"):
    columns = ("x", "y", "series")[: len(rows[0])]
    told = f"{kind} x series y" if kind == "heat" else " ".join((kind, *columns))
    return plotted(answer(*rows), read_chart(told, columns, "here"))


def marks(tree, name):
    return [node.get("class") for node in classed(tree, name)]


def test_two_rows_for_one_place_are_not_drawn_for_adding_would_count_twice():
    assert numbers(("a", 1), ("a", 2)) is None
    assert numbers(("a", 1, "s"), ("a", 2, "t")) is not None


def test_rows_without_a_number_are_left_out_and_none_at_all_is_no_picture():
    assert [x.text for x in numbers(("a", 1), ("b", None), ("c", "many")).xs] == ["a"]
    assert numbers(("a", None)) is None


def test_a_place_without_a_name_is_told_as_not_known():
    assert numbers((None, 3)).xs[0].text == "not known"


def test_years_stand_and_those_between_them_keep_their_room():
    tree = parsed(bars(numbers((1960, 1), (1980, 2), (1990, 5)), WORDS))
    shown = [node.text for node in classed(tree, "ax")]

    assert shown[-4:] == ["1960", "1970", "1980", "1990"]
    assert len(classed(tree, "pl")) == 3


def test_names_lie_with_their_number_before_the_bar():
    tree = parsed(bars(numbers(("China", 11), ("Japan", 2)), WORDS))
    longest, shorter = (float(node.get("width")) for node in classed(tree, "pl"))

    assert [node.text for node in classed(tree, "pl-v")] == ["11", "2"]
    assert longest / shorter == pytest.approx(11 / 2, rel=0.01)


def test_more_names_than_fit_are_left_to_the_table():
    tree = parsed(bars(numbers(*((f"n{i}", i + 1) for i in range(40))), WORDS))

    assert len(classed(tree, "pl")) == 30
    assert "10 more are in the table" in [node.text for node in classed(tree, "ax")]


def test_the_smallest_series_are_drawn_as_one_and_nothing_is_lost():
    found = numbers(*(("a", i + 1, f"s{i}") for i in range(9)))
    few = fewer(found)

    assert len(few.series) == 6
    assert few.series[-1].text == "Others"
    assert few.total(few.xs[0]) == found.total(found.xs[0]) == 45


def test_amounts_below_nothing_are_not_stacked():
    assert not bars(numbers(("a", -1), ("b", 2)), WORDS)


def test_a_line_needs_years_and_has_a_dot_at_each_number():
    assert not lines(numbers(("a", 1), ("b", 2)), WORDS)
    tree = parsed(lines(numbers((2000, 1), (2005, 4), (2010, 2)), WORDS))

    assert len(classed(tree, "pl-line")) == 1
    assert len([node for node in tree.iter() if node.tag.endswith("circle")]) == 3


def test_a_fuller_cell_is_darker_and_the_fullest_row_is_first():
    found = numbers((2000, 1, "arts"), (2001, 8, "peace"), (2000, 4, "peace"), kind="heat")
    tree = parsed(heat(found, WORDS))

    assert [node.text for node in classed(tree, "pl-n")] == ["peace", "arts"]
    assert marks(tree, "h") == ["h h-2", "h h-4", "h h-1", "h h-0"]


def test_every_picture_tells_its_title_and_what_it_shows():
    tree = parsed(bars(numbers(("a", 1)), WORDS))
    svg = next(node for node in tree.iter() if node.tag.endswith("svg"))

    assert svg.get("aria-labelledby") == "c-t c-d"
    assert {node.text for node in svg if node.get("id")} == {"Ties", "Ties by decade."}


def test_texts_of_the_data_are_escaped():
    assert "<b>" not in str(bars(numbers(("<b>x</b>", 1)), WORDS))


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([3], [0, 1, 2, 3]),
        ([14, 5], [0, 5, 10, 15]),
        ([0], [0, 1]),
        ([0.3], [0, 0.1, 0.2, 0.3]),
        ([5053], [0, 2000, 4000, 6000]),
    ],
)
def test_lines_stand_at_round_amounts(values, ticks):
    assert scale(values).ticks == pytest.approx(ticks)


def test_a_text_is_cut_to_its_room_with_a_sign_of_it():
    assert cut("Gwangju", 500, 13) == "Gwangju"
    assert cut("Gwangju Metropolitan City", 80, 13).endswith("…")
