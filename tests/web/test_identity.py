"""A thing's IRI answers with where it is described."""

from __future__ import annotations

import pytest

from tests.web.conftest import PAGE


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        (PAGE, "/cities/san-antonio-us"),
        ("text/turtle", "/cities/san-antonio-us.ttl"),
        ("application/ld+json", "/cities/san-antonio-us.jsonld"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", "/cities/san-antonio-us.rdf"),
        ("application/n-triples", "/cities/san-antonio-us.nt"),
        ("application/json", "/cities/san-antonio-us.json"),
        ("*/*", "/cities/san-antonio-us"),
        ("image/png", "/cities/san-antonio-us"),
    ],
)
def test_see_other_leads_to_the_format_asked_for(program, accept, where):
    response = program.get("/id/city/san-antonio-us", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == where
    assert "Accept" in response.vary
    assert program.get(where).status_code == 200


def test_an_unknown_kind_is_not_found(program):
    response = program.get("/id/planet/mars")
    assert response.status_code == 404
    assert "city" in response.get_json()["remedy"]
