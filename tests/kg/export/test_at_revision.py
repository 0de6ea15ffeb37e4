"""An older revision is asked by a keeper of its own, which is bounded and ends by itself."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

from kg.archive import Archive, Edit
from kg.engine.protocol import Limits, Query
from kg.engine.store import UnionStore
from kg.errors import EngineUnavailable, QueryTooLarge, UnknownRevision
from kg.export import at_revision
from kg.export.at_revision import open_revision, reading_at
from kg.projection import Projection
from kg.questions.examples import beside
from kg.settings import Settings
from kg.terms import ALT_LABEL, cd
from tests.kg.export.conftest import ARTICLE, PLACES, TURIN

LONG_AGO = datetime(2021, 3, 4, 5, 6, tzinfo=UTC)
EXAMPLES = Query(
    """PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT ?example ?query { GRAPH <https://w3id.org/city-diplomacy/graph/examples> {
      ?example sh:select ?query } }"""
)
NAMES_OF_TURIN = Query(f"SELECT ?name WHERE {{ {TURIN} {ALT_LABEL} ?name }}")


def added(number):
    return Quad(TURIN, ALT_LABEL, Literal(f"name {number}"), ARTICLE)


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """Settings of an archive of four revisions, each with a name more for Turin, and their ids."""
    settings = Settings(var=tmp_path_factory.mktemp("var"))
    archive = Archive.open(settings.archive)
    first = archive.commit({"places": PLACES}, parent=None, who="a", why="b", when=LONG_AGO)
    ids = [first.id]
    for number in (1, 2, 3):
        change = {"places": Edit(added=[added(number)])}
        ids.append(archive.commit(change, parent=None, who="a", why="b").id)
    yield settings, ids
    for folder in (settings.var / "revisions").iterdir():
        if folder.is_dir() and (keeper := at_revision._keeper(folder)):
            os.kill(keeper, signal.SIGTERM)
            assert eventually(lambda folder=folder: not at_revision._keeper(folder))


def eventually(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def names(engine, settings):
    answer = engine.ask(NAMES_OF_TURIN, Limits.from_settings(settings))
    return sorted(row[0].value for row in answer.rows)


def running(settings):
    shelf = settings.var / "revisions"
    return {f.name for f in shelf.iterdir() if f.is_dir() and at_revision._keeper(f)}


@pytest.mark.slow
def test_each_revision_answers_with_what_it_held_and_two_at_most_are_alive(four):
    settings, ids = four
    for number in (1, 0, 2, 1):
        with open_revision(settings, ids[number][:8]) as engine:
            with engine.session() as session:
                assert session.revision == ids[number]
            assert names(engine, settings) == [f"name {n}" for n in range(1, number + 1)]
        assert len(running(settings)) <= at_revision.ALIVE
    assert running(settings) == {ids[1], ids[2]}


def test_a_revision_in_use_is_not_let_go_for_another(four):
    settings, ids = four
    with ExitStack() as held:
        for number in (0, 1):
            held.enter_context(open_revision(settings, ids[number]))
        with (
            pytest.raises(EngineUnavailable) as caught,
            open_revision(settings, ids[2]),
        ):
            pass
        assert "Try again" in caught.value.remedy
        assert running(settings) == {ids[0], ids[1]}


@pytest.mark.slow
def test_a_keeper_that_was_killed_is_started_again(four):
    settings, ids = four
    with open_revision(settings, ids[0]):
        pass
    os.kill(at_revision._keeper(settings.var / "revisions" / ids[0]), signal.SIGKILL)
    folder = settings.var / "revisions" / ids[0]
    assert eventually(lambda: not at_revision._keeper(folder))
    with open_revision(settings, ids[0]) as engine:
        assert names(engine, settings) == []


def test_it_holds_the_examples_that_were_served_beside_it_on_its_own_day(four):
    settings, ids = four
    content, store = Projection(settings, beside(settings)), UnionStore()
    store.load(content.lines(ids[0]))
    content.prepare(store, ids[0], None)
    served = {(row[0].value, row[1].value) for row in store.query(EXAMPLES.text)}

    with open_revision(settings, ids[0]) as engine:
        told = engine.ask(EXAMPLES, Limits.from_settings(settings)).rows

    assert {(row[0].value, row[1].value) for row in told} == served
    (asleep,) = (query for example, query in served if example.endswith("/questions/asleep"))
    assert "2019-03-04" in asleep, "two years before that revision, not before today"


def test_it_holds_the_imports_up_to_its_own_however_many_came_later(four, monkeypatch):
    settings, ids = four
    monkeypatch.setattr("kg.projection.RECENT", 2)
    content = Projection(settings)

    def told(id):
        return {t.object.value for t in content._imports(id) if t.predicate == cd("revision")}

    assert told(ids[-1]) == set(ids[-2:])
    assert told(ids[1]) == {ids[0], ids[1]}
    assert told(ids[0]) == {ids[0]}


def test_stored_questions_can_be_asked_of_it_too(four, library):
    settings, ids = four
    # The model and questions of one library, the revisions of another archive.
    library.settings, kept = settings, library.settings
    try:
        with reading_at(library, ids[1], "en") as reading:
            assert reading.revision == ids[1]
            assert {row["class"].text for row in reading.ask("holdings")} >= {"City"}
    finally:
        library.settings = kept


def test_a_large_revision_is_refused_with_its_dump_as_remedy(four, monkeypatch):
    settings, ids = four
    monkeypatch.setattr(at_revision, "MOST", 5)
    with pytest.raises(QueryTooLarge) as caught, open_revision(settings, ids[0]):
        pass
    assert f"/data/{ids[0]}.nq.gz" in caught.value.remedy


def test_an_unknown_revision_starts_nothing(four):
    settings, _ = four
    before = running(settings)
    with pytest.raises(UnknownRevision), open_revision(settings, "0123456789"):
        pass
    assert running(settings) == before


def test_the_keeper_ends_when_nobody_asks_and_takes_its_folder_along(four):
    settings, ids = four
    with open_revision(settings, ids[1]):
        pass
    folder = settings.var / "revisions" / ids[1]
    long_ago = time.time() - at_revision.IDLE - 1
    os.utime(folder / "used", (long_ago, long_ago))
    assert eventually(lambda: not folder.exists())


@pytest.mark.slow
def test_the_keeper_ends_with_the_process_that_asked(tmp_path, four):
    settings, ids = four
    asked, child_asks = os.pipe()
    child = os.fork()
    if not child:
        with open_revision(settings, ids[2]):
            os.write(child_asks, b"x")
        os._exit(0)
    os.close(child_asks)
    assert os.read(asked, 1) == b"x"
    os.close(asked)
    os.waitpid(child, 0)
    folder = settings.var / "revisions" / ids[2]
    assert eventually(lambda: not at_revision._keeper(folder))
    assert not Path(f"/proc/{child}").exists()
