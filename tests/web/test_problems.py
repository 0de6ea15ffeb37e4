"""Errors in one shape: a page that says problem and remedy, or problem+json."""

from __future__ import annotations

import json

import pytest

from kg import errors
from web.problems import status_of, titles


def every_kind(cls=errors.KgError):
    yield cls
    for below in cls.__subclasses__():
        yield from every_kind(below)


@pytest.mark.parametrize("kind", sorted({*every_kind()}, key=lambda k: k.__name__))
def test_every_kind_of_error_has_a_status_with_a_title(app, kind):
    problem = kind.__new__(kind)
    with app.test_request_context():
        assert status_of(problem) in titles()


def test_a_page_that_is_not_there_offers_a_search_in_both_languages(read):
    for lang, words in (("ko", "이 주소에는 아무것도 없습니다"), ("en", "nothing at this address")):
        text = read("/nothing-here", lang, status=404)
        assert words in text
        assert 'role="search"' in text


def test_a_program_gets_problem_json(program):
    response = program.get("/cities/atlantis-xx")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    told = json.loads(response.data)
    assert told["status"] == 404
    assert {"type", "title", "detail", "remedy"} <= set(told)


def test_what_the_library_says_in_english_is_marked_on_a_korean_page(read):
    text = read("/cities/atlantis-xx", "ko", status=404)
    assert "이름으로 검색하거나 목록에서 찾으십시오." in text
    assert '<p lang="en">No city has the key' in text
    assert '<p lang="en">' not in read("/cities/atlantis-xx", "en", status=404)


def test_an_error_is_not_kept_by_caches(program):
    assert program.get("/nothing-here").headers["Cache-Control"] == "no-store"


def test_a_method_that_is_not_taken_names_those_that_are(program):
    response = program.post("/cities")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.mimetype == "application/problem+json"


def test_a_fault_of_ours_tells_the_visitor_nothing_of_its_inside(app, monkeypatch, caplog):
    monkeypatch.setitem(
        app.view_functions, "data.about", lambda: (_ for _ in ()).throw(ZeroDivisionError("inside"))
    )
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    response = app.test_client().get("/about?nobody=has-kept-this")
    assert response.status_code == 500
    assert "inside" not in response.text
    assert "ZeroDivisionError" in caplog.text


def test_a_body_that_is_too_large_is_refused(program):
    response = program.post(
        "/sparql", data=b"x" * (2 << 20), content_type="application/sparql-query"
    )
    assert response.status_code == 413
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "address", ["/", "/cities.csv", "/nothing-here", "/sparql?query=ASK%7B%7D"]
)
def test_every_answer_bears_the_headers_that_guard_its_reader(program, address):
    headers = program.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
