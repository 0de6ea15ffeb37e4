"""Every stored question on a tiny graph and on the real data; a new one is tested by being there."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode

from tests.kg.questions.catalogue import CATALOGUE, EMPTY, NAMES


@pytest.fixture(params=NAMES)
def question(request):
    return CATALOGUE[request.param]


def test_a_parameter_without_default_has_an_example(question):
    bare = [p.name for p in question.parameters if p.default is None and p.example is None]

    assert bare == [], f"Add `# @example {bare[0]}=…` to {question.topic}/{question.name}.rq."


def test_a_parameter_is_explained_in_both_languages(question):
    for p in question.parameters:
        assert p.help.get("en"), p.name
        assert p.help.get("ko") != p.help.get("en"), p.name


def test_every_column_has_a_heading_in_both_languages(question):
    for column in question.columns:
        assert set(question.headings.get(column, {})) == {"en", "ko"}, column
    assert set(question.headings) <= set(question.columns)


def test_the_query_gives_the_columns_of_the_header(tiny, question):
    answer = tiny.query(CATALOGUE.query(question.name, **question.samples))

    assert {variable.value for variable in answer.variables} == set(question.columns)


def test_it_runs_on_a_graph_of_one_thing_of_each_kind(tiny, question):
    rows = list(tiny.query(CATALOGUE.query(question.name, **question.samples)))

    assert not any(isinstance(term, BlankNode) for row in rows for term in row)


def test_it_has_an_answer_on_the_real_data(whole, question):
    rows = list(whole.query(CATALOGUE.query(question.name, **question.samples)))

    if question.name in EMPTY:
        assert rows == [], f"{question.name} has rows now: take it off the list EMPTY."
    else:
        assert rows, "Give it an @example that has an answer, or name it in EMPTY with the reason."


def test_the_list_of_empty_answers_names_questions_there_are():
    assert set(EMPTY) <= set(NAMES)


def test_the_tiny_graph_answers_what_it_knows(tiny):
    for name in ("classes", "holdings", "statements-by-source", "languages-of-names"):
        assert list(tiny.query(CATALOGUE.query(name))), name
