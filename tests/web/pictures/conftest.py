"""An application that knows the addresses pictures link to, and rows as stored questions give."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask
from flask_babel import Babel

from kg.model import read_model
from kg.questions.library import Table
from kg.questions.page import Claim, Fact, Part
from kg.questions.values import Value
from kg.settings import Settings
from web.pictures.worldmap import ATLAS


@pytest.fixture(scope="session")
def model():
    return read_model(Settings().ontology)


@pytest.fixture(scope="session")
def atlas():
    """The borders as `make assets` places them."""
    if not ATLAS.is_file():
        pytest.skip("the borders are not placed: run `make assets`")
    return ATLAS


@pytest.fixture(autouse=True)
def request_context():
    """A request in English to an application with pages of cities."""
    app = Flask("pictures")
    Babel(app, default_locale="en")
    pages = Blueprint("things", "things")
    pages.add_url_rule("/cities/<key>", "cities", lambda key: key)
    app.register_blueprint(pages)
    with app.test_request_context("/"):
        yield


@pytest.fixture
def tie(model):
    """Makes a row of the question `map`."""

    def make(name, country, latitude, longitude, relation="sister", status="in-force", key=None):
        key = key or f"{name.lower()}-{country}"
        return {
            "partner": Value(name, "en", f"urn:city:{key}", model.kind("city"), key),
            "country": Value(
                country.upper(), "en", f"urn:country:{country}", model.kind("country"), country
            ),
            "relation": Value(relation, "en", f"urn:relation/{relation}", scheme="relation"),
            "status": Value(status, "en", f"urn:status/{status}", scheme="status"),
            "latitude": Value(str(latitude)),
            "longitude": Value(str(longitude)),
        }

    return make


@pytest.fixture
def stage(model):
    """Makes a stage of a tie; a property given several values is one that sources dispute."""
    kind = model.kind("stage")

    def make(relation="sister", **dates):
        facts = [
            Fact(
                kind.find("relation"),
                (Claim(Value(relation, "en", f"urn:relation/{relation}", scheme="relation")),),
            )
        ]
        for local, given in dates.items():
            texts = [given] if isinstance(given, str) else given
            claims = tuple(
                Claim(Value(text), (f"urn:source:{n}",), first=n == 0)
                for n, text in enumerate(texts)
            )
            facts.append(Fact(kind.find(local), claims, disagrees=len(texts) > 1))
        return Part(kind, Value("stage", kind=kind, key="k--s1"), tuple(facts))

    return make


@pytest.fixture
def exchanges():
    """Makes rows of exchanges that began on these days; None is an unknown day."""

    def make(*dates):
        return [
            {"start": Value(text) if text else None, "exchange": Value(f"Visit {n}")}
            for n, text in enumerate(dates)
        ]

    return make


@pytest.fixture
def published():
    """Makes an answer to the question `published` of (as of, number, who)."""

    def make(*claims):
        rows = tuple(
            (Value(asof) if asof else None, Value(str(n)), Value(who), Value(f"o{i}"), None)
            for i, (asof, n, who) in enumerate(claims)
        )
        return Table(("asof", "value", "claimant", "observation", "source"), rows, {})

    return make
