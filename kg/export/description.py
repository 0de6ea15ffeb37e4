"""What the descriptions of the data share: addresses, publisher, and how they are written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.errors import KgError
from kg.export.citation import LICENCE, PUBLISHER
from kg.terms import NAMESPACES, RDF_TYPE, Names, name

PREFIXES = NAMESPACES | {
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vext": "http://ldf.fi/void-ext#",
    "spdx": "http://spdx.org/rdf/terms#",
}
"""Prefixes of the descriptions: ours, and three that only they need."""
Node = NamedNode | BlankNode


@dataclass(frozen=True)
class Site:
    """Where the data are named (the base of the IRIs) and where they are fetched from.

    `root` is the address of the server that answers, with the slash at its end.
    """

    names: Names
    root: str

    @property
    def dataset(self) -> NamedNode:
        """The whole graph, whichever revision."""
        return NamedNode(f"{self.names.base}data")

    @property
    def catalogue(self) -> NamedNode:
        """The catalogue of the datasets."""
        return NamedNode(f"{self.names.base}data/catalog")

    @property
    def service(self) -> NamedNode:
        """The SPARQL endpoint as a thing."""
        return NamedNode(f"{self.names.base}sparql")

    @property
    def publisher(self) -> NamedNode:
        """Who publishes the graph."""
        return NamedNode(f"{self.names.base}about#publisher")

    def at(self, path: str) -> NamedNode:
        """An address on the server that answers."""
        return NamedNode(self.root + path)


def term(prefixed: str) -> NamedNode:
    """The IRI of a prefixed name of PREFIXES."""
    prefix, _, local = prefixed.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def texts(about: Node, predicate: str, by_language: Mapping[str, str]) -> Iterator[Triple]:
    """One statement a language."""
    for language, text in by_language.items():
        yield Triple(about, term(predicate), Literal(text, language=language))


def whole_number(text: str | int) -> Literal:
    """A number as xsd:integer."""
    return Literal(str(text), datatype=name("xsd:integer"))


def published(site: Site, about: NamedNode) -> Iterator[Triple]:
    """Licence and publisher of something of ours."""
    yield Triple(about, term("dcterms:license"), NamedNode(LICENCE))
    yield Triple(about, term("dcterms:publisher"), site.publisher)
    yield Triple(site.publisher, RDF_TYPE, term("foaf:Organization"))
    yield from texts(site.publisher, "foaf:name", PUBLISHER)


def written(triples: Iterable[Triple], media_type: str) -> bytes:
    """The triples, each once, in a media type of GRAPH_FORMATS."""
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise KgError(f"Nothing is written as {media_type}.", remedy="Ask for text/turtle.")
    out = io.BytesIO()
    # What is said of one thing stands together, in the order in which things are first named.
    about: dict[object, list[Triple]] = {}
    for triple in dict.fromkeys(triples):
        about.setdefault(triple.subject, []).append(triple)
    serialize((t for said in about.values() for t in said), out, form, prefixes=PREFIXES)
    return out.getvalue()
