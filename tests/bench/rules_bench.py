"""Times every derived rule over a generated graph: python tests/bench/rules_bench.py [quads ...]

A fifth of the ties is told by two to eight sources, which often differ. No test: run by hand.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.rules import load_ontology, read_rules, run_rules
from kg.rules.run import derive
from kg.terms import LABEL, RDF_TYPE, Names, cd, concept, name, partial_date

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
NAMES = Names("https://example.org/")
RELATIONS = ("sister", "sister", "friendship", "letter-of-intent", "cooperation")
STRENGTH = {"sister": 4, "friendship": 3, "letter-of-intent": 1, "cooperation": 2}
QUADS_A_TIE = 20


def quads(ties: int) -> Iterator[Quad]:
    """About twenty quads a tie: the tie and its stage by its sources, and half an exchange."""
    chance = random.Random(7)
    sources = [NAMES.source(f"s{n}") for n in range(max(20, ties // 80))]
    described = NAMES.graph("sources")
    for source in sources:
        yield Quad(source, RDF_TYPE, cd("Source"), described)
        yield Quad(source, cd("rank"), Literal(chance.randint(1, 6)), described)
    register = NAMES.source("place-register")
    yield Quad(register, RDF_TYPE, cd("Source"), described)
    cities = [NAMES.thing("city", f"c{n}-xx") for n in range(max(40, ties // 10))]
    for number, city in enumerate(cities):
        yield Quad(city, RDF_TYPE, cd("City"), register)
        yield Quad(city, cd("country"), NAMES.thing("country", f"k{number % 200}"), register)
        for language in ("ko", "en"):
            yield Quad(city, LABEL, Literal(f"City {number}", language=language), register)
    for relation, strength in STRENGTH.items():
        iri, words = concept("relation", relation), NAMES.graph("vocabulary")
        yield Quad(iri, RDF_TYPE, cd("Relation"), words)
        yield Quad(iri, cd("strength"), Literal(strength), words)
        yield Quad(iri, name("skos:prefLabel"), Literal(relation, language="en"), words)
    for number in range(ties):
        yield from _tie(chance, number, cities, sources)


def _tie(
    chance: random.Random, number: int, cities: list[NamedNode], sources: list[NamedNode]
) -> Iterator[Quad]:
    tie, stage = NAMES.thing("partnership", f"t{number}"), NAMES.thing("stage", f"t{number}--s1")
    parties = chance.sample(cities, 2)
    relation = chance.choice(RELATIONS)
    day = f"{chance.randint(1960, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    told_by = chance.sample(sources, chance.randint(2, 8) if chance.random() < 0.2 else 1)
    field = concept("field", f"f{chance.randint(1, 30)}")
    for nth, source in enumerate(told_by):
        said = chance.choice((day, day[:7], day[:4], "1999")) if nth else day
        yield Quad(tie, RDF_TYPE, cd("Partnership"), source)
        yield from (Quad(tie, cd("party"), party, source) for party in parties)
        yield Quad(tie, cd("stage"), stage, source)
        yield Quad(tie, cd("field"), field, source)
        yield Quad(stage, RDF_TYPE, cd("Stage"), source)
        yield Quad(stage, cd("relation"), concept("relation", relation), source)
        yield Quad(stage, cd("start"), partial_date(said), source)
    if number % 10 == 0:
        yield Quad(stage, cd("end"), partial_date("2020"), told_by[0])
    if number % 2 == 0:
        exchange, source = NAMES.thing("exchange", f"e{number}"), chance.choice(sources)
        yield Quad(exchange, RDF_TYPE, cd("Exchange"), source)
        yield Quad(exchange, cd("kind"), concept("exchange-kind", "forum"), source)
        yield from (Quad(exchange, cd("party"), party, source) for party in parties)
        yield Quad(exchange, cd("start"), partial_date(day), source)
        yield Quad(exchange, LABEL, Literal(f"교류 {number}", language="ko"), source)
        yield Quad(exchange, LABEL, Literal(f"Exchange {number}", language="en"), source)
        yield Quad(exchange, cd("actor"), parties[0], source)


def measure(wanted: int) -> None:
    """Builds the graph, runs the rules one by one, prints seconds and statements of each."""
    store = Store()
    named = list(quads(wanted // QUADS_A_TIE))
    store.bulk_extend(named)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in named)
    load_ontology(store, ONTOLOGY, NAMES)
    print(f"\n{len(named):,} quads")
    whole = 0.0
    for rule in read_rules(ONTOLOGY / "rules"):
        begun = time.perf_counter()
        found = derive(store, rule, NAMES)
        asked = time.perf_counter()
        run_rules(store, [rule], NAMES, None)
        seconds, whole = asked - begun, whole + time.perf_counter() - asked
        print(f"{rule.name:16} {seconds:7.2f} s  {len(found):9,} statements")
    print(f"{'with storing':16} {whole:7.2f} s")


if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or [100_000, 1_000_000]:
        measure(size)
