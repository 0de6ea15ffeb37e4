"""The short way for alike queries answers as the long way does, header by header."""

from __future__ import annotations

import itertools
from urllib.parse import quote, quote_plus, unquote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.fast_lane import FastLane, _unquoted

_numbers = itertools.count(1)
SELECT = "SELECT (1 AS ?one) (2 AS ?two) {}"
LARGE = "SELECT * { ?s a ?c } LIMIT 400"
CONSTRUCT = "CONSTRUCT { ?s a ?c } { ?s a ?c } LIMIT 5"
KINDS = [
    {},
    {"Accept": "application/sparql-results+json"},
    {"Accept": "text/csv, */*;q=0.1", "Accept-Language": "en"},
    {"Accept": "application/sparql-results+xml", "Accept-Encoding": "gzip"},
    {"Accept": "text/turtle;q=0.9, application/json", "Cookie": "lang=en"},
]


def fresh(query):
    """The same query in words nobody has used before: no answer of it is kept."""
    return f"{query} # {next(_numbers)}"


def lane(app):
    """The short way of an application, and what stands behind it."""
    found = app.wsgi_app
    while not isinstance(found, FastLane):
        found = found._application
    return found


def by(application, query, headers, **environ):
    """Status, headers and body of an answer of a WSGI application."""
    from werkzeug.test import Client

    told = Client(application).get(
        "/sparql?" + urlencode({"query": query}), headers=headers, environ_overrides=environ
    )
    return told.status_code, told.headers, told.data


@pytest.mark.parametrize("headers", KINDS)
@pytest.mark.parametrize("query", [SELECT, LARGE, CONSTRUCT, "ASK {}"])
def test_both_ways_give_the_same_status_headers_and_bytes(program, headers, query):
    short = lane(program.application)
    by(short, fresh(query), headers)  # goes the whole way and is the model
    asked = fresh(query)

    status, told, body = by(short, asked, headers)
    other_status, other_told, other_body = by(short._application, asked, headers)

    assert (status, body) == (other_status, other_body)
    assert {n.lower(): v for n, v in told.items()} == {n.lower(): v for n, v in other_told.items()}


@pytest.mark.parametrize("headers", KINDS[1:4])
def test_a_model_of_a_small_answer_is_none_of_a_large_one(program, headers):
    short = lane(program.application)
    short._models.clear()
    by(short, fresh(SELECT), headers)
    for query in (LARGE, SELECT, LARGE):
        asked = fresh(query)
        _, told, body = by(short, asked, headers)
        _, other_told, other_body = by(short._application, asked, headers)
        assert body == other_body
        assert sorted(told.items()) == sorted(other_told.items())


def test_an_answer_of_the_short_way_is_found_unchanged_by_its_tag(program):
    headers, query = {"Accept": "text/csv"}, fresh(SELECT)
    for _ in range(2):
        _, told, _ = by(program.application, query, headers)
    status, again, body = by(program.application, query, headers | {"If-None-Match": told["ETag"]})
    assert (status, body) == (304, b"")
    assert again["ETag"] == told["ETag"]


@given(st.text(st.sampled_from("aZ+ %\\x{}<>?#é광0f5&=;~\n\t\"'")))
def test_an_address_is_read_as_the_library_reads_it(text):
    for told in (quote_plus(text), quote(text, safe="+\\;")):
        assert _unquoted(told) == unquote_plus(told, errors="strict")


@given(st.text(st.sampled_from("%0aFgx\\+u4")))
def test_escapes_that_are_none_stay_as_they_are(told):
    try:
        read = unquote_plus(told, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            _unquoted(told)
        return
    assert _unquoted(told) == read


@pytest.mark.parametrize(
    ("query", "status"),
    [("SELECT * {", 400), ("DELETE WHERE { ?s ?p ?o }", 403), ("SELECT (NOW() AS ?n) {}", 200)],
)
def test_mistakes_and_answers_that_do_not_last_go_the_whole_way(program, query, status):
    headers = {"Accept": "application/sparql-results+json"}
    by(program.application, fresh(SELECT), headers)
    asked = fresh(query)
    found, told, body = by(program.application, asked, headers)
    assert found == status
    assert told["Cache-Control"] == "no-store"
    short = lane(program.application)
    if status != 200:
        assert body == by(short._application, asked, headers)[2]


def test_the_turn_of_a_client_is_counted_on_both_ways(own):
    with own(client_minute=6) as it:
        headers = {"Accept": "text/csv"}
        told = [by(it.app, fresh(SELECT), headers, REMOTE_ADDR="192.0.2.1")[0] for _ in range(8)]
    assert told == [200] * 6 + [429] * 2


def test_what_the_short_way_answers_is_counted(program):
    headers = {"Accept": "text/csv"}
    counts = program.application.extensions["counts"]

    def answered():
        return counts.queries.labels("answered")._value.get()

    before = answered()
    for _ in range(3):
        by(program.application, fresh(SELECT), headers)
    assert answered() - before == 3


def test_a_browser_gets_the_page(program):
    headers = {"Accept": "text/html"}
    for _ in range(2):
        _, told, body = by(program.application, fresh(SELECT), headers)
        assert told["Content-Type"].startswith("text/html")
        assert b"<html" in body
