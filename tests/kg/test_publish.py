"""Publishing to a remote engine: by difference, resumable, counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.engine.protocol import Query
from kg.engine.remote import RemoteEngine
from kg.engine.remote_writing import Writer
from kg.errors import ArchiveProblem, EngineUnavailable, SettingProblem
from kg.publish import PublishProblem, publish
from kg.settings import Settings
from kg.terms import Names
from tests.kg.engine.peers import free_port, oxigraph, virtuoso
from tests.kg.engine.serving import LIMITS, PREFIX, SECOND, TWO_SOURCES, Shelf, numbers, quad

REVISIONS = {"r1": TWO_SOURCES + numbers(300), "r2": SECOND + numbers(299), "r3": []}
PEERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory):
    """A Virtuoso, started once: that takes seconds."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as settings:
        yield settings


@pytest.fixture(params=sorted(PEERS))
def peer(request, tmp_path):
    """An empty server of each maker; on Virtuoso, under a base of the test's own."""
    if request.param == "oxigraph":
        with oxigraph(tmp_path / "peer") as settings:
            yield settings
    else:
        server = request.getfixturevalue("virtuoso_server")
        yield replace(server, base=f"http://example.org/{abs(hash(request.node.name))}/")


@pytest.fixture
def shelf(tmp_path, request):
    """Revisions whose graphs bear the test's own names."""
    mark = f"http://example.org/{abs(hash(request.node.name))}-"
    own = {r: [line.replace(" <http://example.org/", f" <{mark}") for line in lines]
           for r, lines in REVISIONS.items()}  # fmt: skip
    return Shelf(tmp_path, own)


def held(settings):
    """What the engine holds in the union, as text."""
    rows = RemoteEngine(settings).ask(Query("SELECT ?s ?p ?o { ?s ?p ?o }"), LIMITS).rows
    return sorted(" ".join(str(term) for term in row) for row in rows)


def due(shelf):
    """What the newest revision says, each statement once, as text."""
    return sorted({line.decode().rpartition(" <")[0] for line in shelf.lines(shelf.newest())})


def test_after_publishing_the_engine_answers_with_the_revision(peer, shelf):
    done = publish(peer, shelf)

    assert RemoteEngine(peer).current_key() == done.key == "r1-rules1"
    assert held(peer) == due(shelf)


def test_the_next_revision_is_sent_as_what_differs(peer, shelf):
    publish(peer, shelf)
    shelf.set("r2")

    done = publish(peer, shelf)

    assert (done.added, done.removed) == (1, 4)
    assert held(peer) == due(shelf)


def test_nothing_is_sent_when_nothing_differs(peer, shelf):
    publish(peer, shelf)

    assert publish(peer, shelf).changed == ()
    again = publish(peer, shelf, afresh=True)
    assert (again.added, again.removed) == (0, 0)


@pytest.mark.parametrize("after", [2, 4, 6, 8, 10, 12])
def test_a_publication_that_was_cut_off_serves_nobody_and_is_made_good(
    peer, shelf, monkeypatch, after
):
    publish(peer, shelf)
    send, sent = Writer.send, []

    def failing(self, updates):
        sent.append(1)
        if len(sent) == after:
            raise KeyboardInterrupt
        send(self, updates)

    monkeypatch.setattr("kg.publish._Run._all_at_once", lambda *a: False)
    monkeypatch.setattr("kg.engine.remote_writing._MOST", 1)
    monkeypatch.setattr(Writer, "send", failing)
    shelf.set("r2")
    with pytest.raises(KeyboardInterrupt):
        publish(peer, shelf)
    monkeypatch.setattr(Writer, "send", send)
    with pytest.raises(EngineUnavailable) as caught:
        RemoteEngine(peer).current_key()
    assert "kg publish" in caught.value.remedy

    publish(peer, shelf)
    assert held(peer) == due(shelf)


def test_what_somebody_else_changed_is_noticed_by_its_count_and_mended_afresh(peer, shelf):
    publish(peer, shelf)
    engine = RemoteEngine(peer)
    graph = shelf.lines("r1")[0].decode().split()[-2].strip("<>")
    Writer(engine, Names(peer.base), "").send([f"CLEAR GRAPH <{graph}>"])
    with pytest.raises(PublishProblem) as caught:
        publish(peer, shelf)
    assert "--afresh" in caught.value.remedy

    publish(peer, shelf, afresh=True)
    assert held(peer) == due(shelf)


def test_a_graph_that_cannot_be_read_back_is_replaced_and_the_union_stays_true(
    peer, shelf, monkeypatch
):
    publish(peer, shelf)
    monkeypatch.setattr(Writer, "held", lambda self, graph, count: None if count else [])
    shelf.set("r2")

    publish(peer, shelf)

    assert held(peer) == due(shelf)


def test_a_small_change_reaches_readers_of_an_engine_with_transactions_all_at_once(tmp_path):
    shelf = Shelf(tmp_path, REVISIONS)
    with oxigraph(tmp_path / "peer") as settings:
        assert not publish(settings, shelf).at_once
        shelf.set("r2")

        assert publish(settings, shelf).at_once


def test_a_wrong_address_is_told_with_a_remedy(tmp_path):
    shelf = Shelf(tmp_path, REVISIONS)
    nobody = Settings(var=tmp_path, engine=f"http://127.0.0.1:{free_port()}/query")
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        publish(nobody, shelf)
    with pytest.raises(SettingProblem) as caught:
        publish(Settings(var=tmp_path), shelf)
    assert "KG_ENGINE" in caught.value.remedy


def test_nothing_built_is_nothing_to_publish(tmp_path):
    with pytest.raises(ArchiveProblem, match="no revision"):
        publish(Settings(var=tmp_path, engine="http://127.0.0.1:9/"), Shelf(tmp_path, {"": []}))


def test_nameless_nodes_get_names_that_can_be_taken_out_again(peer, tmp_path, request):
    graph = f"<http://example.org/{abs(hash(request.node.name))}>"
    lines = [
        f"_:a <http://example.org/p> _:b {graph} .",
        f'_:b <http://example.org/p> "1" {graph} .',
    ]
    shelf = Shelf(tmp_path, {"r1": lines, "r2": [quad("s", "p", "1", "g" + graph[-8:-1])]})
    publish(peer, shelf)
    chain = "SELECT ?v { ?s ex:p ?o . ?o ex:p ?v }"
    assert len(RemoteEngine(peer).ask(Query(PREFIX + chain), LIMITS).rows) == 1
    shelf.set("r2")

    assert publish(peer, shelf).removed == 2
    assert held(peer) == due(shelf)
