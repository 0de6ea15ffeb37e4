"""Engines for the tests of this room."""

from __future__ import annotations

import pytest

from kg.engine.protocol import Query
from tests.kg.engine.serving import LIMITS, PREFIX, TWO_SOURCES, embedded, numbers


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


@pytest.fixture
def start(tmp_path):
    """Starts an embedded engine over revisions: `with start({...}) as (engine, shelf)`."""

    def begin(revisions, **options):
        return embedded(tmp_path, revisions, **options)

    return begin
