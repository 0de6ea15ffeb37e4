"""Names of things are asked for once a state of the graph."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pyoxigraph import Literal, NamedNode

from kg.engine.protocol import Answer, Limits
from kg.model import read_model
from kg.questions.naming import Naming, Register
from kg.settings import Settings
from kg.terms import Names

CITY = "https://w3id.org/city-diplomacy/id/city/"


class Session:
    """Knows one caption a city, which names the state, and tells what it was asked."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.revision = key
        self.asked: list[str] = []

    def ask(self, query, within):
        self.asked.append(query.text)
        rows = [
            (NamedNode(CITY + name), Literal(f"{name} at {self.key}", language="en"))
            for name in ("here", "there")
            if f"<{CITY}{name}>" in query.text
        ]
        return Answer(self.key, ("thing", "caption"), rows)


@pytest.fixture(scope="module")
def about():
    settings = Settings.from_environment({})
    return SimpleNamespace(
        model=read_model(settings.ontology),
        names=Names(settings.base),
        limits=Limits.from_settings(settings),
    )


def naming(session, register, about):
    return Naming(session, about.limits, about.model, about.names, "en", register)


def test_a_name_known_to_one_reader_is_not_asked_for_by_the_next(about):
    register, first, second = Register(), Session("a"), Session("a")
    naming(first, register, about).captions([CITY + "here"])
    found = naming(second, register, about).captions([CITY + "here"])
    assert found == {CITY + "here": {"en": "here at a"}}
    assert (len(first.asked), len(second.asked)) == (1, 0)


def test_only_what_is_not_known_yet_is_asked_for(about):
    register, session = Register(), Session("a")
    reader = naming(session, register, about)
    reader.captions([CITY + "here"])
    reader.captions([CITY + "here", CITY + "there"])
    assert CITY + "here" not in session.asked[1]
    assert CITY + "there" in session.asked[1]


def test_that_a_thing_has_no_name_is_remembered_too(about):
    register, session = Register(), Session("a")
    reader = naming(session, register, about)
    assert reader.captions([CITY + "nowhere"]) == {}
    assert reader.captions([CITY + "nowhere"]) == {}
    assert len(session.asked) == 1


def test_another_state_of_the_graph_has_names_of_its_own(about):
    register = Register()
    naming(Session("a"), register, about).captions([CITY + "here"])
    found = naming(Session("b"), register, about).captions([CITY + "here"])
    assert found == {CITY + "here": {"en": "here at b"}}


def test_a_state_that_has_grown_too_large_is_begun_anew(about, monkeypatch):
    monkeypatch.setattr("kg.questions.naming._MOST", 1)
    register, session = Register(), Session("a")
    reader = naming(session, register, about)
    for name in ("here", "there", "here"):
        reader.captions([CITY + name])
    assert len(register.of("a").captions) <= 2
