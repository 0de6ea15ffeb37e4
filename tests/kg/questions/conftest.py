"""A tiny graph of one thing of each kind, and the graph of the real data, each loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from kg.engine.store import UnionStore
from kg.projection import Projection
from kg.rules import load_ontology, read_rules, run_rules
from kg.settings import Settings
from kg.terms import Names, cd, name
from tests.kg.questions.catalogue import CATALOGUE
from tests.kg.questions.saying import HOME, quads
from tests.web.served import built, shared_folder


@pytest.fixture(scope="session")
def derived():
    """Makes a store of what sources say, of the ontology, which is parsed once, and of the rules."""
    names, folder = Names(), Settings().ontology
    read = Store()
    load_ontology(read, folder, names)
    ontology = list(read)
    home = names.thing("city", Settings().home)
    rules = [rule.of(home) for rule in read_rules(folder / "rules")]

    def make(said):
        store = UnionStore()
        store.load(f"{quad} .\n".encode() for quad in said)
        store.store.bulk_extend(ontology)
        run_rules(store.store, rules, names, None)
        return store

    return make


@pytest.fixture(scope="session")
def tiny(derived):
    """The good examples of the shapes as the word of one source, with the rules run over them."""
    names, folder = Names(), Settings().ontology
    source = names.source("kmib-co-kr-81e241100a")
    said = [
        Quad(quad.subject, quad.predicate, quad.object, source)
        for path in sorted(Path(folder / "examples").glob("*.good.ttl"))
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    ]
    said.append(Quad(source, name("rdf:type"), cd("Source"), source))
    return derived(said)


@pytest.fixture
def ask(derived):
    """Asks a question over what sources say: `ask("asleep", {"paper": turtle}, city="…")`."""

    def answer(question, said, **given):
        told = {"register": HOME, **said}
        store = derived([quad for source in told for quad in quads(source, told[source])])
        columns = CATALOGUE[question].columns
        rows = store.query(CATALOGUE.query(question, **given))
        return [{c: _last(row[c]) for c in columns} for row in rows]

    return answer


def _last(term):
    return "" if term is None else term.value.rpartition("/")[2]


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The real data as a keeper serves them, in this process."""
    content, store = Projection(Settings(var=built(shared_folder(tmp_path_factory)))), UnionStore()
    store.load(content.lines(content.newest()))
    content.prepare(store, content.newest(), None)
    return store
