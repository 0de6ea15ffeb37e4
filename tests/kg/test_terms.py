"""Names, keys and partial dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.terms import (
    NAMESPACES,
    Names,
    concept,
    escaped,
    latest_day,
    partial_date,
    shorten,
    slug,
    source_key,
)

NAMES = Names("https://example.org/")


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2013", "gYear"), ("2013-07", "gYearMonth"), ("2013-07-16", "date"), (" 2013 ", "gYear")],
)
def test_a_date_is_as_precise_as_it_is_known(text: str, datatype: str):
    found = partial_date(text)

    assert found.value == text.strip()
    assert found.datatype.value == NAMESPACES["xsd"] + datatype


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2013-13", "2013-02-30", "13-07-16", "2013-7", "2013-07-16T00:00", "２０１３", "0000",
     "2013\n2014"],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_no_date(text: str):
    with pytest.raises(ValueError, match=r"."):
        partial_date(text)


@pytest.mark.parametrize(
    ("text", "latest"),
    [("2013", "2013-12-31"), ("2013-07", "2013-07-31"), ("2013-07-16", "2013-07-16")],
)
def test_the_latest_possible_day_sorts_after_every_day_of_the_date(text: str, latest: str):
    assert latest_day(text) == latest


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("San Antonio", "san-antonio"),
        ("Nghệ An", "nghe-an"),
        ("Łódź", "lodz"),
        ("Ørsted & Søn", "orsted-son"),
        ("Gießen", "giessen"),
        ("İzmir", "izmir"),
        ("  Saint-Étienne! ", "saint-etienne"),
        ("광주", ""),
    ],
)
def test_a_key_is_proposed_without_marks(name: str, key: str):
    assert slug(name) == key


@given(st.text())
def test_a_proposed_key_can_always_stand_in_an_address(text: str):
    key = slug(text)

    assert key == "" or NAMES.thing("city", key).value.endswith(f"/city/{key}")
    assert slug(key) == key


@given(
    st.text(st.characters(codec="utf-8"), min_size=1).filter(
        lambda t: t.strip() not in ("", ".", "..")
    )
)
def test_an_identifier_of_others_can_always_stand_in_an_address(text: str):
    assert NAMES.thing("project", escaped(text))


@pytest.mark.parametrize(
    "key", ["", ".", "..", "a b", "a/b", "100%", "a%2", "é", "a\n", "<x>", "a#b"]
)
def test_what_would_break_an_address_is_no_key(key: str):
    with pytest.raises(ValueError, match="is no key"):
        NAMES.thing("city", key)


@given(st.from_regex(r"[a-z]{1,8}(-{1,2}[a-z0-9]{1,8}){0,3}", fullmatch=True))
def test_kind_and_key_are_read_back_from_the_name_of_a_thing(key: str):
    assert NAMES.split(NAMES.thing("city", key).value) == ("city", key)


@pytest.mark.parametrize(
    "iri",
    [
        "https://other.org/id/city/turin-it",
        "https://example.org/id/city",
        "https://example.org/vocab/x/y",
    ],
)
def test_other_names_are_no_things_of_ours(iri: str):
    assert NAMES.split(iri) is None


def test_goals_of_the_un_keep_their_own_names():
    assert concept("sdg", "11").value == "http://metadata.un.org/sdg/11"
    assert concept("field", "culture").value.endswith("/vocab/field/culture")


@pytest.mark.parametrize(
    "other",
    [
        "http://paper.example/news?id=7",
        "https://www.paper.example/news?id=7",
        "https://paper.example/news/?id=7#top",
        "https://paper.example/news?utm_source=x&id=7",
        " HTTPS://PAPER.example/news?id=7 ",
    ],
)
def test_spellings_of_one_address_are_one_source(other: str):
    assert source_key(other) == source_key("https://paper.example/news?id=7")


def test_other_pages_are_other_sources():
    keys = {source_key(f"https://paper.example/news?id={n}") for n in range(50)}
    assert len(keys) == 50


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (NAMESPACES["cd"] + "since", "cd:since"),
        (NAMESPACES["xsd"] + "gYear", "xsd:gYear"),
        (NAMESPACES["cd"] + "a/b", NAMESPACES["cd"] + "a/b"),
        ("https://other.org/x", "https://other.org/x"),
    ],
)
def test_a_name_is_shortened_where_that_can_be_undone(iri: str, short: str):
    assert shorten(iri) == short
