"""The SPARQL endpoint described to programs (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.engine.formats import GRAPHS, ROWS, find
from kg.questions.endpoint import bounds
from kg.settings import Settings
from kg.terms import NAMESPACES, RDF_TYPE, cd, name

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_UNIQUE = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}
"""Unique URIs of file formats, https://www.w3.org/ns/formats/."""


def service_description(settings: Settings, endpoint: str, media_type: str) -> bytes:
    """What the endpoint at an address answers, in which formats, within which limits.

    The default graph is the union of all named graphs; Update is not among the features, and
    SERVICE only where the settings name servers it may ask (`cd:asksService`). Limits and the
    address of the graph store are told by terms of ours.
    """
    found = find(media_type, GRAPHS)
    assert found is not None
    assert isinstance(found.writer, RdfFormat)
    triples = list(_described(settings, endpoint))
    prefixes = {"sd": SD, "formats": FORMATS, **NAMESPACES}
    return serialize(triples, format=found.writer, prefixes=prefixes) or b""


def _described(settings: Settings, endpoint: str) -> Iterator[Triple]:
    service = NamedNode(endpoint)
    dataset, default = BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF_TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for format in (*ROWS, *GRAPHS):
        iri = NamedNode(FORMATS + _UNIQUE[format.media_type])
        yield Triple(service, _sd("resultFormat"), iri)
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF_TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, RDF_TYPE, _sd("Graph"))
    for bound in bounds(settings):
        whole = isinstance(bound.number, int)
        datatype = name("xsd:integer" if whole else "xsd:decimal")
        yield Triple(service, cd(bound.term), Literal(str(bound.number), datatype=datatype))
    if settings.service_allow:
        yield Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
        for address in settings.service_allow.split():
            yield Triple(service, cd("asksService"), NamedNode(address))
    store = NamedNode(endpoint.removesuffix("sparql") + "rdf-graph-store")
    yield Triple(service, cd("graphStore"), store)


def _sd(local: str) -> NamedNode:
    return NamedNode(SD + local)
