"""Concepts and their schemes: what is said of them, and where in the graph they are used."""

from __future__ import annotations

from dataclasses import dataclass

from kg.engine.protocol import Query
from kg.errors import UnknownThing
from kg.model import Kind, Model, Property
from kg.questions.library import Reading
from kg.questions.values import Value, values_clause
from kg.terms import NAMESPACES, concept, shorten


@dataclass(frozen=True)
class Said:
    """One statement about a concept or a scheme."""

    property: str
    """Prefixed name."""
    value: Value


@dataclass(frozen=True)
class Use:
    """How many things of a kind bear the concept in a property."""

    kind: Kind
    property: Property
    things: int


@dataclass(frozen=True)
class Described:
    """A scheme or a concept: labels by language, what is said of it, its members or uses."""

    iri: str
    labels: dict[str, str]
    said: tuple[Said, ...]
    members: tuple[tuple[str, dict[str, str]], ...] = ()
    """Ids and labels of the concepts of a scheme."""
    uses: tuple[Use, ...] = ()


def scheme_iri(scheme: str) -> str:
    """The IRI of a scheme of ours."""
    return f"{NAMESPACES['v']}{scheme}"


def scheme(reading: Reading, model: Model, id: str) -> Described:
    """A scheme with its concepts; raises UnknownThing naming those there are."""
    if id not in model.concepts:
        raise UnknownThing(
            f"No list of concepts is called {id!r}.",
            remedy="There are: " + ", ".join(sorted(model.concepts)) + ".",
        )
    iri = scheme_iri(id)
    members = sorted(
        (member.rpartition("/")[2], dict(labels)) for member, labels in model.concepts[id].items()
    )
    said = _said(reading, iri)
    return Described(iri, _labels(said), tuple(said), tuple(members))


def one(reading: Reading, model: Model, scheme: str, id: str) -> Described:
    """A concept of a scheme, and the kinds and properties that use it; raises UnknownThing."""
    iri = concept(scheme, id).value
    if iri not in model.concepts.get(scheme, {}):
        raise UnknownThing(
            f"The list {scheme!r} has no concept {id!r}.", remedy=f"See /vocab/{scheme}."
        )
    said = _said(reading, iri)
    return Described(iri, _labels(said), tuple(said), uses=tuple(_uses(reading, model, iri)))


def members(model: Model, scheme: str) -> list[str]:
    """The IRIs of a scheme and of all its concepts."""
    return [scheme_iri(scheme), *sorted(model.concepts[scheme])]


def _said(reading: Reading, iri: str) -> list[Said]:
    query = (
        f"SELECT DISTINCT ?property ?value WHERE {{ {values_clause('thing', [iri])} "
        "?thing ?property ?value } ORDER BY ?property ?value"
    )
    rows = reading.table(Query(query)).rows
    return [Said(shorten(path.iri), value) for path, value in rows if path and value]


def _labels(said: list[Said]) -> dict[str, str]:
    return {s.value.language: s.value.text for s in said if s.property == "skos:prefLabel"}


def _uses(reading: Reading, model: Model, iri: str) -> list[Use]:
    query = (
        "SELECT ?class ?property (COUNT(DISTINCT ?thing) AS ?things) WHERE { "
        f"{values_clause('concept', [iri])} ?thing ?property ?concept ; a ?class }} "
        "GROUP BY ?class ?property ORDER BY DESC(?things) ?class ?property"
    )
    found = []
    for row in reading.table(Query(query)):
        cls, path, things = row["class"], row["property"], row["things"]
        assert cls is not None
        assert path is not None
        assert things is not None
        try:
            kind = model.kind(cls.iri)
            found.append(Use(kind, kind.find(path.iri), int(things.text)))
        except KeyError:
            continue  # concepts of a broader one, which the page lists itself
    return found
