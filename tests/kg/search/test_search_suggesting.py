"""Suggestions while a question is typed."""

from __future__ import annotations

import pytest

CITY = "id/city/"


def texts(hits):
    return [hit.text for hit in hits]


def test_names_that_begin_so_stand_before_names_with_a_later_word(small):
    index = small(("later", "San Antonio"), ("inside", "Quantonia"), ("begins", "Antofagasta"))

    hits = index.suggest("anto")

    assert texts(hits) == ["Antofagasta", "San Antonio", "Quantonia"]
    assert [hit.match for hit in hits] == ["prefix", "infix", "infix"]


def test_a_whole_name_is_exact(index):
    assert (index.suggest("Turin")[0].text, index.suggest("Turin")[0].match) == ("Turin", "exact")


@pytest.mark.parametrize("typed", ["ㄱ", "과", "광", "광ㅈ", "광주", "광주과"])
def test_each_state_of_a_syllable_under_way_finds_the_city(index, typed):
    assert CITY + "gwangju-kr" in [hit.thing for hit in index.suggest(typed)]


@pytest.mark.parametrize("typed", ["토", "톨", "토리", "토린", "토리노"])
def test_a_consonant_that_will_begin_the_next_syllable_does_not_hide_the_name(index, typed):
    assert CITY + "turin-it" in [hit.thing for hit in index.suggest(typed)]


def test_blanks_and_marks_need_not_be_typed(index):
    assert texts(index.suggest("sanan")) == ["San Antonio"]
    assert texts(index.suggest("são"))[0] == texts(index.suggest("sao"))[0] == "São Paulo"


def test_a_misspelling_is_suggested_only_where_nothing_else_is(index):
    assert texts(index.suggest("Samarkhand")) == ["Samarkand"]
    assert "similar" not in {hit.match for hit in index.suggest("Sa")}


def test_a_thing_is_suggested_once_and_no_more_than_asked_for(index):
    hits = index.suggest("a", limit=5)

    assert len(hits) == 5
    assert len({hit.thing for hit in hits}) == 5
    assert index.suggest("a", limit=0) == index.suggest("a", limit=-1) == []
    assert len(index.suggest("a")) == 8


@pytest.mark.parametrize("typed", ["a", "san", "광", "g"])
def test_scores_of_suggestions_fall_from_one_to_the_next(index, typed):
    scores = [hit.score for hit in index.suggest(typed, limit=100)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("typed", ["", " ", "!?", "\0", "☕"])
def test_nothing_is_suggested_for_nothing(index, typed):
    assert index.suggest(typed) == []
