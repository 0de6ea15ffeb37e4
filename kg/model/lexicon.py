"""The words of a query: every class and property, with its names in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.model.kinds import Model, Text
from kg.terms import LABEL, NAMESPACES, RDF_TYPE, name

_COMMENT = name("rdfs:comment")
_CLASSES = (name("rdfs:Class"), name("owl:Class"))
_PROPERTIES = (name("rdf:Property"), name("owl:ObjectProperty"), name("owl:DatatypeProperty"))
_STANDARD = ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:broader", "skos:inScheme")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A class or property that a query may name."""

    iri: str
    label: Text
    help: Text
    scheme: str = ""
    """Scheme whose concepts are its values (a property), or its members (a class)."""


@dataclass(frozen=True)
class Lexicon:
    """All classes and properties, those of the shapes first."""

    classes: tuple[Word, ...]
    properties: tuple[Word, ...]


def read_lexicon(model: Model, folder: Path) -> Lexicon:
    """The words of the shapes, of `terms.ttl` in the folder, and the classes of concepts.

    A property of several kinds bears the name it has in the first; standard terms without a
    name of ours bear none.
    """
    classes = {k.iri: Word(iri=k.iri, label=k.label, help=k.help) for k in model}
    properties: dict[str, Word] = {}
    for kind in model:
        for p in kind.properties:
            scheme = model.schemes.get(p.of or "", "") if p.value == "concept" else ""
            word = Word(iri=p.path, label=p.name, help=p.help, scheme=scheme)
            known = properties.setdefault(p.path, word)
            if known.scheme != scheme:
                # Another list in another kind: no single one can be offered.
                properties[p.path] = replace(known, scheme="")
    for iri, types, word in _declared(folder / "terms.ttl"):
        if types & set(_CLASSES):
            classes.setdefault(iri, word)
        elif types & set(_PROPERTIES):
            properties.setdefault(iri, word)
    for cls, scheme in sorted(model.schemes.items()):
        classes.setdefault(cls, Word(iri=cls, label={}, help={}, scheme=scheme))
    for kind in model:
        for above in kind.above:
            classes.setdefault(above, Word(iri=above, label={}, help={}))
    for iri in (name(short).value for short in _STANDARD):
        properties.setdefault(iri, Word(iri=iri, label={}, help={}))
    return Lexicon(tuple(classes.values()), tuple(properties.values()))


def _declared(file: Path) -> Iterator[tuple[str, set[NamedNode], Word]]:
    types: dict[str, set[NamedNode]] = {}
    told: dict[tuple[str, NamedNode], dict[str, str]] = {}
    for quad in parse(file.read_bytes(), RdfFormat.TURTLE):
        if not isinstance(quad.subject, NamedNode):
            continue
        iri = quad.subject.value
        if quad.predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
            types.setdefault(iri, set()).add(quad.object)
        elif quad.predicate in (LABEL, _COMMENT) and isinstance(quad.object, Literal):
            texts = told.setdefault((iri, quad.predicate), {})
            texts[quad.object.language or ""] = quad.object.value
    for iri, found in types.items():
        label, help = told.get((iri, LABEL), {}), told.get((iri, _COMMENT), {})
        yield iri, found, Word(iri=iri, label=label, help=help)


def query_prefixes(model: Model, base: str) -> dict[str, str]:
    """Prefixes for queries: the usual ones, then one a kind (`city:`) and a list (`relation:`).

    Where a kind and a list share a name, the name means the kind.
    """
    kinds = {kind.name: f"{base}id/{kind.name}/" for kind in model}
    lists = {id: f"{NAMESPACES['v']}{id}/" for id in sorted(model.concepts) if id != "sdg"}
    return {**lists, **kinds, **NAMESPACES}
