"""Anniversaries: which days return when, and a calendar that other programs take."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from kg.questions.values import Value
from web.views.desk.anniversaries import anniversaries, returning


def row(since, partner="Turin"):
    return {"partner": Value(partner), "since": Value(since) if since else None}


def found(since, first, after):
    return [(a.when, a.years) for a in anniversaries([row(since)], first, after)]


@pytest.fixture
def book(program):
    """The calendar of a year."""

    def read(lang="en", **given):
        answer = program.get("/anniversaries.ics", query_string={**given, "lang": lang})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        return answer.data

    return read


def test_a_signature_returns_on_its_day_and_the_signing_itself_is_none():
    assert found("2002-05-21", date(2026, 1, 1), date(2027, 1, 1)) == [("2026-05-21", 24)]
    assert found("2026-05-21", date(2026, 1, 1), date(2027, 1, 1)) == []


def test_the_first_day_of_a_period_is_in_it_and_the_day_after_the_last_is_not():
    period = date(2026, 5, 21), date(2027, 5, 21)
    assert found("2002-05-21", *period) == [("2026-05-21", 24)]
    assert found("2002-05-20", *period) == [("2027-05-20", 25)]


def test_the_twenty_ninth_of_february_returns_on_the_first_of_march_in_common_years():
    assert returning(date(2024, 2, 29), 2027) == date(2027, 3, 1)
    assert returning(date(2024, 2, 29), 2028) == date(2028, 2, 29)


def test_what_is_known_to_the_month_or_year_returns_without_a_day():
    year = date(2027, 1, 1), date(2028, 1, 1)
    assert found("2017-03", *year) == [("2027-03", 10)]
    assert found("1997", *year) == [("2027", 30)]
    assert found("", *year) == []


def test_every_fifth_year_is_round():
    marks = {
        a.years: a.round
        for y in range(2003, 2013)
        for a in anniversaries([row("2002-05-21")], date(y, 1, 1), date(y + 1, 1, 1))
    }
    assert [years for years, is_round in marks.items() if is_round] == [5, 10]


def test_san_antonio_has_been_a_sister_city_for_45_years_in_2027(sheet):
    rows = {row[1]: row for row in sheet("/anniversaries", year=2027)}
    assert rows["San Antonio"][0] == "2027-02-04"
    assert rows["San Antonio"][4] == "45"


def test_the_calendar_holds_every_day_known_and_no_day_made_up(book, sheet):
    calendar = Calendar.from_ical(book(year=2027))
    days = sorted(str(e.decoded("dtstart")) for e in calendar.walk("VEVENT"))
    assert days == sorted(row[0] for row in sheet("/anniversaries", year=2027) if len(row[0]) == 10)
    assert len(days) > 10
    left = sum(1 for row in sheet("/anniversaries", year=2027) if len(row[0]) < 10)
    assert f"{left} signatures known only to the month or year are left out" in str(
        calendar["description"]
    )


def test_the_calendar_is_valid_by_rfc_5545(book):
    body = book("ko", year=2027)
    lines = body.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    calendar = Calendar.from_ical(body)
    assert not calendar.errors
    assert calendar["prodid"]
    assert calendar["version"] == "2.0"
    events = calendar.walk("VEVENT")
    for event in events:
        assert not event.errors
        begin, end = event.decoded("dtstart"), event.decoded("dtend")
        assert event["dtstart"].params["VALUE"] == "DATE"
        assert end - begin == timedelta(days=1)
        assert event.decoded("dtstamp").tzinfo is not None
        assert event["uid"]
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_an_event_keeps_its_uid_from_day_to_day_and_in_both_languages(book, on):
    def uids(lang):
        return {str(e["uid"]) for e in Calendar.from_ical(book(lang, year=2027)).walk("VEVENT")}

    on(2026, 11, 22)
    before = uids("en")
    on(2026, 12, 25)
    assert uids("ko") == before


def test_events_are_told_in_the_reader_s_language(book):
    korean, english = (
        {str(e["summary"]) for e in Calendar.from_ical(book(lang, year=2027)).walk("VEVENT")}
        for lang in ("ko", "en")
    )
    assert "샌안토니오 자매 체결 45주년" in korean
    assert "San Antonio: Sister city, 45 years" in english


def test_without_a_year_the_next_twelve_months_are_told_each_tie_once(sheet, on):
    on(2026, 11, 22)
    days = [row for row in sheet("/anniversaries") if len(row[0]) == 10]
    assert len({row[1] for row in days}) == len(days)
    assert days == sorted(days)
    assert days[0][0] >= "2026-11-22"
    assert days[-1][0] < "2027-11-22"


@pytest.mark.parametrize("year", ["1899", "2200", "27", "next", "20²7", "-2027", "2027.0"])
def test_a_year_out_of_bounds_is_refused(app, year):
    response = app.test_client().get("/anniversaries", query_string={"year": year})
    assert response.status_code == 400
    assert "1900" in response.get_json()["remedy"]


def test_ties_without_a_date_are_named_rather_than_left_out(read):
    text = read("/anniversaries")
    assert "Date of signature not known" in text
    assert "Seberang Perai" in text
