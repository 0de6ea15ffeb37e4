"""The embedded engine's processes: revisions, ends of workers, of generations, of keepers."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from kg.engine import embedded
from kg.engine.embedded import EmbeddedEngine
from kg.engine.protocol import Query
from kg.engine.running import running_engine, start_keeper
from kg.engine.wire import ASK, FAILED, SOCKET, Ask, Hello, connect, pack, receive, send
from kg.errors import EngineUnavailable, GraphMoved, QueryProblem, QueryRefused, QueryTimeout
from kg.settings import Settings
from tests.kg.engine.serving import (
    LIMITS,
    SECOND,
    TWO_SOURCES,
    Shelf,
    alive,
    descendants,
    eventually,
    keeper_of,
    meanwhile,
    numbers,
    processor_time,
    quad,
    worker_of,
)

STATE = "SELECT ?s { ex:state ex:revision ?s }"


def test_a_new_revision_is_followed_and_a_session_opened_before_keeps_its_own(start, ask):
    with start({"r1": TWO_SOURCES, "r2": SECOND}) as (engine, shelf):
        with engine.session() as session:
            assert ask(session, STATE) == [("first",)]
            shelf.set("r2")
            assert engine.follow("r2", 60)

            assert ask(engine, STATE) == [("second",)]
            assert ask(session, STATE) == [("first",)]
            assert (session.revision, session.key) == ("r1", "r1-rules1")
        assert engine.current_key() == "r2-rules1"
        # The generation of r1 goes once its last session has ended.
        assert eventually(lambda: len(descendants(keeper_of(engine))) == 3)


def test_a_generation_holds_no_more_files_open_than_the_one_before(start):
    names = [f"r{n}" for n in range(1, 5)]
    with start({name: TWO_SOURCES + numbers(n) for n, name in enumerate(names)}) as (engine, shelf):
        counts = []
        for name in names:
            shelf.set(name)
            assert engine.follow(name, 60)
            assert eventually(lambda: len(descendants(keeper_of(engine))) == 3)
            generation = descendants(keeper_of(engine))[0]
            counts.append(len(list(Path(f"/proc/{generation}/fd").iterdir())))
        # The first was forked by the keeper, each later one by the one before it.
        assert len(set(counts[1:])) == 1, counts


def test_a_triple_leaves_the_union_only_when_no_graph_holds_it(start, ask):
    with start({"r1": TWO_SOURCES, "r2": SECOND}) as (engine, shelf):
        shelf.set("r2")
        assert engine.follow("r2", 60)

        assert ask(engine, "SELECT ?l { ex:gwangju ex:label ?l }") == [("Gwangju",)]
        assert ask(engine, "SELECT ?l { ex:turin ex:label ?l }") == []
        assert ask(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [("2",)]


def test_after_follow_no_new_session_is_of_the_old_revision(start):
    revisions = {f"r{i}": [quad("state", "revision", i, "g")] for i in range(4)}
    with start(revisions, workers=3) as (engine, shelf):
        for revision in list(revisions)[1:]:
            shelf.set(revision)
            assert engine.follow(revision, 60)
            for _ in range(20):
                with engine.session() as session:
                    assert session.revision == revision


def test_a_revision_that_cannot_be_prepared_leaves_the_old_one_served(start, ask):
    with start({"r1": TWO_SOURCES, "r2": SECOND, "r3": SECOND}) as (engine, shelf):
        shelf.refused.write_text("r2")
        shelf.set("r2")
        engine.wake()
        assert eventually(engine.problem)

        assert "a rule is broken" in engine.problem()
        assert ask(engine, STATE) == [("first",)]

        shelf.set("r3")
        assert engine.follow("r3", 60)
        assert ask(engine, STATE) == [("second",)]
        assert engine.problem() == ""


def test_a_refused_revision_is_tried_again_when_the_keeper_is_woken(start):
    with start({"r1": TWO_SOURCES, "r2": SECOND}) as (engine, shelf):
        shelf.refused.write_text("r2")
        shelf.set("r2")
        assert eventually(engine.problem)
        shelf.refused.unlink()

        assert engine.follow("r2", 60)


def test_a_refused_change_that_is_undone_is_no_problem_any_more(start):
    with start({"r1": TWO_SOURCES, "r2": SECOND}) as (engine, shelf):
        shelf.refused.write_text("r2")
        shelf.set("r2")
        assert eventually(engine.problem)
        shelf.set("r1")

        assert eventually(lambda: engine.problem() == "")


def test_a_keeper_started_on_a_broken_revision_serves_the_last_good_one(tmp_path, ask):
    shelf = Shelf(tmp_path, {"r1": TWO_SOURCES, "r2": SECOND})
    with running_engine(shelf, tmp_path / "var"):
        pass
    shelf.refused.write_text("r2")
    shelf.set("r2")

    with running_engine(shelf, tmp_path / "var") as engine:
        assert ask(engine, STATE) == [("first",)]
        assert "r2" in engine.problem()

        shelf.refused.unlink()
        assert engine.follow("r2", 60)
        assert engine.problem() == ""


def test_a_killed_generation_is_made_good_also_while_the_newest_revision_is_broken(start, ask):
    with start({"r1": TWO_SOURCES, "r2": SECOND}) as (engine, shelf):
        shelf.refused.write_text("r2")
        shelf.set("r2")
        assert eventually(engine.problem)
        with engine.session() as session:
            generation = int(session._line.hello.worker.split("-")[0])
        os.kill(generation, signal.SIGKILL)

        assert eventually(lambda: not alive(generation))
        assert ask(engine, STATE) == [("first",)]
        assert "r2" in engine.problem()


def test_a_difference_that_fails_is_made_good_by_a_fresh_load(tmp_path, ask):
    class Forgetful(Shelf):
        def difference(self, old, new):
            raise KeyError(f"{old} is gone")

    shelf = Forgetful(tmp_path, {"r1": TWO_SOURCES, "r2": SECOND})
    with running_engine(shelf, tmp_path / "var") as engine:
        shelf.set("r2")

        assert engine.follow("r2", 60)
        assert ask(engine, STATE) == [("second",)]


def test_a_hang_up_makes_the_same_revision_again_with_other_rules(tmp_path):
    class Changing(Shelf):
        def prepare(self, store, revision, changed):
            assert changed is None
            rules = self.file.with_name("rules")
            return rules.read_text() if rules.exists() else "rules1"

    shelf = Changing(tmp_path, {"r1": TWO_SOURCES})
    with running_engine(shelf, tmp_path / "var") as engine:
        (tmp_path / "rules").write_text("rules2")
        os.kill(keeper_of(engine), signal.SIGHUP)

        assert eventually(lambda: engine.current_key() == "r1-rules2")


def test_prepare_is_told_which_predicates_changed_and_what_it_adds_is_served(tmp_path, ask):
    class Deriving(Shelf):
        def prepare(self, store, revision, changed):
            from pyoxigraph import Literal, NamedNode, Triple

            told = Literal(" ".join(sorted(p.rpartition("/")[2] for p in changed or ["all"])))
            name = NamedNode("http://example.org/told")
            graph = NamedNode("http://example.org/derived")
            store.replace_graph(graph, [Triple(name, name, told)])
            return "rules1"

    later = [line for line in TWO_SOURCES if "turin" not in line]
    shelf = Deriving(tmp_path, {"r1": TWO_SOURCES, "r2": later})
    with running_engine(shelf, tmp_path / "var") as engine:
        assert ask(engine, "SELECT ?o { ex:told ex:told ?o }") == [("all",)]
        shelf.set("r2")
        assert engine.follow("r2", 60)

        assert ask(engine, "SELECT ?o { ex:told ex:told ?o }") == [("label",)]


def test_after_a_worker_is_killed_the_next_query_is_answered(start, ask):
    with start({"r1": TWO_SOURCES}, workers=1) as (engine, _), engine.session() as session:
        assert ask(session, STATE) == [("first",)]
        os.kill(worker_of(session), signal.SIGKILL)

        assert ask(engine, STATE) == [("first",)]


def test_a_worker_that_was_killed_while_its_connection_was_kept_costs_nobody_an_answer(start, ask):
    with start({"r1": TWO_SOURCES}, workers=1) as (engine, _):
        for _ in range(3):
            assert ask(engine, STATE) == [("first",)]
            generation = descendants(keeper_of(engine))[0]
            (worker,) = (p for p in descendants(keeper_of(engine)) if p != generation)
            os.kill(worker, signal.SIGKILL)

            assert ask(engine, STATE) == [("first",)]


def test_a_worker_that_dies_over_a_query_is_a_problem_not_a_short_answer(start, limits):
    query = Query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?i + 'x') }")
    with start({"r1": numbers(3000)}, workers=1) as (engine, _), engine.session() as session:
        victim = worker_of(session)
        with meanwhile(lambda: session.ask(query, limits)) as raised:
            assert eventually(lambda: processor_time(victim) > 0.05)
            os.kill(victim, signal.SIGSEGV)

    assert [type(problem) for problem in raised] == [QueryProblem]
    assert "process" in raised[0].problem


def test_after_a_generation_is_killed_the_revision_is_loaded_again(start, ask):
    with start({"r1": TWO_SOURCES}) as (engine, _):
        with engine.session() as session:
            generation = int(session._line.hello.worker.split("-")[0])
        os.kill(generation, signal.SIGKILL)

        assert eventually(lambda: not alive(generation))
        assert ask(engine, STATE) == [("first",)]


def test_a_session_whose_worker_died_does_not_go_on_with_a_newer_revision(start, ask):
    revisions = {"r1": TWO_SOURCES, "r2": SECOND}
    with start(revisions, workers=1) as (engine, shelf), engine.session() as session:
        victim = worker_of(session)
        shelf.set("r2")
        assert engine.follow("r2", 60)
        os.kill(victim, signal.SIGKILL)
        assert eventually(lambda: not alive(victim))

        with pytest.raises(GraphMoved):
            ask(session, STATE)


def test_a_question_whose_worker_retired_before_it_was_read_is_asked_of_the_newer(
    start, ask, monkeypatch
):
    with start({"r1": TWO_SOURCES, "r2": SECOND}, workers=1) as (engine, shelf):
        assert ask(engine, STATE) == [("first",)]
        old, read = [engine._state.read()], engine._state.read
        shelf.set("r2")
        assert engine.follow("r2", 60)
        # The moment in which the worker has gone, and neither the state nor the line tells it.
        monkeypatch.setattr("kg.engine.lines.Line.closed", lambda _: False)
        monkeypatch.setattr(engine._state, "read", lambda: old.pop() if old else read())

        assert ask(engine, STATE) == [("second",)]
        assert not old


def test_who_has_met_a_newer_state_than_the_keeper_tells_does_not_go_back(start, ask, monkeypatch):
    with start({"r1": TWO_SOURCES, "r2": SECOND}, workers=1) as (engine, shelf):
        assert ask(engine, STATE) == [("first",)]
        old, greeted = engine._state.read(), embedded.receive
        shelf.set("r2")
        assert engine.follow("r2", 60)
        newest = engine.current_key()
        # The moment in which the keeper has not told it yet, and a worker of the old state greets.
        monkeypatch.setattr(engine._state, "read", lambda: old)
        assert engine.current_key() == old.key
        assert ask(engine, STATE) == [("second",)]
        assert engine.current_key() == newest

        late = [pack(Hello("1-1", old.key, old.revision))]
        monkeypatch.setattr(
            embedded, "receive", lambda c: (greeted(c)[0], late.pop()) if late else greeted(c)
        )
        with engine.session(), engine.session() as session:
            assert session.key == newest
        assert not late


def test_when_all_workers_are_taken_the_engine_says_it_is_busy(start, ask):
    with start({"r1": TWO_SOURCES}, workers=2, patience=0.3) as (engine, _):
        with engine.session(), engine.session(), pytest.raises(EngineUnavailable) as caught:
            ask(engine, STATE)

        assert "busy" in caught.value.problem
        assert ask(engine, STATE) == [("first",)]


def test_without_a_keeper_the_remedy_is_to_start_one(tmp_path, ask):
    engine = EmbeddedEngine(Settings(var=tmp_path))

    for attempt in (engine.current_key, lambda: ask(engine, STATE)):
        with pytest.raises(EngineUnavailable) as caught:
            attempt()
        assert "kg serve" in caught.value.remedy


def test_a_second_keeper_of_a_folder_is_refused_and_the_first_serves_on(start, ask):
    with start({"r1": TWO_SOURCES}) as (engine, shelf):
        second = start_keeper(shelf, Settings(var=shelf.file.parent / "var"))
        assert eventually(lambda: not second.alive())
        second.stop()

        assert second.status == 1
        assert ask(engine, STATE) == [("first",)]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_processes_end_with_the_keeper_however_it_ends(tmp_path, end):
    shelf = Shelf(tmp_path, {"r1": TWO_SOURCES})
    keeper = start_keeper(shelf, Settings(var=tmp_path / "var", workers=2, visitor_workers=0))
    try:
        keeper.wait_until_ready(10)
        below = descendants(keeper.process)
        assert len(below) == 3
        os.kill(keeper.process, end)

        assert eventually(lambda: not keeper.alive())
        assert eventually(lambda: not any(alive(process) for process in below))
    finally:
        keeper.stop()


def test_the_socket_a_killed_keeper_left_is_replaced(tmp_path, ask):
    shelf = Shelf(tmp_path, {"r1": TWO_SOURCES})
    settings = Settings(var=tmp_path / "var", workers=1)
    keeper = start_keeper(shelf, settings)
    keeper.wait_until_ready(10)
    os.kill(keeper.process, signal.SIGKILL)
    assert eventually(lambda: not keeper.alive())
    keeper.stop()
    assert (settings.run / SOCKET).exists()

    with running_engine(shelf, tmp_path / "var") as engine:
        assert ask(engine, STATE) == [("first",)]


def test_a_keeper_stops_when_the_process_that_started_it_is_gone(tmp_path):
    shelf = Shelf(tmp_path, {"r1": TWO_SOURCES})
    settings = Settings(var=tmp_path / "var", workers=1)
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        try:
            keeper = start_keeper(shelf, settings)
            keeper.wait_until_ready(10)
            os.write(writing, str(keeper.process).encode())
            signal.pause()
        finally:
            os._exit(1)
    process = int(os.read(reading, 20))
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    os.close(reading)
    os.close(writing)

    assert eventually(lambda: not alive(process))


def test_a_first_revision_that_cannot_be_loaded_is_told_to_whoever_starts(tmp_path):
    shelf = Shelf(tmp_path, {"r1": ["this is no N-Quads"]})

    with pytest.raises(EngineUnavailable) as caught, running_engine(shelf, tmp_path / "var"):
        pass

    assert "r1" in caught.value.problem


def test_a_folder_with_a_long_name_can_be_served(tmp_path, ask):
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    with running_engine(Shelf(tmp_path, {"r1": TWO_SOURCES}), folder) as engine:
        assert ask(engine, STATE) == [("first",)]


def test_a_client_that_does_not_read_holds_its_worker_to_the_deadline_only(start, ask):
    with start({"r1": numbers(3000)}, workers=1, patience=5.0) as (engine, _):
        folder = engine._folder
        with connect(folder, 5) as client:
            receive(client)
            query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
            send(client, ASK, Ask(query, [], [], "text/csv", 0.3, 1 << 28, 1 << 30).packed())

            assert ask(engine, "SELECT (1 AS ?x) {}") == [("1",)]


def test_a_call_the_guard_did_not_see_cannot_connect(start):
    with (
        start({"r1": TWO_SOURCES}, workers=1) as (engine, _),
        socket.create_server(("127.0.0.1", 0)) as listener,
        connect(engine._folder, 5) as client,
    ):
        listener.settimeout(0)
        receive(client)
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        query = f"SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}"
        send(client, ASK, Ask(query, [], [], "text/csv", 5.0, 1 << 28, 1 << 20).packed())

        kind, payload = receive(client)
        assert kind == FAILED
        assert json.loads(payload)["kind"] == QueryRefused.__name__
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_what_the_guard_did_not_see_ends_no_worker(start, ask):
    with start({"r1": TWO_SOURCES}, workers=1) as (engine, _):
        with connect(engine._folder, 20) as client:
            receive(client)
            for query in (
                "SELECT * { BIND(" + "(" * 20000 + "1" + ")" * 20000 + " AS ?x) }",
                "SELECT * " + "{" * 10000 + "}" * 10000,
            ):
                send(client, ASK, Ask(query, [], [], "text/csv", 10.0, 1 << 28, 1 << 20).packed())
                while (kind := receive(client)[0]) == b"C":
                    pass
                assert kind in (b"E", FAILED)
        assert ask(engine, STATE) == [("first",)]


def test_queries_are_answered_while_the_next_revision_is_being_made(tmp_path, ask):
    class Slow(Shelf):
        def prepare(self, store, revision, changed):
            gate = self.file.with_name("gate")
            while revision == "r2" and not gate.exists():
                time.sleep(0.005)
            return "rules1"

    shelf = Slow(tmp_path, {"r1": TWO_SOURCES, "r2": SECOND})
    with running_engine(shelf, tmp_path / "var", workers=1) as engine:
        shelf.set("r2")
        assert eventually(lambda: len(descendants(keeper_of(engine))) == 3)

        with pytest.raises(QueryTimeout):
            engine.ask(
                Query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s ."
                      " ?t ?u ?v . ?w ?x ?y . ?z ?aa ?ab . ?ac ?ad ?ae . ?af ?ag ?ah . ?ai ?aj ?ak"
                      " . ?al ?am ?an . ?ao ?ap ?aq . ?ar ?as ?at FILTER(?at = CONCAT(?c, 'no')) }"),
                type(LIMITS)(0.3, LIMITS.memory, LIMITS.answer),
            )  # fmt: skip
        assert ask(engine, STATE) == [("first",)]
        (tmp_path / "gate").touch()
        assert engine.follow("r2", 60)


def test_a_kept_connection_gives_way_to_another_client_and_neither_notices(start, ask):
    with start({"r1": TWO_SOURCES}, workers=1) as (engine, _):
        other = EmbeddedEngine(Settings(var=engine._folder.parent, workers=1))
        for _ in range(5):
            assert ask(engine, "SELECT ?o { ex:turin ex:label ?o }") == [("Turin",)]
            assert ask(other, "SELECT ?o { ex:turin ex:label ?o }") == [("Turin",)]
            with engine.session() as session:
                for _ in range(3):
                    assert ask(session, "SELECT ?o { ex:turin ex:label ?o }") == [("Turin",)]


def test_a_session_under_way_keeps_its_worker_from_others(start, ask):
    with start({"r1": TWO_SOURCES}, workers=1, patience=0.2) as (engine, _):
        other = EmbeddedEngine(Settings(var=engine._folder.parent, workers=1), patience=0.2)
        with engine.session() as session:
            assert ask(session, "SELECT ?o { ex:turin ex:label ?o }") == [("Turin",)]
            with pytest.raises(EngineUnavailable):
                ask(other, "SELECT ?o { ex:turin ex:label ?o }")
        assert ask(other, "SELECT ?o { ex:turin ex:label ?o }") == [("Turin",)]


def test_a_kept_connection_to_an_older_revision_is_not_used(start, ask):
    with start({"r1": TWO_SOURCES, "r2": SECOND}) as (engine, shelf):
        label = "SELECT ?o { ex:state ex:revision ?o }"
        assert ask(engine, label) == [("first",)]
        shelf.set("r2")
        assert engine.follow("r2", 20)
        assert ask(engine, label) == [("second",)]
