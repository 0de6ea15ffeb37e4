"""Connections that are kept and handed from one thread to the next."""

from __future__ import annotations

import gc
import socket
import threading

import pytest

from kg.engine import embedded as client
from kg.engine import lines
from kg.engine.embedded import EmbeddedEngine
from kg.engine.lines import Line, Lines
from kg.engine.protocol import Query
from kg.engine.wire import Hello
from tests.kg.engine.serving import LIMITS, TWO_SOURCES, embedded


@pytest.fixture
def ends():
    made = []
    yield lambda: made.append(socket.socketpair()) or made[-1]
    for pair in made:
        for end in pair:
            end.close()


@pytest.fixture
def line(ends):
    return lambda pool: Line(ends()[0], Hello("1-1", "k", "r"), pool)


def test_the_connection_used_last_is_taken_first(line):
    pool = Lines()
    first, second = line(pool), line(pool)
    pool.park(first)
    pool.park(second)

    assert pool.take() is second
    assert pool.take() is first


def test_where_none_is_in_use_nobody_waits(monkeypatch, line):
    monkeypatch.setattr(lines, "_MOMENT", 60)
    pool = Lines()
    assert pool.take() is None
    line(pool).close()
    assert pool.take() is None


def test_one_that_is_in_use_is_handed_from_one_thread_to_the_next(monkeypatch, line):
    monkeypatch.setattr(lines, "_MOMENT", 60)
    pool, kept, order = Lines(), line(Lines()), []
    pool.lent()

    def use(number):
        taken = pool.take()
        order.append(number)
        pool.park(taken)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    assert order == []
    pool.park(kept)
    for thread in threads:
        thread.join(20)

    assert sorted(order) == list(range(8))
    assert pool.take() is kept


def test_who_has_waited_a_moment_waits_no_longer_and_takes_nothing_away(line):
    pool = Lines()
    kept = line(pool)
    assert pool.take() is None

    pool.park(kept)
    assert pool.take() is kept


def test_what_is_parked_at_workers_of_another_state_is_closed_and_lies_there_no_more(ends):
    pool, (old, its), (new, _) = Lines(), ends(), ends()
    for connection, key in ((old, "k1"), (new, "k2"), (ends()[0], "k1")):
        pool.park(Line(connection, Hello("1-1", key, "r"), pool))

    pool.keep_only("k2")
    kept = pool.take()
    assert kept is not None
    assert kept.connection is new
    its.settimeout(5)
    assert its.recv(1) == b""
    kept.close()
    assert pool.take() is None


def test_what_is_parked_is_closed_with_its_client(ends, line):
    pool = Lines()
    ours, theirs = ends()
    pool.park(Line(ours, Hello("1-1", "k", "r"), pool))
    del pool
    gc.collect()

    theirs.settimeout(5)
    assert theirs.recv(1) == b""


def test_who_has_lost_a_worker_to_others_asks_his_other_one_and_takes_none_from_them(
    tmp_path, monkeypatch
):
    query, json = Query("SELECT * { ?s ?p ?o } LIMIT 1"), "application/sparql-results+json"
    with embedded(tmp_path, {"r1": TWO_SOURCES}, workers=2) as (ours, _):
        with ours.session() as first, ours.session() as second:
            first.ask(query, LIMITS)
            second.ask(query, LIMITS)
        others = EmbeddedEngine(ours._settings)
        with others.session() as theirs:  # one of the two workers, which stays theirs
            theirs.ask(query, LIMITS)
            parked = ours._lines._parked
            lost = next(line for line in parked if line.closed())
            parked.remove(lost)
            parked.append(lost)
            greeted = []
            monkeypatch.setattr(client, "connect", lambda *told: greeted.append(told))

            for _ in range(3):
                ours.single(query, json, LIMITS)
            assert len(parked) == 1
        assert not greeted
