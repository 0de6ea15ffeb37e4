"""The desk as it is on a day, and what it lets one take away."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from web.views.desk import anniversaries, asleep, front, promises, stages


@pytest.fixture
def on(monkeypatch):
    """The pages as they are on a day: `on(2026, 11, 22)`."""

    def set_day(year, month, day):
        for page in (anniversaries, asleep, front, promises, stages):
            monkeypatch.setattr(page, "today", lambda: date(year, month, day))

    return set_day


@pytest.fixture
def sheet(program):
    """The rows of a page's CSV without its header; an answer with `lang` is not kept."""

    def rows(address, lang="en", **given):
        answer = program.get(f"{address}.csv", query_string={**given, "lang": lang})
        assert answer.status_code == 200, answer.data
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]

    return rows
