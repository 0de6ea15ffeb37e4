"""Lifelines: a solid line while exchanges last, dotted silence after."""

from __future__ import annotations

from tests.web.pictures.drawing import TODAY, classed, parsed
from web.pictures.lifeline import lifeline, lifeline_axis


def test_the_line_is_solid_up_to_the_last_exchange_and_dotted_after_it():
    tree = parsed(lifeline("1968-09-17", ["1995", "2013-12-20"], TODAY, "sister"))

    (run,), (quiet,) = classed(tree, "run"), classed(tree, "quiet")
    assert run.get("x2") == quiet.get("x1") == classed(tree, "tick")[-1].get("x1")
    assert float(quiet.get("x2")) > float(run.get("x2"))


def test_without_a_start_only_exchanges_are_drawn():
    tree = parsed(lifeline("", ["2018-01", "2025"], TODAY, "friendship"))

    assert len(classed(tree, "tick")) == 2
    assert not classed(tree, "run") + classed(tree, "quiet") + classed(tree, "dot")
    assert "start not known" in tree.find("svg").get("aria-label")


def test_an_exchange_before_the_signature_is_a_tick_left_of_the_mark():
    tree = parsed(lifeline("2010", ["1996"], TODAY, "sister"))

    (mark,), (tick,) = classed(tree, "dot"), classed(tree, "tick")
    assert float(tick.get("x1")) < float(mark.get("cx"))
    assert not classed(tree, "run")


def test_relations_differ_in_shape():
    tags = [
        classed(parsed(lifeline("2010", [], TODAY, relation)), "dot")[0].tag
        for relation in ("sister", "friendship")
    ]
    ring = classed(parsed(lifeline("2010", [], TODAY, "cooperation")), "hollow")

    assert tags == ["circle", "path"]
    assert ring


def test_the_axis_names_decades_over_the_line():
    tree = parsed(lifeline_axis(TODAY))

    assert [e.text for e in tree.iter("text")] == ["1970", "’80", "’90", "’00", "’10", "2020"]
