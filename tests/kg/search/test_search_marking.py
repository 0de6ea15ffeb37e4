"""Where the words of a question stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search import marks


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        ("Nürnberg", "nurnb", ["Nürnb"]),
        ("Nu\u0308rnberg", "nurn", ["Nu\u0308rn"]),
        ("Straße", "strasse", ["Straße"]),
        ("Xi'an", "xian", ["Xi'an"]),
        ("고려인 마을 (Goryeoin Village)", "고려인마을 village", ["고려인 마을", "Village"]),
        ("세계인권도시포럼", "인권도시", ["인권도시"]),
        ("San Antonio", "antonio san", ["San", "Antonio"]),
        ("경제·통상", "경제통상", ["경제·통상"]),
        ("banana", "ana", ["anana"]),
        ("Medan", "Turin", []),
        ("Medan", "", []),
        ("", "Medan", []),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(text, question, marked):
    assert [text[start:end] for start, end in marks(text, question)] == marked


@given(st.text(), st.text())
def test_marks_lie_within_the_text_in_order_and_apart(text, question):
    ends = [0]
    for start, end in marks(text, question):
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
