"""Engines for the tests of this room."""

from __future__ import annotations

import pytest

from kg.engine.protocol import Query
from kg.engine.remote import RemoteEngine
from kg.publish import publish
from tests.kg.engine.peers import oxigraph, virtuoso
from tests.kg.engine.serving import LIMITS, PREFIX, TWO_SOURCES, Shelf, embedded, numbers


@pytest.fixture(scope="session")
def limits():
    return LIMITS


@pytest.fixture
def ask(limits):
    """Asks an engine or a session and gives the rows as text, None where unbound."""

    def rows(of, text, within=limits, **dataset):
        answer = of.ask(Query(PREFIX + text, **dataset), within)
        return [tuple(None if t is None else t.value for t in row) for row in answer.rows]

    return rows


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory):
    """An engine many tests ask and none changes: two sources and 2,000 numbers."""
    folder = tmp_path_factory.mktemp("engine")
    with embedded(folder, {"r1": TWO_SOURCES + numbers(2000)}, workers=3) as (engine, _):
        yield engine


@pytest.fixture(scope="session")
def oxigraph_engine(tmp_path_factory):
    """The same data on an Oxigraph server, which many tests ask and none changes."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as settings:
        yield published(settings)


@pytest.fixture(scope="session")
def virtuoso_engine(tmp_path_factory):
    """The same data on Virtuoso 7."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as settings:
        yield published(settings)


def published(settings):
    settings.var.mkdir()
    publish(settings, Shelf(settings.var, {"r1": TWO_SOURCES + numbers(2000)}))
    return RemoteEngine(settings)


@pytest.fixture
def start(tmp_path):
    """Starts an embedded engine over revisions: `with start({...}) as (engine, shelf)`."""

    def begin(revisions, **options):
        return embedded(tmp_path, revisions, **options)

    return begin
