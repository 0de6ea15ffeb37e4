"""Loads terms, shapes and vocabularies into a store, for rules and questions to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.errors import ModelProblem
from kg.rules.union import held, put, withdraw
from kg.terms import CANONICAL, NAMESPACES, RDF_TYPE, Names, name

ONTOLOGY = NamedNode(f"{CANONICAL}ns")
"""The ontology as a thing; the prefixes of the house are declared on it."""


def declared_prefixes() -> Iterator[Triple]:
    """The prefixes every query of the house may use (SHACL, 5.2.1), for `sh:prefixes`."""
    for prefix, namespace in NAMESPACES.items():
        declaration = NamedNode(f"{ONTOLOGY.value}#prefix-{prefix}")
        yield Triple(ONTOLOGY, name("sh:declare"), declaration)
        yield Triple(declaration, RDF_TYPE, name("sh:PrefixDeclaration"))
        yield Triple(declaration, name("sh:prefix"), Literal(prefix))
        datatype = name("xsd:anyURI")
        yield Triple(declaration, name("sh:namespace"), Literal(namespace, datatype=datatype))


def ontology_files(folder: Path) -> tuple[Path, ...]:
    """The Turtle files of an ontology folder: terms, shapes, vocabularies."""
    return _of_ontology(folder) + _of_vocabulary(folder)


def load_ontology(store: Store, folder: Path, names: Names) -> set[str]:
    """Makes `graph/ontology` (terms, shapes) and `graph/vocabulary` say what the files say.

    Where the terms are declared, the prefixes of the house are declared with them.

    Their triples stand in the union too, each distinct one once; what an earlier load put
    there and the files no longer say is gone. The same files give the same blank nodes. Answers the IRIs of the
    predicates whose triples changed, for the rules to run again that read them.

    Raises ModelProblem naming the file that is no Turtle, or the folder that holds no shapes.
    """
    if not any((folder / "shapes").glob("*.ttl")):
        raise ModelProblem(
            f"The folder {folder} holds no shapes.",
            remedy="Point KG_ONTOLOGY at the ontology folder.",
        )
    loaded = {"ontology": _of_ontology(folder), "vocabulary": _of_vocabulary(folder)}
    changed = set()
    for local, files in loaded.items():
        graph = names.graph(local)
        new, old = _triples(files), held(store, graph)
        if local == "ontology" and (folder / "terms.ttl").exists():
            new |= set(declared_prefixes())
        withdraw(store, graph, old - new)
        put(store, graph, new - old)
        changed |= {triple.predicate.value for triple in old ^ new}
    return changed


def _of_ontology(folder: Path) -> tuple[Path, ...]:
    terms = folder / "terms.ttl"
    return (*((terms,) if terms.exists() else ()), *sorted((folder / "shapes").glob("*.ttl")))


def _of_vocabulary(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted((folder / "vocab").glob("*.ttl")))


def _triples(files: Iterable[Path]) -> set[Triple]:
    # Through a store, for it writes a number in one form only: -90.0 becomes -90.
    store = Store()
    store.bulk_extend(Quad(*triple) for path in files for triple in _parse(path))
    return {quad.triple for quad in store}


def _parse(path: Path) -> list[Triple]:
    try:
        quads = list(parse(path=str(path), format=RdfFormat.TURTLE))
    except (SyntaxError, OSError) as reason:
        raise ModelProblem(
            f"ontology: {path.name} cannot be read: {reason}.",
            remedy="Correct the Turtle at the place it names.",
        ) from reason
    # The parser gives nameless nodes a random name: numbered by place they stay what they are.
    numbers: dict[BlankNode, BlankNode] = {}

    def steady(node: object) -> object:
        if not isinstance(node, BlankNode):
            return node
        label = f"{path.parent.name}-{path.stem}-{len(numbers)}"
        return numbers.setdefault(node, BlankNode(label))

    return [Triple(steady(q.subject), q.predicate, steady(q.object)) for q in quads]  # type: ignore[arg-type]
