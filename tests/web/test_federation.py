"""SERVICE at /sparql: off by default; with a list, asked within bounds."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from kg.engine.outside import Outside
from kg.questions.endpoint import outside
from kg.settings import Settings
from tests.kg.engine.strangers import literal, stranger, told

CITY = "https://w3id.org/city-diplomacy/id/city/turin-it"
MAYORS = told(["city", "mayor"], [CITY, literal("Somebody")], ["x:other", literal("Nobody")])


@pytest.fixture
def server():
    with stranger({"/good": MAYORS}) as running:
        yield running


def query(server, path="/good"):
    return f"""PREFIX cd: <https://w3id.org/city-diplomacy/ns#>
SELECT ?city ?mayor {{
  ?city a cd:City .
  SERVICE <{server.root}{path}> {{ ?city <x:mayor> ?mayor }}
}}"""


@pytest.fixture
def ask(app, monkeypatch):
    """Asks at /sparql with some servers allowed."""

    def asked(text, *trusted, accept="application/sparql-results+json"):
        allowed = Outside([], trusted=trusted, seconds=1.0) if trusted else None
        monkeypatch.setitem(app.extensions, "outside", allowed)
        address = "/sparql?" + urlencode({"query": text})
        return app.test_client().get(address, headers={"Accept": accept})

    return asked


def test_without_a_list_service_is_refused_and_nobody_is_asked(ask, server):
    assert outside(Settings()) is None
    assert ask(query(server)).status_code == 403
    assert server.asked == []


def test_a_listed_server_is_asked_and_joined_with_our_graph(ask, server):
    response = ask(query(server), server.root + "/good")
    assert response.status_code == 200, response.text
    (row,) = response.get_json(force=True)["results"]["bindings"]
    assert row["city"]["value"] == CITY
    assert row["mayor"]["value"] == "Somebody"


def test_such_an_answer_is_kept_by_nobody(ask, server):
    for number in (1, 2):
        response = ask(query(server), server.root + "/good")
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        assert len(server.asked) == number


def test_another_server_is_refused_beside_a_list(ask, server):
    response = ask(query(server, "/other"), server.root + "/good")
    assert response.status_code == 403
    assert server.asked == []


@pytest.mark.parametrize(("path", "status"), [("/slow", 504), ("/huge", 413), ("/elsewhere", 502)])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_server_that_fails_is_an_error_of_its_kind(ask, server, path, status, accept):
    response = ask(query(server, path), server.root + path, accept=accept)
    assert response.status_code == status
    if accept != "text/html":
        assert response.get_json()["remedy"]


def test_the_list_is_published_where_there_is_one(own):
    with own(service_allow="https://query.wikidata.org/sparql") as it:
        told = it.client.get("/sparql", headers={"Accept": "application/n-triples"}).text
        assert "ns#asksService> <https://query.wikidata.org/sparql>" in told
        assert "BasicFederatedQuery" in told
        page = it.client.get("/sparql", headers={"Accept": "text/html"}).text
        assert "https://query.wikidata.org/sparql" in page
