"""JSON-LD: the context the model gives, and documents written with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.model import Kind, Model, Property
from kg.terms import ALT_LABEL, LABEL, NAMESPACES, RDF_TYPE, shorten

Context = Mapping[str, Any]

_COERCED = {
    "thing": "@id",
    "concept": "@id",
    "iri": "@id",
    "decimal": "xsd:decimal",
    "integer": "xsd:integer",
    "boolean": "xsd:boolean",
    "time": "xsd:dateTime",
}
_XSD_STRING = NAMESPACES["xsd"] + "string"


def context(model: Model) -> dict[str, Any]:
    """What each name in our JSON-LD stands for: prefixes, kinds, properties.

    A property bears its local name; where two share one, the second bears its prefixed name.
    Values are coerced only where every shape of the property agrees, and never dates, whose
    datatype says how precise they are.
    """
    told: dict[str, Any] = {"id": "@id", "type": "@type", **NAMESPACES}
    for kind in model:
        told[_local(kind)] = shorten(kind.iri)
    for path, said in _properties(model).items():
        short = said[0].local
        term = short if short not in told else shorten(path)
        types = {_COERCED.get(p.value) for p in said}
        coerced = types.pop() if len(types) == 1 else None
        told[term] = {"@id": shorten(path), **({"@type": coerced} if coerced else {})}
    told.setdefault("caption", {"@id": "cd:caption"})
    return told


def _local(kind: Kind) -> str:
    return kind.iri.rpartition("#")[2]


def _properties(model: Model) -> dict[str, list[Property]]:
    """The shapes' properties by path, names and plain properties first."""
    found: dict[str, list[Property]] = {LABEL.value: [], ALT_LABEL.value: []}
    for kind in model:
        for prop in kind.properties:
            found.setdefault(prop.path, []).append(prop)
    return {path: said for path, said in found.items() if said}


def context_document(model: Model) -> bytes:
    """The context as the document /context.jsonld."""
    return (json.dumps({"@context": context(model)}, ensure_ascii=False, indent=1) + "\n").encode()


def compacted(triples: Iterable[Triple], told: Context) -> bytes:
    """A JSON-LD document of the triples, an object a subject, in the words of the context.

    The document brings the part of the context it uses, so that it can be read without
    fetching anything, and kept.
    """
    terms = {_expanded(v["@id"]): (k, v) for k, v in told.items() if isinstance(v, dict)}
    classes = {_expanded(v): k for k, v in told.items() if isinstance(v, str) and _is_class(v)}
    used: dict[str, Any] = {"id": "@id", "type": "@type"}
    shortened: set[str] = set()
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if not isinstance(subject, NamedNode | BlankNode) or isinstance(value, Triple):
            raise TypeError("a triple about a triple cannot be written here")
        node = nodes.setdefault(str(subject), {"id": _id(subject)})
        if triple.predicate == RDF_TYPE and isinstance(value, NamedNode):
            name = classes.get(value.value) or shorten(value.value)
            _put(node, "type", name)
            rule: Any = told.get(name)
        else:
            # What rules derive has no shape: it bears its prefixed name.
            path = triple.predicate.value
            name, rule = terms.get(path, (shorten(path), {}))
            _put(node, name, _value(value, rule.get("@type", "")))
        if rule:
            used[name] = rule
        else:
            shortened.add(name)
    spoken = json.dumps([*used.values(), *shortened])
    prefixes = {p: iri for p, iri in NAMESPACES.items() if f'"{p}:' in spoken}
    document = {"@context": {**prefixes, **used}, "@graph": list(nodes.values())}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _is_class(short: str) -> bool:
    return ":" in short and not short.startswith(("http", "@"))


def _expanded(short: str) -> str:
    prefix, _, local = short.partition(":")
    return NAMESPACES[prefix] + local if prefix in NAMESPACES else short


def _put(node: dict[str, Any], name: str, value: Any) -> None:
    """One value stands alone, several in a list."""
    if name not in node:
        node[name] = value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _id(node: NamedNode | BlankNode) -> str:
    return node.value if isinstance(node, NamedNode) else f"_:{node.value}"


def _value(value: NamedNode | BlankNode | Literal, coerced: str) -> Any:
    if isinstance(value, NamedNode | BlankNode):
        return _id(value) if coerced == "@id" else {"@id": _id(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if coerced and coerced != "@id" and datatype == _expanded(coerced):
        return value.value
    if datatype == _XSD_STRING:
        return {"@value": value.value} if coerced else value.value
    return {"@value": value.value, "@type": datatype}
