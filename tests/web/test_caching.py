"""A revision never changes, so an answer asked for again need not be sent again."""

from __future__ import annotations

import pytest

from web.caching import Pages


@pytest.mark.parametrize("address", ["/", "/cities", "/cities/san-antonio-us", "/cities.csv"])
def test_an_answer_asked_for_again_with_its_etag_is_not_sent_again(get, address):
    first = get(address)
    again = get(address, If_None_Match=first.headers["ETag"], status=304)
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]


def test_another_language_format_or_address_is_another_answer(get):
    tags = {
        get("/cities", "en").headers["ETag"],
        get("/cities", "ko").headers["ETag"],
        get("/cities?q=a", "en").headers["ETag"],
        get("/ontology", "en", accept="text/turtle").headers.get("ETag", "ontology"),
    }
    assert len(tags) == 4


def test_an_answer_from_memory_is_the_answer_that_was_made(get):
    first, second = get("/projects"), get("/projects")
    assert first.data == second.data
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert first.headers["Content-Security-Policy"] == second.headers["Content-Security-Policy"]


def test_pages_kept_stay_below_the_bound_and_the_oldest_go():
    pages = Pages(most=10)
    for name in "abc":
        pages.keep(name, b"12345", {})
    assert pages.get("a") is None
    assert pages.get("b") == (b"12345", {})
    pages.keep("d", b"12345", {})
    assert pages.get("c") is None, "b was asked for later than c"
    assert pages.get("b")
