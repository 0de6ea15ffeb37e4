"""Days told by their distance from today."""

from __future__ import annotations

from datetime import date

import pytest

from kg.questions.moment import relative, resolved

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "on", "means"),
    [
        ("today", DAY, "2026-11-22"),
        ("today-2y", DAY, "2024-11-22"),
        ("today+6m", DAY, "2027-05-22"),
        ("today-30d", DAY, "2026-10-23"),
        ("today-1y", date(2024, 2, 29), "2023-02-28"),
        ("today-2m", date(2026, 1, 31), "2025-11-30"),
        ("today-11m", date(2026, 11, 30), "2025-12-30"),
    ],
)
def test_a_distance_is_counted_in_the_calendar(text, on, means):
    assert relative(text)
    assert resolved(text, on).isoformat() == means


@pytest.mark.parametrize(
    "text", ["", "yesterday", "today-2", "today-2w", "today2y", "Today", "2024"]
)
def test_any_other_text_is_no_distance(text):
    assert not relative(text)
    with pytest.raises(ValueError, match="distance"):
        resolved(text, DAY)


@pytest.mark.parametrize("text", ["today-9999y", "today+9999y"])
def test_a_distance_beyond_the_calendar_is_refused(text):
    with pytest.raises(ValueError, match="calendar"):
        resolved(text, DAY)
