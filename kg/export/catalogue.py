"""The data described in DCAT: the whole graph, its datasets, its files, its endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from kg.archive import Revision
from kg.export.citation import DESCRIPTION, LICENCE, TITLE, version_iri
from kg.export.description import (
    Site,
    published,
    term,
    texts,
    whole_number,
)
from kg.export.dumps import Dumps
from kg.export.versions import Version
from kg.questions.library import Reading, Table
from kg.terms import RDF_TYPE, name

_IANA = "https://www.iana.org/assignments/media-types/"
_PACKED = {"nq.gz": "application/n-quads", "trig.gz": "application/trig"}
SERVICE_TITLE = {"ko": "SPARQL 끝점", "en": "SPARQL endpoint"}


def catalogue(
    reading: Reading, site: Site, version: Version, dumps: Dumps, first: Revision, contact: str
) -> Iterator[Triple]:
    """The catalogue of one revision. `first` is the first revision ever made.

    Raises as a reading's questions do.
    """
    about, whole = site.catalogue, site.dataset
    yield Triple(about, RDF_TYPE, term("dcat:Catalog"))
    yield from texts(about, "dcterms:title", TITLE)
    yield from texts(about, "dcterms:description", DESCRIPTION)
    yield from published(site, about)
    yield Triple(about, term("foaf:homepage"), site.at("data"))
    yield Triple(about, term("dcterms:modified"), _moment(version.revision))
    for code in ("KOR", "ENG"):
        yield Triple(about, term("dcterms:language"), _language(code))
    yield Triple(about, term("dcat:dataset"), whole)
    yield Triple(about, term("dcat:service"), site.service)
    yield from _whole(site, version, dumps, first, contact)
    yield from _service(site)
    for key, rows in _by_dataset(reading.ask("dataset-terms")).items():
        yield Triple(about, term("dcat:dataset"), site.names.thing("dataset", key))
        yield from _dataset(site, version, key, rows)


def _whole(
    site: Site, version: Version, dumps: Dumps, first: Revision, contact: str
) -> Iterator[Triple]:
    whole, revision = site.dataset, version.revision
    yield Triple(whole, RDF_TYPE, term("dcat:Dataset"))
    yield from texts(whole, "dcterms:title", TITLE)
    yield from texts(whole, "dcterms:description", DESCRIPTION)
    yield from published(site, whole)
    yield Triple(whole, term("dcterms:identifier"), Literal(whole.value))
    yield Triple(whole, term("dcterms:issued"), _moment(first))
    yield Triple(whole, term("dcterms:modified"), _moment(revision))
    yield Triple(whole, term("dcat:version"), Literal(revision.id))
    yield Triple(whole, term("dcat:landingPage"), site.at("data"))
    here = NamedNode(version_iri(site.names, revision.id))
    yield Triple(whole, term("dcat:hasCurrentVersion"), here)
    yield Triple(here, RDF_TYPE, term("dcat:Dataset"))
    yield Triple(here, term("dcat:isVersionOf"), whole)
    yield Triple(here, term("dcat:version"), Literal(revision.id))
    yield Triple(here, term("dcterms:issued"), _moment(revision))
    yield Triple(here, term("dcterms:license"), NamedNode(LICENCE))
    if revision.parent:
        before = NamedNode(version_iri(site.names, revision.parent))
        yield Triple(here, term("dcat:previousVersion"), before)
    yield Triple(whole, term("dcterms:conformsTo"), NamedNode(f"{site.names.base}ns"))
    if contact:
        yield Triple(whole, term("foaf:mbox"), NamedNode(f"mailto:{contact}"))
    for ending, dump in dumps.files.items():
        file = site.at(f"data/{dump.name}")
        media = _PACKED.get(ending, dump.media_type)
        for of in (whole, here):
            yield Triple(of, term("dcat:distribution"), file)
        yield from _distribution(file, media, packed=ending in _PACKED)
        yield Triple(file, term("dcat:byteSize"), whole_number(dump.size))
        checksum = NamedNode(f"{file.value}#sha256")
        yield Triple(file, term("spdx:checksum"), checksum)
        yield Triple(checksum, RDF_TYPE, term("spdx:Checksum"))
        yield Triple(checksum, term("spdx:algorithm"), term("spdx:checksumAlgorithm_sha256"))
        value = Literal(dump.sha256, datatype=name("xsd:hexBinary"))
        yield Triple(checksum, term("spdx:checksumValue"), value)


def _distribution(file: NamedNode, media: str, *, packed: bool) -> Iterator[Triple]:
    yield Triple(file, RDF_TYPE, term("dcat:Distribution"))
    yield Triple(file, term("dcat:downloadURL"), file)
    yield Triple(file, term("dcat:accessURL"), file)
    yield Triple(file, term("dcat:mediaType"), NamedNode(_IANA + media))
    yield Triple(file, term("dcterms:license"), NamedNode(LICENCE))
    if packed:
        yield Triple(file, term("dcat:compressFormat"), NamedNode(f"{_IANA}application/gzip"))


def _service(site: Site) -> Iterator[Triple]:
    service = site.service
    yield Triple(service, RDF_TYPE, term("dcat:DataService"))
    yield from texts(service, "dcterms:title", SERVICE_TITLE)
    yield from published(site, service)
    yield Triple(service, term("dcat:endpointURL"), site.at("sparql"))
    # The endpoint describes itself to who asks for RDF without a query.
    yield Triple(service, term("dcat:endpointDescription"), site.at("sparql"))
    yield Triple(service, term("dcat:servesDataset"), site.dataset)
    protocol = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
    yield Triple(service, term("dcterms:conformsTo"), protocol)


def _dataset(
    site: Site, version: Version, key: str, row: Mapping[str, tuple[str, str]]
) -> Iterator[Triple]:
    about = site.names.thing("dataset", key)
    yield Triple(about, RDF_TYPE, term("dcat:Dataset"))
    for language in ("ko", "en"):
        text, _ = row.get(f"title@{language}", ("", ""))
        if text:
            title = Literal(text, language=language)
            yield Triple(about, term("dcterms:title"), title)
            yield Triple(about, term("dcterms:description"), title)
    yield Triple(about, term("dcterms:isPartOf"), site.dataset)
    yield Triple(about, term("dcat:landingPage"), site.at(f"datasets/{key}"))
    publisher = NamedNode(f"{about.value}#publisher")
    yield Triple(about, term("dcterms:publisher"), publisher)
    yield Triple(publisher, RDF_TYPE, term("foaf:Agent"))
    yield Triple(publisher, term("foaf:name"), Literal(row["publisher"][0]))
    licence, iri = row["licence"]
    said = NamedNode(iri) if iri else Literal(licence)
    yield Triple(about, term("dcterms:license"), said)
    if "issued" in row:
        text = row["issued"][0]
        kind = {4: "gYear", 7: "gYearMonth"}.get(len(text), "date")
        issued = Literal(text, datatype=name(f"xsd:{kind}"))
        yield Triple(about, term("dcterms:issued"), issued)
    if "rights" in row:
        # How those whose work went into it wish to be named.
        yield Triple(about, term("dcterms:rights"), Literal(row["rights"][0], language="en"))
    if key in {t.dataset for t in version.tallies if t.statements}:
        file = site.at(f"data/{version.revision.id}/{key}.nq")
        yield Triple(about, term("dcat:distribution"), file)
        yield from _distribution(file, "application/n-quads", packed=False)


def _by_dataset(table: Table) -> dict[str, dict[str, tuple[str, str]]]:
    """Text and IRI of each cell, by the key of the dataset."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in table:
        dataset = row["dataset"]
        if dataset is None:
            continue
        cells = found.setdefault(dataset.key, {})
        cells |= {c: (v.text, v.iri) for c, v in row.items() if v is not None}
        for column in ("titleKo", "titleEn"):
            if title := row.get(column):
                cells[f"title@{column[-2:].lower()}"] = (title.text, "")
    return found


def _moment(revision: Revision) -> Literal:
    when = revision.when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Literal(when, datatype=name("xsd:dateTime"))


def _language(code: str) -> NamedNode:
    return NamedNode(f"http://publications.europa.eu/resource/authority/language/{code}")
