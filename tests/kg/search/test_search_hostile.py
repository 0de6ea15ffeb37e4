"""Questions nobody should ask: none raises, each is answered, and soon."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.search import ALIAS, DESCRIPTION, LABEL, Entry, Found, Index, build

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
OPERATORS = st.lists(
    st.sampled_from(
        ['"', "'", "*", "(", ")", "AND", "OR", "NOT", "NEAR", "NEAR(", "^", ":", "-", "+", "pairs:",
         "{", "}", "\0", "%", "_", "\\", ";--", "광", "주", "gw", "\ud800", "\u0301", "ㄱ", " "]
    ),
    max_size=20,
).map("".join)  # fmt: skip
within_a_session = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@within_a_session
@given(st.one_of(ANY_TEXT, OPERATORS))
@example("\ud800")
@example("a\0b")
@example('"gw" AND')
def test_any_text_is_answered(index, text):
    found = index.search(text, kinds=[text])
    index.suggest(text)

    assert isinstance(found, Found)
    assert index.search(text).total == sum(index.search(text).by_kind.values())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \t\n\u3000", "empty"),
        ("\0", "unsearchable"),
        ('"*()', "unsearchable"),
        ("---", "unsearchable"),
        ("_", "unsearchable"),
        ("☕️👩‍👩‍👧", "unsearchable"),
        ("\ud800", "unsearchable"),
        ("\u0301", "unsearchable"),
        ("zzzzz", "nothing"),
    ],
)
def test_an_answer_without_hits_says_why(index, text, reason):
    assert index.search(text) == Found(reason=reason)


def test_of_a_long_text_the_first_200_characters_are_read_and_the_answer_says_so(index):
    found = index.search("Samarkand" + " " * 300 + "nonsense")

    assert found.cut
    assert [hit.text for hit in found.hits] == ["Samarkand"]
    assert index.search("가" * 10_000).cut
    assert not index.search("Samarkand").cut


def test_of_many_words_the_first_twelve_are_read_and_the_answer_says_so(index):
    found = index.search("Samarkand " * 12 + "nonsense")

    assert found.cut
    assert [hit.text for hit in found.hits] == ["Samarkand"]


@pytest.mark.parametrize("number", [-1, -(10**30), 10**30])
def test_a_page_that_cannot_be_is_an_empty_or_full_one(index, number):
    every = index.search("a").total

    assert len(index.search("a", limit=number).hits) == (0 if number < 0 else every)
    assert len(index.search("a", offset=number).hits) == (every if number < 0 else 0)


@within_a_session
@given(st.lists(st.tuples(ANY_TEXT, st.sampled_from([LABEL, ALIAS, DESCRIPTION])), max_size=6))
def test_any_text_can_be_indexed_and_is_found_again_by_itself(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("any") / "s"
    build(path, [Entry(str(n), "k", text, "", w) for n, (text, w) in enumerate(texts)])
    index = Index.open(path)

    for n, (text, _) in enumerate(texts):
        found = index.search(text)
        if found.reason in ("", "nothing") and not found.cut:
            assert str(n) in {hit.thing for hit in found.hits}
    index.close()


def test_threads_share_an_index(index):
    asked = ["광주", "Nurenberg", "Gwangju clinic", "시", "샌안토니어"] * 40
    alone = {text: index.search(text) for text in asked}

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(index.search, asked))

    assert answers == [alone[text] for text in asked]


def test_hard_questions_over_8_000_texts_are_answered_within_a_second_each(tmp_path):
    chance = random.Random(1)
    words = ["광주", "교류", "forum", "gwangju", "인권도시", "delegation", "센다이", "agreement"]

    def entries():
        for n in range(2_000):
            for weight in (LABEL, LABEL, ALIAS, DESCRIPTION):
                yield Entry(str(n), "k", " ".join(chance.choices(words, k=6)) + f" {n}", "", weight)

    build(tmp_path / "s", entries())
    index = Index.open(tmp_path / "s")
    hard = ["a", "a e i o n g t r s l m d", "광 주 교 류 인 권", "겡쥬 교뤼 됴시", "forumm delegaton agreemnt",
            "가나다" * 60, "gwangju" * 28]  # fmt: skip
    slow = {}
    for text in hard:
        started = time.process_time()
        index.search(text)
        slow[text] = time.process_time() - started
    index.close()

    # Ten times what it takes, so that a loaded machine does not fail it; a scan would.
    assert max(slow.values()) < 1, slow
