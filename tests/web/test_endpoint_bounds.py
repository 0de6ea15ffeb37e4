"""The endpoint's edges: its description, bounds, clients' turns, old revisions, compression."""

from __future__ import annotations

import gzip
import threading
from contextlib import suppress

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.errors import EngineUnavailable, KgError, PlacesTaken, QueryTimeout
from web.limits import TooMany, Turnstile

SD = "http://www.w3.org/ns/sparql-service-description#"
ONE = "SELECT ?s WHERE { ?s a <https://w3id.org/city-diplomacy/ns#City> } LIMIT 1"


@pytest.fixture
def client(app):
    """A client that keeps no cookies between requests."""
    return app.test_client(use_cookies=False)


def test_a_program_that_asks_without_a_query_gets_the_service_described(client):
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})

    said = {(q.predicate, q.object) for q in parse(answer.data, RdfFormat.TURTLE)}
    assert answer.status_code == 200
    assert (NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query")) in said
    assert (NamedNode(SD + "feature"), NamedNode(SD + "UnionDefaultGraph")) in said
    assert sum(predicate == NamedNode(SD + "resultFormat") for predicate, _ in said) == 10


def test_an_address_too_long_is_refused_with_the_way_to_post(client):
    answer = client.get("/sparql?query=" + "x" * 17_000, headers={"Accept": "*/*"})

    assert answer.status_code == 414
    assert answer.json["remedy"]


def test_a_script_of_another_site_may_ask_after_asking_leave(client):
    answer = client.options("/sparql", headers={"Origin": "https://example.org"})

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_a_client_with_enough_queries_running_is_told_to_wait():
    turnstile = Turnstile(at_once=1)
    inside, done = threading.Event(), threading.Event()

    def hold():
        with turnstile.turn("a"):
            inside.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(10)
    with pytest.raises(TooMany) as caught, turnstile.turn("a"):
        pass
    with turnstile.turn("b"):
        pass
    done.set()
    holder.join()

    assert caught.value.wait > 0
    with turnstile.turn("a"):
        pass


def test_a_client_that_asks_too_often_within_a_minute_is_told_how_long_to_wait():
    turnstile = Turnstile(a_minute=2)
    for _ in range(2):
        with turnstile.turn("a"):
            pass

    with pytest.raises(TooMany) as caught, turnstile.turn("a"):
        pass
    assert 0 < caught.value.wait <= 61


LATE = QueryTimeout("late", remedy="less")
TAKEN = PlacesTaken("taken", remedy="later")
BUSY = EngineUnavailable("busy", remedy="later")


def test_who_asks_long_queries_is_patient_until_they_are_no_more(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("web.limits.time.monotonic", lambda: now[0])
    turnstile = Turnstile()

    def ask(client, seconds, failure=None):
        with suppress(KgError), turnstile.turn(client) as patient:
            now[0] += seconds
            if failure:
                raise failure
        return patient

    for problem in (LATE, TAKEN):
        assert not ask("long", 10.0, problem)
        assert ask("long", 0.1)
        now[0] += 21
    assert not ask("long", 2.5)
    assert ask("long", 0.1)

    # Having waited long among patient ones is no long query; having run into a bound is one.
    now[0] += 15
    assert ask("long", 4.0)
    assert ask("long", 0.9, TAKEN)
    now[0] += 3
    assert not ask("long", 10.0, LATE)
    now[0] += 15
    assert ask("long", 4.0, LATE)
    now[0] += 15
    assert ask("long", 0.1)


def test_who_waited_on_a_busy_machine_is_like_all_others(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("web.limits.time.monotonic", lambda: now[0])
    turnstile = Turnstile()
    for seconds, failure in ((1.5, None), (3.0, BUSY), (0.1, LATE), (0.1, TAKEN)):
        with suppress(KgError), turnstile.turn("quick") as patient:
            now[0] += seconds
            if failure:
                raise failure
        assert not patient
    with turnstile.turn("quick") as patient:
        pass
    assert not patient


def test_a_patient_client_is_asked_for_at_another_worker_on_both_ways(client, monkeypatch):
    library = client.application.extensions["library"]
    asked = []
    for name in ("single", "reading"):
        way = getattr(library, name)
        monkeypatch.setattr(
            library, name,
            lambda *a, way=way, **k: asked.append(k.get("patient", False)) or way(*a, **k),
        )  # fmt: skip
    turnstile = Turnstile()
    monkeypatch.setitem(client.application.extensions, "turnstile", turnstile)

    def ask(number):
        query = {"query": f"SELECT (1 AS ?x) {{}} # {number}"}
        answer = client.get("/sparql", query_string=query, headers={"Accept": "text/csv"})
        assert answer.status_code == 200

    ask(1)
    ask(2)
    turnstile.enter("127.0.0.1")
    turnstile.leave("127.0.0.1", 5.0, LATE)
    ask(3)
    query = {"query": "SELECT (2 AS ?x) {}", "format": "csv"}
    assert client.get("/sparql", query_string=query).status_code == 200

    assert asked == [False, False, True, True]


def test_too_many_queries_are_429_with_retry_after(client, monkeypatch):
    monkeypatch.setitem(client.application.extensions, "turnstile", Turnstile(a_minute=0))

    answer = client.get("/sparql", query_string={"query": ONE}, headers={"Accept": "text/csv"})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.mimetype == "application/problem+json"


def test_an_unknown_revision_is_404(client):
    answer = client.get(
        "/sparql", query_string={"query": ONE, "revision": "0" * 40}, headers={"Accept": "text/csv"}
    )

    assert answer.status_code == 404


def test_the_newest_revision_asked_for_by_name_answers_the_same(client):
    plain = client.get("/sparql", query_string={"query": ONE}, headers={"Accept": "text/csv"})
    revision = plain.headers["X-Revision"]

    named = client.get(
        "/sparql", query_string={"query": ONE, "revision": revision}, headers={"Accept": "text/csv"}
    )

    assert named.status_code == 200
    assert named.headers["X-Revision"] == revision


def test_a_page_is_compressed_for_those_who_take_it_and_has_a_weak_tag(client):
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    packed = client.get("/cities", headers=headers)
    plain = client.get("/cities", headers={"Accept": "text/html"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"].startswith("W/")
    again = client.get("/cities", headers=headers | {"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
