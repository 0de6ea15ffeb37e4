"""What a header may say, and what is refused with the file's name and the remedy."""

from __future__ import annotations

from datetime import date

import pytest

from kg.errors import QuestionProblem
from kg.model import read_model
from kg.questions.catalogue import Catalogue
from kg.questions.question import read_question
from kg.settings import Settings
from kg.terms import Names

HEADER = """# @title  Asleep
# @title  잠든 것 @ko
# @help   What sleeps.
# @help   잠든 것을 보입니다. @ko
# @answer tie last
"""
QUERY = "SELECT ?tie ?last WHERE { ?tie ?last $from }\n"


@pytest.fixture
def read(tmp_path):
    def write(*lines, query=QUERY):
        path = tmp_path / "ties" / "asleep.rq"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER + "".join(f"# @{line}\n" for line in lines) + query, "utf-8")
        return read_question(path)

    return write


@pytest.fixture
def catalogue(tmp_path, read):
    def make(*lines, on=date(2026, 11, 22)):
        read(*lines)
        model = read_model(Settings().ontology)
        return Catalogue.read(model, Names(), tmp_path, clock=lambda: on)

    return make


def test_a_default_told_from_today_is_the_day_of_the_clock(catalogue):
    ours = catalogue("param from date=today-2y since when | 언제부터")

    assert ours.values("asleep") == {"from": "2024-11-22"}
    assert '"2024-11-22"' in ours.query("asleep")


def test_a_year_told_from_today_is_a_year(catalogue):
    ours = catalogue("param from year=today-10y since when | 언제부터")

    assert ours.values("asleep") == {"from": "2016"}


def test_the_caller_may_tell_a_day_from_today_too(catalogue):
    ours = catalogue("param from date=today-2y since when | 언제부터")

    assert ours.values("asleep", **{"from": "today-1m"}) == {"from": "2026-10-22"}


def test_a_day_beyond_the_calendar_is_refused(catalogue):
    ours = catalogue("param from date=today-2y since when | 언제부터")

    with pytest.raises(QuestionProblem, match="today-9999y"):
        ours.query("asleep", **{"from": "today-9999y"})


def test_a_text_is_not_told_from_today(read):
    with pytest.raises(QuestionProblem, match="no date"):
        read("param from text=today-2y since when | 언제부터")


def test_a_chart_names_columns_of_the_answer(read):
    chart = read("param from text=a x | 값", "chart bar tie last").chart

    assert chart.kind == "bar"
    assert (chart["x"], chart["y"], chart["series"]) == ("tie", "last", "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("pie tie last", "no chart 'pie'"),
        ("bar tie", "names 1 columns"),
        ("heat tie last", "names 2 columns"),
        ("bar tie tie", "names 2 columns"),
        ("bar tie years", "'years'"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(read, line, says):
    with pytest.raises(QuestionProblem, match=says) as caught:
        read("param from text=a x | 값", f"chart {line}")

    assert caught.value.problem.startswith("ties/asleep.rq")
    assert caught.value.remedy


def test_two_charts_are_one_too_many(read):
    with pytest.raises(QuestionProblem, match="several charts"):
        read("param from text=a x | 값", "chart bar tie last", "chart line tie last")


def test_one_of_a_few_words_is_taken_and_any_other_refused(catalogue):
    ours = catalogue(
        "param from text(all|new)=all which ones | 어느 것", "choice from new Only new | 새것만"
    )
    (parameter,) = ours["asleep"].parameters

    assert parameter.choices["new"] == {"en": "Only new", "ko": "새것만"}
    assert '"new"' in ours.query("asleep", **{"from": "new"})
    with pytest.raises(QuestionProblem) as caught:
        ours.query("asleep", **{"from": "old"})
    assert "one of all, new" in caught.value.remedy


def test_a_default_that_is_none_of_the_words_is_refused(read):
    with pytest.raises(QuestionProblem, match="'old'"):
        read("param from text(all|new)=old which ones | 어느 것")


def test_a_meaning_is_given_to_a_word_there_is_only(read):
    with pytest.raises(QuestionProblem, match="'old'"):
        read("param from text(all|new)=all which ones | 어느 것", "choice from old Old | 옛것")


def test_an_example_is_what_the_question_is_shown_with(read):
    question = read("param from iri:City whose | 어느 도시", "example from=san-antonio-us")

    assert question.samples == {"from": "san-antonio-us"}


def test_an_example_of_no_parameter_is_refused(read):
    with pytest.raises(QuestionProblem, match="to=2020"):
        read("param from year whose | 언제", "example to=2020")


def test_any_thing_is_given_as_kind_and_key_or_as_iri(catalogue):
    ours = catalogue("param from iri the thing | 대상", "example from=city/turin-it")
    iri = Names().thing("city", "turin-it")

    assert str(iri) in ours.query("asleep", **{"from": "city/turin-it"})
    assert str(iri) in ours.query("asleep", **{"from": iri.value})
    for wrong in ("turin-it", "planet/mars", "city/", "city/a b", "https://example.org/x"):
        with pytest.raises(QuestionProblem):
            ours.query("asleep", **{"from": wrong})


def test_a_text_longer_than_a_page_is_refused(catalogue):
    ours = catalogue("param from text=a x | 값")

    with pytest.raises(QuestionProblem):
        ours.query("asleep", **{"from": "x" * 2001})


def test_an_unknown_line_is_refused_with_those_there_are(read):
    with pytest.raises(QuestionProblem, match="@colour") as caught:
        read("colour blue")

    assert "@chart" in caught.value.remedy


def test_a_parameter_is_not_called_what_addresses_mean_already(read):
    with pytest.raises(QuestionProblem, match="'lang'"):
        read("param lang text=ko x | 값")
