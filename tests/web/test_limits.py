"""What a visitor can do to the engine, and what becomes of the others meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time
from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.archive import Archive
from kg.engine.state import StateFile
from tests.web.served import kept

pytestmark = pytest.mark.slow
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ONE = "SELECT (1 AS ?one) {}"


def asked(client, query):
    return client.get("/sparql?" + urlencode({"query": query}))


def until(holds, seconds=120.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.02)


def test_a_product_without_end_is_stopped_and_others_are_answered_meanwhile(own):
    with own(deadline=4.0) as it:
        answers = []
        slow = threading.Thread(target=lambda: answers.append(asked(it.app.test_client(), PRODUCT)))
        slow.start()
        while slow.is_alive():
            began = time.monotonic()
            assert asked(it.client, ONE).status_code == 200
            assert time.monotonic() - began < 3.0
            slow.join(0.1)
        (response,) = answers
        assert response.status_code in (503, 504)
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["remedy"]
        assert "Retry-After" in response.headers
        assert asked(it.client, ONE).status_code == 200


def test_twenty_thousand_parentheses_are_refused_and_nothing_falls(program):
    deep = "(" * 20_000 + "1" + ")" * 20_000
    response = program.post("/sparql", data={"query": f"SELECT ({deep} AS ?x) {{}}"})
    assert response.status_code == 400
    assert "nested" in response.get_json()["detail"]
    assert asked(program, ONE).status_code == 200


def test_without_its_keeper_the_site_says_so_and_comes_back_with_it(own):
    with own() as it:
        assert it.client.get("/cities").status_code == 200
        os.kill(it.keeper.process, signal.SIGKILL)
        until(lambda: not it.keeper.alive())
        until(lambda: it.client.get("/cities?q=a").status_code == 503)
        response = it.client.get("/cities?q=b")
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["remedy"]
        assert response.headers["Retry-After"]
        page = it.client.get(
            "/cities?q=c", headers={"Accept": "text/html", "Accept-Language": "ko"}
        )
        assert page.status_code == 503
        assert "지금은 그래프를 이용할 수 없습니다" in page.text
        with kept(it.settings):
            assert it.client.get("/cities?q=d").status_code == 200


def test_pages_follow_a_new_revision_without_a_new_start(own):
    with own() as it:
        english = {"Accept": "text/html", "Accept-Language": "en"}
        before = it.client.get("/cities/san-antonio-us", headers=english)
        assert before.status_code == 200, before.text
        assert "A name of tomorrow" not in before.text
        revision = it.client.get("/healthz").get_json()["revision"]
        archive = Archive.open(it.settings.archive)
        city = NamedNode("https://w3id.org/city-diplomacy/id/city/san-antonio-us")
        alias = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
        source = NamedNode("https://w3id.org/city-diplomacy/id/source/place-register")
        name = Literal("A name of tomorrow", language="en")
        archive.commit(
            {"tomorrow": {Quad(city, alias, name, source)}},
            parent=archive.newest_id(), who="desk", why="A test", importer="test", inputs=[],
        )  # fmt: skip
        until(lambda: it.client.get("/healthz").get_json()["revision"] != revision)
        after = it.client.get(
            "/cities/san-antonio-us", headers=english | {"If-None-Match": before.headers["ETag"]}
        )
        assert after.status_code == 200, "the old page was taken for the new one"
        assert "A name of tomorrow" in after.text


def test_the_processes_of_a_keeper_end_with_it(own):
    with own() as it:
        state = StateFile(it.settings.run).read()
        assert state is not None
        assert state.keeper == it.keeper.process
    until(lambda: not it.keeper.alive())
