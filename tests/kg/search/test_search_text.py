"""Folding: what is left out of a text, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.text import EDGE, fold, jamo, joined, pairs, under_way


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nürnberg", "nurnberg"),
        ("Nghệ An", "nghe an"),
        ("Straße", "strasse"),
        ("Łódź, Tromsø, Ærø, Đà Nẵng", "lodz tromso aero da nang"),
        ("ISPARTA İzmir Iğdır", "isparta izmir igdir"),
        ("Йошкар-Ола", "иошкар ола"),
        ("ΚΩΣ Κως", "κωσ κωσ"),
        ("Oʻzbekiston O'zbekiston O‘zbekiston O´zbekiston", "ozbekiston " * 4),
        ("경제·통상ㆍ교류・문화", "경제 통상 교류 문화"),
        ("광주", "광주"),
        ("ＡＢＣ１２３ ①", "abc123 1"),
        ("がぎ ｶﾞ", "がぎ ガ"),
        ("臺南", "台南"),
        ("กรุงเทพ", "กรุงเทพ"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("tab\tnul\0line\nsurrogate\ud800end", "tab nul line surrogate end"),
        ("☕ R&D_x", "r d x"),
    ],
)
def test_what_people_leave_out_or_write_differently_is_folded(text, folded):
    assert fold(text) == folded.strip()


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_folding_twice_changes_nothing_and_leaves_no_sign_of_the_query_language(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert joined(joined(folded)) == joined(folded)
    assert all(c.isalnum() or c == " " or ord(c) > 127 for c in folded)


def test_blanks_count_between_latin_words_only():
    assert joined("제 8회 세계 인권도시 포럼") == "제8회세계인권도시포럼"
    assert joined("san antonio 시") == "san antonio시"


def test_pairs_know_where_words_begin_and_end():
    assert pairs("gw 주") == f"{EDGE}g gw w{EDGE} {EDGE}주 주{EDGE}"


def test_one_wrong_vowel_is_one_wrong_letter():
    right, wrong = jamo("광주"), jamo("광쥬")

    assert sum(a != b for a, b in zip(right, wrong, strict=True)) == 1


def test_a_final_consonant_may_become_the_next_initial():
    assert under_way(jamo("톨")) == [jamo("톨"), jamo("토") + "\u1105"]
    assert under_way(jamo("토")) == [jamo("토")]
    assert under_way("") == [""]
