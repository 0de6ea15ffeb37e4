"""The cache of answers: what it keeps, what it never keeps, what it never mixes."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from pyoxigraph import Literal

from kg.engine.cache import CachedEngine
from kg.engine.protocol import MIB, Answer, Limits, Query, Single
from kg.errors import GraphMoved, QueryTimeout

LIMITS = Limits(1, MIB, MIB)
FIRST, SECOND = Query("SELECT ?first {}"), Query("SELECT ?second {}")


class Counting:
    """An engine that answers with the number of the question, and can be moved on."""

    def __init__(self):
        self.key = "r1"
        self.told = None
        self.asked = 0
        self.opened = 0

    @contextmanager
    def session(self):
        self.opened += 1
        yield CountingSession(self)

    def single(self, query, media_type, within):
        session = CountingSession(self)
        return Single(self.key, self.key, session.stream(query, media_type, within))

    def current_key(self):
        return self.told or self.key


class CountingSession:
    def __init__(self, engine):
        self.engine = engine
        self.key = engine.key
        self.revision = engine.key

    def ask(self, query, within):
        self.engine.asked += 1
        return Answer(self.key, ("n",), [(Literal(self.engine.asked),)], size=100)

    def stream(self, query, media_type, within):
        self.engine.asked += 1
        yield f"{media_type} {self.engine.asked} ".encode()
        if "broken" in query.text:
            raise QueryTimeout("cut short", remedy="ask less")
        yield b"end" if "large" not in query.text else b"x" * 20_000


@pytest.fixture
def engine():
    return Counting()


@pytest.fixture
def cached(engine):
    return CachedEngine(engine, 100_000)


def test_a_question_asked_twice_is_answered_from_what_is_kept_and_opens_no_session(engine, cached):
    assert cached.ask(FIRST, LIMITS) == cached.ask(FIRST, LIMITS)
    assert (engine.asked, engine.opened) == (1, 1)


def test_another_dataset_media_type_or_text_is_another_question(engine, cached):
    narrowed = Query(FIRST.text, default_graphs=("http://example.org/g",))
    for query in (FIRST, SECOND, narrowed):
        cached.ask(query, LIMITS)
    for media_type in ("text/csv", "text/turtle"):
        b"".join(cached.stream(FIRST, media_type, LIMITS))

    assert engine.asked == 5


def test_a_newer_revision_is_asked_anew(engine, cached):
    cached.ask(FIRST, LIMITS)
    engine.key = "r2"

    assert cached.ask(FIRST, LIMITS).key == "r2"


def test_a_stream_is_kept_only_when_it_came_to_its_end(engine, cached):
    b"".join(cached.stream(FIRST, "text/csv", LIMITS))
    assert b"".join(cached.stream(FIRST, "text/csv", LIMITS)) == b"text/csv 1 end"

    broken = Query("SELECT ?broken {}")
    for asked in (2, 3):
        with pytest.raises(QueryTimeout):
            b"".join(cached.stream(broken, "text/csv", LIMITS))
        assert engine.asked == asked

    next(iter(cached.stream(SECOND, "text/csv", LIMITS)))
    b"".join(cached.stream(SECOND, "text/csv", LIMITS))
    assert engine.asked == 5


def test_queries_that_give_another_answer_each_time_are_not_kept(engine, cached):
    for _ in range(2):
        cached.ask(Query("SELECT (NOW() AS ?x) {}"), LIMITS)
        b"".join(cached.stream(Query("SELECT (RAND() AS ?x) {}"), "text/csv", LIMITS))

    assert engine.asked == 4


def test_an_answer_that_would_push_out_many_others_is_not_kept(engine, cached):
    for _ in range(2):
        assert len(b"".join(cached.stream(Query("SELECT ?large {}"), "text/csv", LIMITS))) > 20_000

    assert engine.asked == 2


def test_the_least_recently_used_answer_goes_first(engine):
    cached = CachedEngine(engine, 10_000)
    queries = [Query(f"SELECT ?q{i} {{}}") for i in range(8)]
    for query in queries:
        cached.ask(query, LIMITS)
        cached.ask(queries[0], LIMITS)
    asked = engine.asked
    cached.ask(queries[0], LIMITS)
    assert engine.asked == asked
    for i in range(20):
        cached.ask(Query(f"SELECT ?other{i} {{}}"), LIMITS)
    cached.ask(queries[1], LIMITS)

    assert engine.asked == asked + 21


def test_sorting_the_rows_of_an_answer_changes_nobody_elses(cached):
    cached.ask(FIRST, LIMITS).rows.clear()

    assert len(cached.ask(FIRST, LIMITS).rows) == 1


def test_a_session_never_mixes_what_is_kept_of_one_revision_with_answers_of_another(engine, cached):
    cached.ask(FIRST, LIMITS)
    with cached.session() as session:
        assert session.ask(FIRST, LIMITS).key == "r1"
        engine.key = "r2"

        with pytest.raises(GraphMoved):
            session.ask(SECOND, LIMITS)


def test_the_session_after_one_the_graph_moved_under_stands_on_the_key_that_was_met(engine, cached):
    cached.ask(FIRST, LIMITS)
    engine.told = "r1"  # the keeper says so a moment later than its workers answer
    with cached.session() as session:
        session.ask(FIRST, LIMITS)
        engine.key = "r2"
        with pytest.raises(GraphMoved):
            session.ask(SECOND, LIMITS)

    with cached.session() as again:
        assert again.key == "r2"
        assert again.ask(FIRST, LIMITS).key == "r2"
        assert again.ask(SECOND, LIMITS).key == "r2"


def test_a_session_that_has_answered_nothing_yet_takes_the_revision_it_gets(engine, cached):
    with cached.session() as session:
        engine.key = "r2"

        assert session.ask(SECOND, LIMITS).key == "r2"
        assert (session.key, session.revision) == ("r2", "r2")


def test_the_cached_engine_answers_over_the_embedded_one(shared_engine, limits):
    cached = CachedEngine(shared_engine, 1 << 20)
    query = Query("SELECT ?s { ?s <http://example.org/label> ?l } ORDER BY ?s")

    assert cached.ask(query, limits).rows == cached.ask(query, limits).rows
    first = b"".join(cached.stream(query, "text/csv", limits))
    assert b"".join(cached.stream(query, "text/csv", limits)) == first
    assert first.count(b"\r\n") == 3
