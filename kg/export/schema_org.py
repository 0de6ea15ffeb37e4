"""A page told in the words of schema.org, for search engines: a small JSON-LD document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, parse

from kg.export.citation import DESCRIPTION, LICENCE, PUBLISHER, TITLE, Citation
from kg.model import Kind
from kg.questions.page import Fact, Page
from kg.questions.values import Value
from kg.terms import LABEL, NAMESPACES, name

_SCHEMA = NAMESPACES["schema"]
_CONTEXT = {"@vocab": _SCHEMA, "url": {"@id": f"{_SCHEMA}url", "@type": "@id"}}
"""Given whole, not by address: a reader fetches nothing to understand the page."""
_SAME = {
    NAMESPACES["org"] + "Organization": "Organization",
    NAMESPACES["dcat"] + "Dataset": "Dataset",
}
"""Classes of other vocabularies that schema.org has under its own name."""
_NAMED = {LABEL.value: "name", NAMESPACES["skos"] + "altLabel": "alternateName"}
_MOST = 20
"""Values of one property that are told; the whole is in the page's RDF."""


def schema_types(kind: Kind) -> tuple[str, ...]:
    """What schema.org calls things of a kind, by the classes its shape declares above it."""
    ours = [c.removeprefix(_SCHEMA) for c in kind.above if c.startswith(_SCHEMA)]
    ours += [_SAME[c] for c in kind.above if c in _SAME]
    return tuple(dict.fromkeys(ours))


@cache
def schema_properties(ontology: Path) -> Mapping[str, str]:
    """Our properties by path, with the schema.org property that terms.ttl puts them under."""
    found = dict(_NAMED)
    for quad in parse(path=str(ontology / "terms.ttl"), format=RdfFormat.TURTLE):
        if quad.predicate == name("rdfs:subPropertyOf") and isinstance(quad.subject, NamedNode):
            above = quad.object.value if isinstance(quad.object, NamedNode) else ""
            if above.startswith(_SCHEMA):
                found[quad.subject.value] = above.removeprefix(_SCHEMA)
    return found


def thing_document(page: Page, address: str, ontology: Path) -> dict[str, Any] | None:
    """The thing of a page, None where its kind is none of schema.org's.

    `address` is the page's, as it is written in links. Where sources differ, only the value
    shown first is told.
    """
    types = schema_types(page.kind)
    if not types:
        return None
    told: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": types[0] if len(types) == 1 else list(types),
        "@id": page.thing.iri,
        "url": address,
    }
    if page.names:
        told["name"] = [_tagged(text, code) for code, text in sorted(page.names.items())]
    else:
        told["name"] = _tagged(page.thing.text, page.thing.language)
    under = schema_properties(ontology)
    for fact in page.facts:
        path = fact.property.path
        schema = under.get(path) or (path.removeprefix(_SCHEMA) if path.startswith(_SCHEMA) else "")
        if not schema or schema in ("name", "url"):
            continue
        values = [_written(value) for value in _shown(fact)]
        if values:
            told[schema] = _one_or_all([*_listed(told.get(schema)), *values])
    return told


def dataset_document(cited: Citation, address: str, dumps: Mapping[str, str]) -> dict[str, Any]:
    """The whole graph as a Dataset; `dumps` are addresses of its files by media type."""
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": cited.whole,
        "url": address,
        "name": [_tagged(text, code) for code, text in TITLE.items()],
        "description": [_tagged(text, code) for code, text in DESCRIPTION.items()],
        "license": {"@id": LICENCE},
        "creator": {
            "@type": "Organization",
            "name": [_tagged(text, code) for code, text in PUBLISHER.items()],
        },
        "version": cited.version,
        "dateModified": cited.date.isoformat(),
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": {"@id": file}}
            for media, file in dumps.items()
        ],
    }


def _shown(fact: Fact) -> Sequence[Value]:
    claims = [c for c in fact.claims if c.first] if fact.disagrees else fact.claims
    return [claim.value for claim in claims][:_MOST]


def _written(value: Value) -> Any:
    if value.iri:
        named = {"@id": value.iri}
        return named | {"name": value.text} if value.text and value.kind else named
    return _tagged(value.text, value.language)


def _tagged(text: str, language: str) -> Any:
    return {"@value": text, "@language": language} if language else text


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
