"""What stands in a revision, as far as reading new rows needs it: places, types, statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.ingest.names import Gazetteer, Place
from kg.terms import ALT_LABEL, LABEL, RDF_TYPE, Names, cd, name

_CITY = cd("City")
_NAMES = {LABEL, ALT_LABEL, cd("formerName")}
_SAME = name("schema:sameAs")


@dataclass
class Standing:
    """Statements by thing, and the classes of every thing."""

    names: Names
    places: Gazetteer = field(default_factory=lambda: Gazetteer(()))
    types: dict[str, set[str]] = field(default_factory=dict)
    about: dict[str, set[Triple]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    """Things by an address that means the same elsewhere, such as Wikidata's."""

    def add(self, quads: Iterable[Quad]) -> None:
        """Takes in the statements of a dataset, and the places among them."""
        cities: dict[str, set[Quad]] = {}
        for quad in quads:
            subject = quad.subject.value  # type: ignore[union-attr]
            self.about.setdefault(subject, set()).add(quad.triple)
            if quad.predicate == RDF_TYPE:
                self.types.setdefault(subject, set()).add(quad.object.value)  # type: ignore[union-attr]
                if quad.object == _CITY:
                    cities.setdefault(subject, set())
            elif quad.predicate == _SAME:
                self.same.setdefault(quad.object.value, subject)  # type: ignore[union-attr]
        self.places.add(
            place for iri in cities if (place := _place(iri, self.about[iri])) is not None
        )

    def union(self, thing: str) -> set[Triple]:
        """Every statement about a thing, whoever makes it."""
        return self.about.get(thing, set())

    def classes(self, thing: str) -> set[str]:
        """The classes of a thing."""
        return self.types.get(thing, set())

    def said_of(self, thing: str) -> set[str]:
        """The properties of which something is said of a thing."""
        return {triple.predicate.value for triple in self.union(thing)}


def _place(iri: str, triples: Iterable[Triple]) -> Place | None:
    """A place as the gazetteer wants it; None when these statements do not describe it."""
    country = kind = ""
    labels: list[tuple[str, str]] = []
    for triple in triples:
        if triple.predicate == cd("country") and isinstance(triple.object, NamedNode):
            country = triple.object.value.rpartition("/")[2].upper()
        elif triple.predicate == cd("placeType") and isinstance(triple.object, NamedNode):
            kind = triple.object.value.rpartition("/")[2]
        elif triple.predicate in _NAMES and isinstance(triple.object, Literal):
            labels.append((triple.object.language or "", triple.object.value))
    if not country or not labels:
        return None
    # English first: suggestions show the first name.
    labels.sort(key=lambda label: (label[0] != "en", label[0] != "ko", label))
    return Place(iri, country, tuple(dict.fromkeys(text for _, text in labels)), kind)
