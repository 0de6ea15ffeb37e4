"""VoID and DCAT agree with the data they describe."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from kg.engine.protocol import Query
from kg.export import versions
from kg.export.catalogue import catalogue
from kg.export.description import Site, written
from kg.export.dumps import dumps
from kg.export.graphs import GRAPH_FORMATS
from kg.export.void import void
from kg.questions.examples import examples
from tests.kg.export.conftest import NAMES

VOID, DCAT = Namespace("http://rdfs.org/ns/void#"), Namespace("http://www.w3.org/ns/dcat#")
VEXT, SPDX = Namespace("http://ldf.fi/void-ext#"), Namespace("http://spdx.org/rdf/terms#")
SH, DCT = Namespace("http://www.w3.org/ns/shacl#"), Namespace("http://purl.org/dc/terms/")
SITE = Site(NAMES, "https://graph.example.org/")
WHOLE = URIRef(SITE.dataset.value)


def read(triples):
    return Graph().parse(data=written(triples, "text/turtle"), format="turtle")


@pytest.fixture
def statistics(reading):
    return read(void(reading, SITE, "gwangju-kr"))


@pytest.fixture
def count(library):
    """How many solutions a pattern has, asked by a query of its own."""

    def ask(pattern, what="*"):
        query = Query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")
        return int(library.engine.ask(query, library.limits).rows[0][0].value)

    return ask


def test_the_totals_are_those_of_the_graph(statistics, count):
    space = f'FILTER (STRSTARTS(STR(?s), "{NAMES.base}id/"))'
    assert int(statistics.value(WHOLE, VOID.triples)) == count("?s ?p ?o")
    assert int(statistics.value(WHOLE, VOID.entities)) == count(f"?s a ?c {space}", "DISTINCT ?s")
    assert int(statistics.value(WHOLE, VOID.distinctSubjects)) == count("?s ?p ?o", "DISTINCT ?s")
    assert int(statistics.value(WHOLE, VOID.properties)) == count("?s ?p ?o", "DISTINCT ?p")
    assert int(statistics.value(WHOLE, VOID.classes)) == count("?s a ?c", "DISTINCT ?c")


def test_each_class_partition_has_as_many_entities_as_a_count_of_its_own(statistics, count):
    partitions = list(statistics.objects(WHOLE, VOID.classPartition))
    assert len(partitions) == count("?s a ?c", "DISTINCT ?c")
    for part in partitions:
        cls = statistics.value(part, VOID["class"]).n3()
        assert int(statistics.value(part, VOID.entities)) == count(f"?s a {cls}", "DISTINCT ?s")


def test_each_property_partition_has_as_many_triples_as_a_count_of_its_own(statistics, count):
    partitions = list(statistics.objects(WHOLE, VOID.propertyPartition))
    assert len(partitions) == count("?s ?p ?o", "DISTINCT ?p")
    for part in partitions:
        path = statistics.value(part, VOID.property).n3()
        assert int(statistics.value(part, VOID.triples)) == count(f"?s {path} ?o")


def test_properties_of_a_class_and_their_object_classes_are_counted_right(statistics, count):
    city = NamedNode("https://w3id.org/city-diplomacy/ns#City")
    (part,) = statistics.subjects(VOID["class"], URIRef(city.value))
    met = 0
    for use in statistics.objects(part, VOID.propertyPartition):
        path = statistics.value(use, VOID.property).n3()
        assert int(statistics.value(use, VOID.triples)) == count(f"?s a {city} ; {path} ?o")
        for link in statistics.objects(use, VEXT.objectClassPartition):
            target = statistics.value(link, VOID["class"]).n3()
            expected = count(f"?s a {city} ; {path} ?o . ?o a {target}")
            assert int(statistics.value(link, VOID.triples)) == expected > 0
            met += 1
    assert met >= 2  # to Country and to PlaceType at least


def test_a_statement_of_two_sources_counts_once(statistics):
    country = URIRef("https://w3id.org/city-diplomacy/ns#country")
    parts = [
        p
        for p in statistics.objects(WHOLE, VOID.propertyPartition)
        if statistics.value(p, VOID.property) == country
    ]
    assert [int(statistics.value(p, VOID.triples)) for p in parts] == [2]


@pytest.fixture
def catalog(two, reading):
    settings, (_, second) = two
    version = versions.version(settings, second)
    first, files = versions.first(settings), dumps(settings, second)
    return read(catalogue(reading, SITE, version, files, first, "office@example.org"))


def test_the_catalogue_names_the_whole_and_each_dataset_with_licence_and_publisher(catalog):
    (about,) = catalog.subjects(RDF.type, DCAT.Catalog)
    datasets = set(catalog.objects(about, DCAT.dataset))
    keys = ("places", "news")
    assert datasets == {WHOLE, *(URIRef(NAMES.thing("dataset", k).value) for k in keys)}
    for dataset in datasets:
        assert catalog.value(dataset, DCT.license)
        assert catalog.value(dataset, DCT.publisher)
        titles = {t.language for t in catalog.objects(dataset, DCT.title)}
        assert titles == {"ko", "en"}


def test_the_files_of_the_catalogue_have_the_sizes_and_checksums_of_the_dumps(catalog, two):
    settings, (_, second) = two
    for dump in dumps(settings, second).files.values():
        file = URIRef(f"https://graph.example.org/data/{dump.name}")
        assert (WHOLE, DCAT.distribution, file) in catalog
        assert int(catalog.value(file, DCAT.byteSize)) == dump.size
        checksum = catalog.value(file, SPDX.checksum)
        assert str(catalog.value(checksum, SPDX.checksumValue)) == dump.sha256


def test_the_catalogue_tells_the_version_its_day_and_the_one_before(catalog, two):
    _, (first, second) = two
    here = catalog.value(WHOLE, DCAT.hasCurrentVersion)
    assert str(here) == f"{NAMES.base}data/{second}"
    assert str(catalog.value(here, DCAT.previousVersion)) == f"{NAMES.base}data/{first}"
    assert str(catalog.value(WHOLE, DCT.issued)) == "2025-03-01T09:30:00+00:00"
    assert str(catalog.value(here, DCT.issued)) == "2026-07-14T23:05:00+00:00"


def test_every_example_runs_with_the_prefixes_declared_beside_it(library):
    graph = read(examples(library.catalogue, NAMES))
    about = URIRef(f"{NAMES.base}ns")
    declared = {
        str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace))
        for d in graph.objects(about, SH.declare)
    }
    prologue = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in declared.items())
    found = list(graph.subject_objects(SH.select))
    assert len(found) == len(list(library.catalogue))
    for example, text in found:
        assert (example, RDF.type, SH.SPARQLSelectExecutable) in graph
        assert graph.value(example, SH.prefixes) == about
        library.engine.ask(Query(prologue + str(text)), library.limits)


# rdflib's own JSON-LD parser uses a class that rdflib calls out of date.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("media", GRAPH_FORMATS.values())
def test_a_description_says_the_same_in_every_format(reading, media):
    told = list(void(reading, SITE, "gwangju-kr"))
    form = {"application/ld+json": "json-ld", "application/rdf+xml": "xml"}.get(media, media)
    found = Graph().parse(data=written(told, media), format=form)
    assert len(found) == len(set(told))
    assert found.value(WHOLE, VOID.uriSpace) == Literal(f"{NAMES.base}id/")
