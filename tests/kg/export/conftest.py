"""A small archive of two revisions, and an engine over the newer one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.archive import Archive, Input
from kg.engine.embedded import EmbeddedEngine
from kg.engine.running import start_keeper
from kg.projection import Projection
from kg.questions.examples import beside
from kg.questions.library import Library
from kg.settings import Settings
from kg.terms import ALT_LABEL, LABEL, RDF_TYPE, Names, cd, concept, name

NAMES = Names()
REGISTER, ARTICLE = NAMES.source("register"), NAMES.source("article")
SOURCES = NAMES.graph("sources")
GWANGJU, TURIN = NAMES.thing("city", "gwangju-kr"), NAMES.thing("city", "turin-it")
FIRST = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
SECOND = datetime(2026, 7, 14, 23, 5, tzinfo=UTC)


def text(value, language=None):
    return Literal(value, language=language)


def city(iri, country, graph, **labels):
    yield Quad(iri, RDF_TYPE, cd("City"), graph)
    yield Quad(iri, cd("country"), NAMES.thing("country", country), graph)
    yield Quad(iri, cd("placeType"), concept("place-type", "city"), graph)
    for language, label in labels.items():
        yield Quad(iri, LABEL, text(label, language), graph)


def country(iso, label):
    iri = NAMES.thing("country", iso)
    yield Quad(iri, RDF_TYPE, cd("Country"), REGISTER)
    yield Quad(iri, LABEL, text(label, "en"), REGISTER)


def described(source, rank):
    yield Quad(source, RDF_TYPE, cd("Source"), SOURCES)
    yield Quad(source, cd("rank"), Literal(str(rank), datatype=name("xsd:integer")), SOURCES)
    yield Quad(source, cd("sourceKind"), concept("source-kind", "register"), SOURCES)
    yield Quad(source, LABEL, text(source.value.rpartition("/")[2], "en"), SOURCES)


def dataset(key, licence="https://creativecommons.org/licenses/by/4.0/"):
    iri = NAMES.thing("dataset", key)
    yield Quad(iri, RDF_TYPE, cd("Dataset"), SOURCES)
    yield Quad(iri, LABEL, text("도시", "ko"), SOURCES)
    yield Quad(iri, LABEL, text("Cities", "en"), SOURCES)
    yield Quad(iri, name("dcterms:publisher"), text("The office"), SOURCES)
    yield Quad(iri, name("dcterms:license"), NamedNode(licence), SOURCES)
    yield Quad(
        iri, name("dcterms:issued"), Literal("2025-02", datatype=name("xsd:gYearMonth")), SOURCES
    )


PLACES = [
    *city(GWANGJU, "kr", REGISTER, ko="광주광역시", en="Gwangju"),
    *city(TURIN, "it", REGISTER, ko="토리노", en="Turin"),
    *country("kr", "Republic of Korea"),
    *country("it", "Italy"),
    *described(REGISTER, 1),
    *dataset("places"),
]
NEWS = [
    *city(TURIN, "it", ARTICLE, it="Torino"),
    Quad(TURIN, ALT_LABEL, text('Turin\n"the {first}" \\ 100%'), ARTICLE),
    *described(ARTICLE, 4),
    *dataset("news"),
]


@pytest.fixture(scope="session")
def two(tmp_path_factory):
    """Settings of an archive of two revisions, and their ids, oldest first."""
    settings = Settings(var=tmp_path_factory.mktemp("var"), workers=2)
    archive = Archive.open(settings.archive)
    first = archive.commit(
        {"places": PLACES}, parent=None, who="the office", why="The register", when=FIRST,
        inputs=[Input("places.csv", "ab" * 32)],
    )  # fmt: skip
    corrected = [q for q in PLACES if q.object != text("토리노", "ko")]
    second = archive.commit(
        {"places": corrected, "news": NEWS}, parent=first.id, who="the desk", why="An article",
        when=SECOND,
    )  # fmt: skip
    return settings, (first.id, second.id)


@pytest.fixture(scope="session")
def library(two):
    """A library over the newer revision."""
    settings, _ = two
    keeper = start_keeper(Projection(settings, beside(settings)), settings)
    try:
        keeper.wait_until_ready(60)
        yield Library(settings, EmbeddedEngine(settings))
    finally:
        keeper.stop()


@pytest.fixture
def reading(library):
    with library.reading("en") as opened:
        yield opened
