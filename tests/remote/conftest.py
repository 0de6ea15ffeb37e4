"""The pages over engines of other makers, which hold the real data."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from kg.engine.store import UnionStore
from kg.model import read_model
from kg.projection import Projection
from kg.publish import publish
from kg.questions.catalogue import Catalogue
from kg.questions.examples import beside
from kg.questions.library import open_library
from kg.terms import Names
from tests.kg.engine.peers import oxigraph, virtuoso
from tests.web.served import built, copied, shared_folder
from web import create_app

PEERS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


@pytest.fixture(scope="session")
def local(tmp_path_factory):
    """Settings on the real data, built and served by nobody."""
    return copied(built(shared_folder(tmp_path_factory)), tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session", params=sorted(PEERS))
def remote(request, local, tmp_path_factory):
    """An application over a peer that was filled with `kg publish`; skips where there is none.

    Filling takes most of a minute: the tests that ask a peer stand in one file, which one worker
    runs, so that each peer is filled once.
    """
    with PEERS[request.param](tmp_path_factory.mktemp(request.param)) as peer:
        settings = replace(
            local, engine=peer.engine, engine_update=peer.engine_update,
            engine_user=peer.engine_user, engine_password=peer.engine_password, deadline=30.0,
        )  # fmt: skip
        publish(settings)
        app = create_app(settings, open_library(settings))
        app.extensions["peer"] = SimpleNamespace(maker=request.param, settings=settings)
        yield app


@pytest.fixture(scope="session")
def questions(local):
    """Every stored question as SPARQL, by its name, with its samples put in."""
    catalogue = Catalogue.read(read_model(local.ontology), Names(local.base))
    return {q.name: catalogue.query(q.name, **q.samples) for q in catalogue}


@pytest.fixture(scope="session")
def ours(local, questions):
    """What our own engine answers to every stored question: sorted rows of text, by its name."""
    content, store = Projection(local, beside(local)), UnionStore()
    store.load(content.lines(content.newest()))
    content.prepare(store, content.newest(), None)
    return {name: as_text(store.query(text)) for name, text in questions.items()}


def as_text(rows):
    """Rows as lists of text, sorted: no query of ours need name an order among equals."""
    return sorted([str(term) for term in row] for row in rows)
