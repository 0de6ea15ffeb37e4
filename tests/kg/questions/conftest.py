"""A tiny graph of one thing of each kind, and the graph of the real data, each loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from kg.engine.store import UnionStore
from kg.projection import Projection
from kg.rules import load_ontology, read_rules, run_rules
from kg.settings import Settings
from kg.terms import Names, cd, name
from tests.web.served import built, shared_folder


@pytest.fixture(scope="session")
def tiny():
    """The good examples of the shapes as the word of one source, with the rules run over them."""
    names, folder = Names(), Settings().ontology
    source = names.source("kmib-co-kr-81e241100a")
    said = [
        Quad(quad.subject, quad.predicate, quad.object, source)
        for path in sorted(Path(folder / "examples").glob("*.good.ttl"))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    ]
    said.append(Quad(source, name("rdf:type"), cd("Source"), source))
    store = UnionStore()
    store.load(f"{quad} .\n".encode() for quad in said)
    load_ontology(store.store, folder, names)
    home = names.thing("city", Settings().home)
    run_rules(store.store, [rule.of(home) for rule in read_rules(folder / "rules")], names, None)
    return store


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The real data as a keeper serves them, in this process."""
    content, store = Projection(Settings(var=built(shared_folder(tmp_path_factory)))), UnionStore()
    store.load(content.lines(content.newest()))
    content.prepare(store, content.newest(), None)
    return store
