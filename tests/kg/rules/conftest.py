"""A small graph told by a few sources, and what the rules derive from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.rules import Rule, load_ontology, read_rules, run_rules
from kg.rules.union import put, withdraw
from kg.terms import NAMESPACES, Names

BASE = "https://graph.example/"
_SCHEMES = {s: f"{NAMESPACES['v']}{s}/" for s in ("relation", "status", "measure", "evidence")}
_PREFIXES = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in (NAMESPACES | _SCHEMES).items())


def triples(turtle: str) -> list[Triple]:
    """The triples of a Turtle text in which `<city/x>` is `<base>id/city/x`."""
    found = parse(_PREFIXES + turtle, format=RdfFormat.TURTLE, base_iri=f"{BASE}id/")
    return [quad.triple for quad in found]


@dataclass
class Told:
    """A store, its rules, and short ways to change and to ask it."""

    store: Store
    rules: tuple[Rule, ...]
    names: Names

    def say(self, source: str, turtle: str) -> None:
        """One more thing a source says; `sources` and `decisions` are graphs of ours."""
        put(self.store, self._graph(source), triples(turtle))

    def take_back(self, source: str, turtle: str) -> None:
        withdraw(self.store, self._graph(source), triples(turtle))

    def derive(self, *changed: str) -> tuple[str, ...]:
        """Runs the rules after a change of these predicates, or all when none is named."""
        iris = [_iri(word) for word in changed]
        return run_rules(self.store, self.rules, self.names, iris if changed else None)

    def ask(self, columns: str, pattern: str) -> list[tuple[str, ...]]:
        """The rows of a pattern over the union, sorted; IRIs shortened to their end."""
        query = f"{_PREFIXES} SELECT {columns} {{ {pattern} }}"
        rows = self.store.query(query, base_iri=f"{BASE}id/")
        return sorted(tuple(_shown(value) for value in row) for row in rows)

    def captions(self, thing: str) -> dict[str, str]:
        rows = self.ask("(LANG(?text) AS ?language) ?text", f"<{thing}> cd:caption ?text")
        return dict(rows)

    def _graph(self, source: str) -> NamedNode:
        ours = source in ("sources", "decisions")
        return self.names.graph(source) if ours else self.names.source(source)

    @property
    def derived(self) -> set[Quad]:
        """All derived quads and the whole union."""
        prefix = f"{BASE}graph/derived/"
        return {
            quad
            for quad in self.store
            if isinstance(quad.graph_name, DefaultGraph) or quad.graph_name.value.startswith(prefix)  # type: ignore[union-attr]
        }


def _iri(word: str) -> str:
    prefix, _, local = word.partition(":")
    return NAMESPACES[prefix] + local


def _shown(value: object) -> str:
    text = "" if value is None else str(value.value)  # type: ignore[attr-defined]
    return text.rpartition("/id/")[2].rpartition("/vocab/")[2] if "://" in text else text


@pytest.fixture(scope="session")
def rules(repo: Path) -> tuple[Rule, ...]:
    return read_rules(repo / "ontology" / "rules")


@pytest.fixture(scope="session")
def ontology(repo: Path) -> list[Quad]:
    store = Store()
    load_ontology(store, repo / "ontology", Names(BASE))
    return list(store)


@pytest.fixture
def told(ontology: list[Quad], rules: tuple[Rule, ...]) -> Callable[..., Told]:
    """Builds a graph: `told(register=(1, turtle), press=(4, turtle))`, and runs the rules."""

    def build(**sources: tuple[int, str]) -> Told:
        graph = Told(Store(), rules, Names(BASE))
        graph.store.bulk_extend(ontology)
        for source, (rank, turtle) in sources.items():
            graph.say("sources", f"<source/{source}> a cd:Source ; cd:rank {rank} .")
            graph.say(source, turtle)
        graph.derive()
        return graph

    return build
