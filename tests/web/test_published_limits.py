"""What the endpoint tells of its limits is what it holds to."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest
from rdflib import Graph, Namespace

from kg.errors import EngineUnavailable
from kg.questions.endpoint import at_once, bounds
from kg.settings import Settings
from web.limits import TooMany, Turnstile

CD = Namespace("https://w3id.org/city-diplomacy/ns#")


def test_the_service_description_gives_every_limit(program, settings):
    told = Graph().parse(
        data=program.get("/sparql", headers={"Accept": "text/turtle"}).data, format="turtle"
    )
    for bound in bounds(settings):
        values = [float(v) for v in told.objects(None, CD[bound.term])]
        assert values == [bound.number], bound.term


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_gives_every_limit_by_the_name_of_its_term(read, settings, lang):
    page = read("/sparql", lang)
    for bound in bounds(settings):
        assert f'data-bound="{bound.term}"' in page


@pytest.mark.parametrize(
    ("term", "query"),
    [
        ("depthLimit", "SELECT ({} AS ?x) {{}}"),
        ("lengthLimit", "SELECT * {{}} #{}"),
        ("patternLimit", "SELECT * {{ {} }}"),
    ],
)
def test_one_more_than_a_limit_is_refused_and_the_limit_itself_is_not(
    program, settings, term, query
):
    most = int(next(b.number for b in bounds(settings) if b.term == term))

    def asked(number):
        if term == "depthLimit":
            # One bracket is the select's own.
            inner = "(" * (number - 1) + "1" + ")" * (number - 1)
        elif term == "patternLimit":
            inner = "<x:a> <x:b> <x:c> . " * number
        else:
            inner = "x" * (number - len(query.format("")))
        return program.post("/sparql", data={"query": query.format(inner)}).status_code

    assert asked(most) == 200
    assert asked(most + 2) in (400, 413)


def test_the_clients_together_may_run_no_more_than_the_limit_and_then_may_again():
    turnstile = Turnstile(in_all=2)
    with turnstile.turn("a"), turnstile.turn("b"):
        with pytest.raises(EngineUnavailable) as caught, turnstile.turn("c"):
            pass
        assert caught.value.remedy
    with turnstile.turn("c"):
        pass


def test_some_threads_of_each_web_process_are_left_to_pages():
    for threads in (2, 4, 16):
        assert at_once(Settings(web_threads=threads)) < threads


def test_counting_holds_when_many_come_at_once():
    turnstile = Turnstile(in_all=5, at_once=5, a_minute=10_000)
    seen = SimpleNamespace(most=0)
    lock = threading.Lock()

    def come():
        for _ in range(200):
            with suppress(TooMany, EngineUnavailable), turnstile.turn("a"), lock:
                seen.most = max(seen.most, turnstile._running)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.most <= 5
    assert turnstile._running == 0
