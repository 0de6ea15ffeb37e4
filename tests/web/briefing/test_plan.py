"""The plan of 2023–2027 against the graph."""

from __future__ import annotations

import re

import pytest


def target(text, region):
    return text.partition(f'<article class="target" id="{region}">')[2].partition("</article>")[0]


def test_central_asia_has_a_new_tie_and_it_is_samarkand(read):
    part = target(read("/plan"), "central-asia")
    assert "began in the period: Samarkand." in part
    assert "<b>1</b><span>new ties in the period</span>" in part


def test_the_gap_in_north_america_is_named(read):
    part = target(read("/plan", "ko"), "northern-america")
    assert "부족한 점" in part
    assert "샌안토니오" in part


def test_a_figure_of_a_target_is_what_its_question_answers(read, library):
    part = target(read("/plan"), "central-asia")
    given = {"city": "gwangju-kr", "region": "central-asia", "from": "2023", "to": "2027"}
    with library.reading("en") as reading:
        exchanges = {row["exchange"].key for row in reading.ask("plan-exchanges", **given)}

    told = re.search(r'href="(/questions/plan-exchanges[^"]*)"[^>]*><b>(\d+)</b>', part)

    assert int(told[2]) == len(exchanges)
    assert "region=central-asia" in told[1]


def test_the_rule_is_said_and_that_silence_is_no_absence(read):
    rules = read("/plan").partition('id="rule"')[2]
    assert "without a known start is never counted as new" in rules
    assert "does not mean that nothing happened" in rules


def test_regions_named_by_the_plan_are_marked(read):
    marked = re.findall(r'<tr class="aim"><th scope="row">([^<]*)', read("/plan"))
    assert {name.strip() for name in marked} == {"Central Asia", "Northern America"}


def test_another_plan_can_be_named_even_without_targets(read):
    assert "No target on record" in read("/plan?plan=seoul-ogp-plan-2018")


@pytest.mark.parametrize(
    ("plan", "status"),
    [("nobody-planned-this", 404), ("x" * 500, 400), ("../x", 400), ("%00", 400)],
)
def test_a_strange_plan_is_refused_with_a_remedy(read, plan, status):
    read(f"/plan?plan={plan}", status=status)
