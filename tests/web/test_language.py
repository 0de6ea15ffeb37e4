"""Korean or English: address, cookie, Accept-Language, Korean, in this order."""

from __future__ import annotations

import pytest

from tests.web.conftest import PAGE


def language_of(response):
    text = response.get_data(as_text=True)
    said = text.partition('<html lang="')[2][:2]
    assert response.headers["Content-Language"] == said
    return said


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("ko", "ko"), ("en", "en"), ("en-GB,en;q=0.8", "en"), ("ko-KR,ko;q=0.9,en;q=0.5", "ko"),
     ("en;q=0.3,ko;q=0.9", "ko"), ("fr", "ko"), ("", "ko")],
)  # fmt: skip
def test_the_browser_s_language_is_taken_and_korean_where_it_is_neither(get, accepted, language):
    assert language_of(get("/about", accepted)) == language


def test_a_choice_by_address_beats_the_browser_and_is_kept_in_a_cookie(app):
    client = app.test_client()
    headers = {"Accept": PAGE, "Accept-Language": "ko"}
    first = client.get("/about?lang=en", headers=headers)
    assert language_of(first) == "en"
    assert "SameSite=Lax" in first.headers["Set-Cookie"]
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert language_of(client.get("/cities", headers=headers)) == "en"
    assert language_of(client.get("/cities?lang=ko", headers=headers)) == "ko"
    assert language_of(client.get("/about", headers=headers)) == "ko"


def test_an_unknown_language_in_the_address_changes_nothing(get):
    assert language_of(get("/about?lang=xx", "en")) == "en"


def test_answers_tell_caches_what_they_depend_on(get):
    vary = {name.lower() for name in get("/cities").vary}
    assert {"accept-language", "cookie"} <= vary


@pytest.mark.parametrize(
    "address",
    ["/data/latest.nq", "/data/latest.trig", "/data/latest.sha256", "/data/latest.bib",
     "/cities.nt", "/cities/turin-it.jsonld", "/questions/asleep.ttl", "/static/style.css",
     "/sparql?query=SELECT%20(1%20AS%20%3Fone)%20%7B%7D&format=csv",
     "/rdf-graph-store?graph=https://w3id.org/city-diplomacy/id/source/place-register"],
)  # fmt: skip
def test_a_file_in_no_language_is_one_file_for_caches(app, address):
    client = app.test_client()
    same = set()
    for lang in ("ko", "en"):
        headers = {"Accept": "text/turtle, */*;q=0.1", "Accept-Language": lang}
        with client.get(address, headers=headers, follow_redirects=True) as response:
            assert response.status_code == 200
            assert not {"accept-language", "cookie"} & {name.lower() for name in response.vary}
            assert "Content-Language" not in response.headers
            same.add(b"".join(sorted(response.data.splitlines())))  # a graph has no order
    assert len(same) == 1


@pytest.mark.parametrize("address", ["/cities.csv", "/sparql?query=nothing", "/data/latest"])
def test_a_file_of_names_and_a_problem_are_one_a_language(app, address):
    response = app.test_client().get(address, headers={"Accept": "*/*"}, follow_redirects=True)
    assert {"accept-language", "cookie"} <= {name.lower() for name in response.vary}


@pytest.mark.parametrize(
    "address",
    ["/", "/cities?country=cn&page=1", "/cities/san-antonio-us", "/search?q=%EA%B4%91%EC%A3%BC",
     "/questions/asleep?years=3", "/nothing-here"],
)  # fmt: skip
def test_the_other_language_keeps_the_page_and_its_values(app, address):
    client = app.test_client(use_cookies=False)
    body = client.get(address, headers={"Accept": PAGE, "Accept-Language": "en"}).text
    path, _, query = address.partition("?")
    link = body.partition('hreflang="ko" href="')[2].partition('"')[0]
    assert "lang=ko" in link
    if path != "/nothing-here":
        assert link.startswith(path)
        assert set(query.split("&")) <= {*link.partition("?")[2].split("&amp;"), ""}
