"""The ribbon of stages: where it begins, what is hatched, what is dashed, where it stops."""

from __future__ import annotations

import pytest

from tests.web.pictures.drawing import TODAY, classed, parsed
from web.pictures.ribbon import ribbon
from web.pictures.stages import stages_of


def one(elements):
    (element,) = elements
    return element


def edges(rect):
    left = float(rect.get("x"))
    return left, left + float(rect.get("width"))


def test_the_range_of_disputed_starts_is_hatched_and_said(stage, exchanges):
    parts = [stage(start=["1982-02-04", "1981", "1983"])]
    picture = ribbon(parts, exchanges("1982-02-04", "2025"), TODAY)
    tree = parsed(picture)

    (found,) = stages_of(parts, [], 2026.9)
    assert found.hatched == (1981, 1984)
    left, right = edges(one(classed(tree, "rb-hatch")))
    assert left < edges(one(classed(tree, "rb-sister")))[0] < right
    assert one(classed(tree, "rb-doubt")).text == "≠ 1981–1983, 3 sources"
    assert "1981–1983, 3 sources" in one(classed(tree, "ribbon")).get("aria-label")


def test_days_of_one_year_that_differ_are_both_named(stage):
    (found,) = stages_of([stage(start=["2013-05-17", "2013-05-18"])], [], 2026.9)

    assert found.doubt == "≠ 2013-05-17–2013-05-18, 2 sources"


def test_agreed_starts_are_not_hatched(stage, exchanges):
    tree = parsed(ribbon([stage(start="2002-04-20")], [], TODAY))

    assert not classed(tree, "rb-hatch")
    assert not classed(tree, "rb-doubt")


def test_a_stage_without_start_is_dashed_from_the_first_exchange(stage, exchanges):
    tree = parsed(ribbon([stage("friendship")], exchanges("2020-05", "2016", None), TODAY))

    bar = one(classed(tree, "undated"))
    first = min(float(t.get("x1")) for t in classed(tree, "tick"))
    assert edges(bar)[0] == first
    assert not classed(tree, "rb-start")
    assert "start not known" in one(classed(tree, "rb-in")).text


def test_a_tie_with_no_date_at_all_has_no_ribbon(stage, exchanges):
    assert ribbon([stage()], exchanges(None), TODAY) is None
    assert ribbon([], [], TODAY) is None


def test_exchanges_without_stages_are_still_ticks(exchanges):
    tree = parsed(ribbon([], exchanges("2016", "2020-05"), TODAY))

    assert len(classed(tree, "tick")) == 2
    assert not classed(tree, "rb")


def test_an_ended_stage_stops_where_the_next_begins_and_only_the_open_one_goes_on(stage):
    parts = [
        stage("cooperation", start="2012-12-04", end="2014-12-17"),
        stage("sister", start="2014-12-17"),
    ]
    tree = parsed(ribbon(parts, [], TODAY))

    first, second = (one(classed(tree, f"rb-{r}")) for r in ("cooperation", "sister"))
    assert edges(first)[1] == pytest.approx(edges(second)[0], abs=0.2)
    assert first.get("y") == second.get("y"), "one after the other, in one row"
    assert len(classed(tree, "rb-open")) == 1


def test_stages_at_the_same_time_have_rows_of_their_own(stage):
    parts = [stage("project", start="2010"), stage("friendship", start="2012")]
    tree = parsed(ribbon(parts, [], TODAY))

    assert len({e.get("y") for e in classed(tree, "rb")}) == 2


def test_an_end_that_lies_before_the_start_draws_no_bar(stage):
    assert stages_of([stage(start="2014", end="2012")], [], 2026.9) == []


def test_a_name_too_long_for_its_bar_stands_over_it(stage):
    parts = [stage("letter-of-intent", start="2000", end="2025-11-20"), stage(start="2025-11-20")]
    tree = parsed(ribbon(parts, [], TODAY))

    assert one(classed(tree, "rb-name")).text.startswith("sister")
    assert one(classed(tree, "rb-in")).text == "letter-of-intent · 25 years"


def test_it_says_in_words_what_it_shows(stage, exchanges):
    picture = one(
        classed(parsed(ribbon([stage(start="2002")], exchanges("2003", "2024"), TODAY)), "ribbon")
    )

    assert picture.get("role") == "img"
    assert picture.get("aria-label") == (
        "sister since 2002; 2 exchanges on record, the first of 2003, the last of 2024"
    )


def test_names_of_exchanges_are_escaped(stage, exchanges):
    rows = exchanges("2003")
    rows[0]["exchange"] = type(rows[0]["exchange"])("<script>")

    assert "<script>" not in ribbon([stage(start="2002")], rows, TODAY)


def test_a_hatched_range_lies_on_the_picture_and_over_no_other_stage(stage):
    parts = [
        stage("letter-of-intent", start="2011-03-09", end="2012-07-24"),
        stage("friendship", start=["2012-07-24", "2007", "2011"]),
    ]
    tree = parsed(ribbon(parts, [], TODAY))

    hatch, letter = one(classed(tree, "rb-hatch")), one(classed(tree, "rb-letter-of-intent"))
    assert edges(hatch)[0] >= 0
    assert hatch.get("y") != letter.get("y")
    name = one(classed(tree, "rb-name"))
    assert float(name.get("x")) > edges(letter)[1], "beside its bar, not over another's"
    assert float(name.get("y")) > float(letter.get("y"))
