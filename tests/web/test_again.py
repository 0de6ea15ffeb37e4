"""A page for which the graph moves while it is put together."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from kg.errors import GraphMoved


@pytest.fixture
def moving(app, library, monkeypatch):
    """Makes the next readings move away when they first ask: `moving(1)`."""

    def times(number):
        left = [number]
        opened = []
        real = type(library).reading

        @contextmanager
        def reading(self, *of, **more):
            with real(self, *of, **more) as found:
                opened.append(found)
                if left[0]:
                    left[0] -= 1

                    def moved(*_, **__):
                        raise GraphMoved

                    monkeypatch.setattr(found, "page", moved)
                    monkeypatch.setattr(found, "ask", moved)
                    monkeypatch.setattr(found, "stream", moved)
                yield found

        monkeypatch.setattr(type(library), "reading", reading)
        return opened

    return times


def test_the_page_is_put_together_once_more_on_a_new_reading(app, moving):
    opened = moving(1)
    response = app.test_client().get("/cities/turin-it?moved=1", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert len(opened) == 2
    assert response.headers["ETag"]


def test_a_graph_that_moves_every_time_is_told(app, moving):
    opened = moving(3)
    response = app.test_client().get("/cities/turin-it?moved=3")
    assert response.status_code == 503
    assert response.get_json()["remedy"]
    assert len(opened) == 3


def test_a_query_that_was_posted_is_not_asked_twice(app, moving):
    opened = moving(1)
    response = app.test_client().post("/sparql", data={"query": "SELECT (2731 AS ?moved) {}"})
    assert response.status_code == 503
    assert len(opened) == 1
