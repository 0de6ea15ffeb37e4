"""What is derived about practices, to filter them by."""

from __future__ import annotations

import pytest

TOLD = ("?told", "<practice/a> cd:resultsTold ?told")


@pytest.mark.parametrize(
    ("results", "how"),
    [
        ("54% of joined households cut use in four years", "measured"),
        ("78.6% for, 21.4% against", "measured"),
        ("390 proposals in 2019, 629 in 2020", "measured"),
        ("Reached 2,000 people", "measured"),
        ("Cited as entry ground in 2020", "in-words"),
        ("Takes cases of districts since 1 January 2020", "in-words"),
        ("First award on 17 September 1995; table since 1999", "in-words"),
        ("Declaration of 2011, 2012", "in-words"),
        ("Winner of the 6th Guangzhou Award", "in-words"),
        ("Spread to other cities", "in-words"),
    ],
)
def test_results_are_measured_by_a_number_that_is_no_year_day_or_ordinal(told_graph, results, how):
    graph = told_graph(f'<practice/a> a cd:Practice ; cd:results "{results}"@en .')

    assert graph.ask(*TOLD) == [(f"results-told/{how}",)]


def test_the_korean_text_is_read_where_there_is_no_english_one(told_graph):
    assert told_graph('<practice/a> a cd:Practice ; cd:results "2020년 1월부터 접수"@ko .').ask(
        *TOLD
    ) == [("results-told/in-words",)]
    assert told_graph('<practice/a> a cd:Practice ; cd:results "공무원 4만 명 교육"@ko .').ask(
        *TOLD
    ) == [("results-told/measured",)]


def test_without_results_nothing_is_said_of_how_they_are_told(told_graph):
    assert told_graph("<practice/a> a cd:Practice .").ask(*TOLD) == []


def test_a_practice_has_the_region_and_the_type_of_its_city(told_graph):
    graph = told_graph("""
        <practice/a> a cd:Practice ; cd:city <city/graz-at> .
        <city/graz-at> a cd:City ; cd:country <country/at> ; cd:placeType v:place-type\\/city .
        <country/at> a cd:Country ; cd:region v:m49\\/western-europe .
    """)

    assert graph.ask("?region ?type", "<practice/a> cd:cityRegion ?region ; cd:cityType ?type") == [
        ("m49/western-europe", "place-type/city")
    ]


def test_whoever_is_named_in_an_adoption_has_taken_the_practice_up_once(told_graph):
    graph = told_graph("""
        <adoption/1> a cd:Adoption ; cd:practice <practice/a> ; cd:actor <city/suwon-kr> .
        <adoption/2> a cd:Adoption ; cd:practice <practice/a> ; cd:actor <city/suwon-kr> .
    """)

    assert graph.ask("?actor", "<practice/a> cd:takenUpBy ?actor") == [("city/suwon-kr",)]


@pytest.fixture
def told_graph(told):
    return lambda turtle: told(press=(4, turtle))
