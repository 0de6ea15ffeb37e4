"""The graph described in VoID: how large it is, its classes, properties and links, counted."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.export.citation import DESCRIPTION, TITLE, version_iri
from kg.export.description import (
    PREFIXES,
    Site,
    published,
    term,
    texts,
    whole_number,
)
from kg.questions.library import Reading, Table
from kg.terms import RDF_TYPE, cd, digest

VOCABULARIES = ("cd", "rdfs", "skos", "schema", "org", "prov", "dcterms", "dcat", "geo", "qb", "sh")
FEATURES = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML", "N-Quads", "TriG")
_FORMATS = "http://www.w3.org/ns/formats/"


def void(reading: Reading, site: Site, home: str) -> Iterator[Triple]:
    """The description of the revision that a reading stands on, with what each count counts.

    The counts are over the default graph at /sparql, where each distinct statement stands once:
    all sources, and with them the ontology, the vocabularies and what rules derive. Every count
    is the answer of a stored question, so anybody can ask for it again. `home` is the key of
    the city given as an example. Raises as a reading's questions do.
    """
    about = site.dataset
    document = NamedNode(f"{site.names.base}data/void")
    yield Triple(document, RDF_TYPE, term("void:DatasetDescription"))
    yield Triple(document, term("foaf:primaryTopic"), about)
    yield Triple(about, RDF_TYPE, term("void:Dataset"))
    yield from texts(about, "dcterms:title", TITLE)
    yield from texts(about, "dcterms:description", DESCRIPTION)
    yield from published(site, about)
    version = NamedNode(version_iri(site.names, reading.revision))
    yield Triple(about, term("dcterms:hasVersion"), version)
    yield Triple(about, term("foaf:homepage"), site.at(""))
    yield Triple(about, term("void:sparqlEndpoint"), site.at("sparql"))
    yield Triple(about, cd("graphStore"), site.at("rdf-graph-store"))
    for ending in ("nq.gz", "trig.gz"):
        dump = site.at(f"data/{reading.revision}.{ending}")
        yield Triple(about, term("void:dataDump"), dump)
    yield Triple(about, term("void:uriSpace"), Literal(f"{site.names.base}id/"))
    yield Triple(about, term("void:exampleResource"), site.names.thing("city", home))
    for local in FEATURES:
        yield Triple(about, term("void:feature"), NamedNode(_FORMATS + local))
    for prefix in VOCABULARIES:
        yield Triple(about, term("void:vocabulary"), NamedNode(PREFIXES[prefix]))
    yield from _counts(reading, site)


def _counts(reading: Reading, site: Site) -> Iterator[Triple]:
    about = site.dataset
    totals = reading.ask("totals", space=f"{site.names.base}id/")
    classes, properties = reading.ask("classes"), reading.ask("properties")
    row = next(_rows(totals))
    yield Triple(about, term("void:triples"), whole_number(row["triples"]))
    yield Triple(about, term("void:entities"), whole_number(row["entities"]))
    yield Triple(about, term("void:distinctSubjects"), whole_number(row["subjects"]))
    yield Triple(about, term("void:properties"), whole_number(row["properties"]))
    yield Triple(about, term("void:classes"), whole_number(len(classes.rows)))
    for row in _rows(properties):
        node = _node("property", row["property"])
        yield Triple(about, term("void:propertyPartition"), node)
        yield Triple(node, term("void:property"), NamedNode(row["property"]))
        yield Triple(node, term("void:triples"), whole_number(row["triples"]))
    for row in _rows(classes):
        node = _node("class", row["class"])
        yield Triple(about, term("void:classPartition"), node)
        yield Triple(node, term("void:class"), NamedNode(row["class"]))
        yield Triple(node, term("void:entities"), whole_number(row["entities"]))
    for row in _rows(reading.ask("class-properties")):
        node = _node("use", row["class"], row["property"])
        yield Triple(_node("class", row["class"]), term("void:propertyPartition"), node)
        yield Triple(node, term("void:property"), NamedNode(row["property"]))
        yield Triple(node, term("void:triples"), whole_number(row["triples"]))
    # VoID has no word for the class of the objects; this extension is what its readers know.
    for row in _rows(reading.ask("class-links")):
        node = _node("link", row["class"], row["property"], row["target"])
        use = _node("use", row["class"], row["property"])
        yield Triple(use, term("vext:objectClassPartition"), node)
        yield Triple(node, term("void:class"), NamedNode(row["target"]))
        yield Triple(node, term("void:triples"), whole_number(row["triples"]))


def _rows(table: Table) -> Iterator[dict[str, str]]:
    for row in table:
        yield {column: (v.iri or v.text) if v else "" for column, v in row.items()}


def _node(*parts: str) -> BlankNode:
    """A nameless node, the same one for the same parts."""
    return BlankNode("p" + digest(" ".join(parts), 16))
