"""Visitors' queries have workers of their own, and those that run long yield to all others."""

from __future__ import annotations

import os
import threading
import time

import pytest

from kg.engine.embedded import EmbeddedEngine
from kg.engine.protocol import Limits, Query
from kg.errors import EngineUnavailable, QueryTimeout
from kg.settings import Settings
from tests.kg.engine.serving import (
    LIMITS,
    PREFIX,
    TWO_SOURCES,
    alive,
    descendants,
    embedded,
    eventually,
    keeper_of,
    meanwhile,
    numbers,
)

SMALL = Query(PREFIX + "SELECT ?l { ex:gwangju ex:label ?l }")
# A sum over pairs of numbers: about a second of computing, and one row.
LONG = Query(
    PREFIX + "SELECT (COUNT(*) AS ?n) { ?a ex:number ?x . ?b ex:number ?y FILTER(?x != ?y) }"
)
# It yields to everybody, so on a busy machine it may take many times as long.
PATIENTLY = Limits(120.0, LIMITS.memory, LIMITS.answer)
ENDLESS = Query(
    PREFIX + "SELECT (COUNT(*) AS ?n) { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z"
    " FILTER(CONCAT(?x, ?y) = CONCAT(?z, 'no')) }"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Two quick workers for visitors and one place for a long query."""
    folder = tmp_path_factory.mktemp("lanes")
    revision = {"r1": TWO_SOURCES + numbers(1500)}
    with embedded(folder, revision, workers=1, visitors=2, long=1) as (engine, _):
        yield engine


@pytest.fixture(autouse=True)
def free_places(engine):
    """Waits until no long query of the test before is left: an ended one still takes its place."""
    assert eventually(lambda: nice_ones(engine) == 0)


def hostile(engine, seconds):
    """Asks what never ends, until its deadline."""
    engine.ask(ENDLESS, Limits(seconds, LIMITS.memory, LIMITS.answer))


def test_small_queries_are_answered_while_more_endless_ones_run_than_there_are_workers(engine):
    threads = [threading.Thread(target=_quietly, args=(engine, 5.0)) for _ in range(4)]
    for thread in threads:
        thread.start()
    took = []
    while any(thread.is_alive() for thread in threads):
        began = time.monotonic()
        assert engine.ask(SMALL, LIMITS).rows
        took.append(time.monotonic() - began)
    for thread in threads:
        thread.join()

    assert len(took) > 20
    # At the start all quick workers hold an endless query, for a quarter of a second or so.
    assert max(took) < 4.5


def test_a_query_gives_way_at_once_when_it_keeps_the_last_quick_worker_from_others(
    tmp_path, monkeypatch
):
    # With a quick time that never ends, only somebody's waiting makes a query give way.
    monkeypatch.setattr("kg.engine.generation.QUICK", 1000.0)
    revision = {"r1": TWO_SOURCES + numbers(1500)}
    with embedded(tmp_path, revision, workers=1, visitors=2, long=1) as (engine, _):
        threads = [threading.Thread(target=_quietly, args=(engine, 3.0)) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert nice_ones(engine) == 0
        # The first may still find a worker that an endless query has not reached yet.
        assert eventually(lambda: engine.ask(SMALL, LIMITS).rows and nice_ones(engine) == 1)
        for thread in threads:
            thread.join()


def test_pages_have_workers_that_no_visitor_holds(engine):
    pages = EmbeddedEngine(engine_settings(engine))
    with engine.session() as one, engine.session() as two:
        assert one.key == two.key
        assert pages.ask(SMALL, LIMITS).rows


def test_a_long_query_is_answered_by_the_worker_it_began_on_which_yields_to_others(engine):
    seen = set()

    def watch():
        for process in descendants(keeper_of(engine)):
            try:
                seen.add(os.getpriority(os.PRIO_PROCESS, process))
            except ProcessLookupError:
                continue
        return 19 in seen

    with meanwhile(lambda: hostile(engine, 1.0)) as raised:
        assert eventually(watch)
    assert isinstance(raised[0], QueryTimeout)
    assert engine.ask(LONG, PATIENTLY).rows[0][0].value == str(1500 * 1499)


def test_a_long_query_waits_for_a_place_and_is_then_answered(engine):
    with meanwhile(lambda: hostile(engine, 1.5)) as raised:
        time_of_place = time.monotonic()
        assert eventually(lambda: nice_ones(engine) == 1)
        assert engine.ask(LONG, PATIENTLY).rows[0][0].value == str(1500 * 1499)
        assert time.monotonic() - time_of_place > 1.0
    assert isinstance(raised[0], QueryTimeout)


def test_a_long_query_that_finds_no_place_in_time_is_refused_as_one_too_many(engine):
    with meanwhile(lambda: hostile(engine, 3.0)):
        assert eventually(lambda: nice_ones(engine) == 1)
        with pytest.raises(EngineUnavailable, match="too many long queries"):
            hostile(engine, 0.6)


def test_a_query_is_cancelled_by_its_number_and_no_other_is(tmp_path):
    ours, other = (Query(ENDLESS.text, call=number) for number in (41, 42))
    within = Limits(20.0, LIMITS.memory, LIMITS.answer)
    revision = {"r1": TWO_SOURCES + numbers(1500)}
    with (
        embedded(tmp_path, revision, workers=1, visitors=2, long=2) as (engine, _),
        meanwhile(lambda: engine.ask(ours, within)) as first,
        meanwhile(lambda: engine.ask(other, within)) as second,
    ):
        assert eventually(lambda: nice_ones(engine) == 2)
        EmbeddedEngine(engine_settings(engine)).cancel(41)
        assert eventually(lambda: first)
        assert not second
        engine.cancel(42)
    assert [type(e) for e in (*first, *second)] == [QueryTimeout, QueryTimeout]
    assert all("cancelled" in str(e) for e in (*first, *second))


def test_a_query_that_waits_for_a_worker_is_cancelled_when_its_turn_comes(engine):
    waiting = Query(ENDLESS.text, call=43)
    with meanwhile(lambda: hostile(engine, 1.5)):
        assert eventually(lambda: nice_ones(engine) == 1)
        engine.cancel(43)
        with pytest.raises(QueryTimeout, match="cancelled"):
            engine.ask(waiting, Limits(20.0, LIMITS.memory, LIMITS.answer))


def test_patient_clients_take_no_worker_that_others_share(engine):
    patient = engine.patient()
    threads = [threading.Thread(target=_quietly, args=(patient, 4.0)) for _ in range(4)]
    # Both quick workers are taken, so that whoever took a third would have to wait for them.
    with engine.session() as one, engine.session() as two:
        for thread in threads:
            thread.start()
        assert eventually(lambda: nice_ones(engine) == 1)
        for session in (one, two):
            began = time.monotonic()
            assert session.ask(SMALL, LIMITS).rows
            assert time.monotonic() - began < 3.0
    for thread in threads:
        thread.join()

    assert patient.ask(SMALL, LIMITS).rows == engine.ask(SMALL, LIMITS).rows
    assert patient.single(SMALL, "text/csv", LIMITS).key == engine.current_key()


def test_more_patient_clients_than_may_wait_are_told_so(engine):
    settings = Settings(var=engine._folder.parent, web_threads=2)
    patient = EmbeddedEngine(settings, visitors=True).patient()
    with patient._place_to_wait(), pytest.raises(EngineUnavailable, match="long"):
        patient.ask(SMALL, LIMITS)

    assert patient.ask(SMALL, LIMITS).rows


def test_cancelling_what_nobody_asked_changes_nothing(engine):
    for number in range(300):
        engine.cancel(number + 1000)
    assert engine.ask(Query(SMALL.text, call=44), LIMITS).rows
    assert len(list((engine._folder / "called-off").iterdir())) <= 256


def test_no_worker_is_left_over_when_long_queries_have_ended(engine):
    for _ in range(3):
        with pytest.raises(QueryTimeout):
            hostile(engine, 0.5)

    # The generation, one worker for pages and two for visitors.
    assert eventually(lambda: sum(map(alive, descendants(keeper_of(engine)))) == 4)
    assert eventually(lambda: nice_ones(engine) == 0)


def nice_ones(engine):
    """How many processes of the engine yield to all others."""
    count = 0
    for process in descendants(keeper_of(engine)):
        try:
            count += os.getpriority(os.PRIO_PROCESS, process) == 19
        except ProcessLookupError:
            continue
    return count


def engine_settings(engine):
    """The settings of an engine's folder, for another client of it."""
    return Settings(var=engine._folder.parent)


def _quietly(engine, seconds):
    try:
        hostile(engine, seconds)
    except (QueryTimeout, EngineUnavailable):
        return
