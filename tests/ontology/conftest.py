"""The ontology as its files say it, read once for all tests of this folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.model import Model, read_model
from kg.terms import NAMESPACES, name

Subject = NamedNode | BlankNode
Object = NamedNode | BlankNode | Literal


@dataclass
class Facts:
    """The triples of some files, by subject and predicate."""

    triples: list[Triple] = field(default_factory=list)
    about: dict[Subject, dict[str, list[Object]]] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
            self.triples.append(quad.triple)
            said = self.about.setdefault(quad.subject, defaultdict(list))
            said[quad.predicate.value].append(quad.object)

    def all(self, subject: Subject, predicate: str) -> list[Object]:
        """The values of a property, given by its prefixed name."""
        return self.about.get(subject, {}).get(name(predicate).value, [])

    def of_type(self, type_: str) -> Iterator[Subject]:
        wanted = name(type_)
        return (s for s in self.about if wanted in self.all(s, "rdf:type"))

    def languages(self, subject: Subject, predicate: str) -> list[str]:
        """Languages of the texts of a property, sorted, a language twice if it has two texts."""
        return sorted(
            o.language or "" for o in self.all(subject, predicate) if isinstance(o, Literal)
        )


def read(paths: list[Path]) -> Facts:
    facts = Facts()
    for path in sorted(paths):
        facts.add(path)
    return facts


@pytest.fixture(scope="session")
def folder(repo: Path) -> Path:
    return repo / "ontology"


@pytest.fixture(scope="session")
def shapes(folder: Path) -> Facts:
    return read(list((folder / "shapes").glob("*.ttl")))


@pytest.fixture(scope="session")
def vocabularies(folder: Path) -> Facts:
    return read(list((folder / "vocab").glob("*.ttl")))


@pytest.fixture(scope="session")
def terms(folder: Path) -> Facts:
    return read([folder / "terms.ttl"])


@pytest.fixture(scope="session")
def everything(folder: Path) -> Facts:
    """Shapes, terms, vocabularies and examples together."""
    return read(list(folder.rglob("*.ttl")))


@pytest.fixture(scope="session")
def model(folder: Path) -> Model:
    return read_model(folder)


@pytest.fixture(scope="session")
def classes_of_concepts(vocabularies: Facts) -> Mapping[str, list[str]]:
    """The classes of ours that each concept is typed with, by its IRI."""
    return {
        s.value: [
            o.value
            for o in vocabularies.all(s, "rdf:type")
            if isinstance(o, NamedNode) and o.value.startswith(NAMESPACES["cd"])
        ]
        for s in vocabularies.of_type("skos:Concept")
    }
