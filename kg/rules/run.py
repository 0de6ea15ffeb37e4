"""Runs rules over a store and keeps their derived graphs in step with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pyoxigraph import BlankNode, QueryTriples, Store, Triple

from kg.errors import ModelProblem
from kg.rules.rule import Rule
from kg.rules.union import held, put, withdraw
from kg.terms import Names


def run_rules(
    store: Store, rules: Iterable[Rule], names: Names, changed: Collection[str] | None
) -> tuple[str, ...]:
    """Runs the rules that a change concerns; answers their names in the order they ran.

    `changed` are the IRIs of the predicates whose triples changed since the last run, None
    for a store whose rules have not run (all do). What one rule changes counts as changed for
    those after it. In a derived graph, and in the union, only the triples that differ are
    touched.

    Raises ModelProblem when a rule constructs blank nodes, whose names would differ from run
    to run.
    """
    seen = None if changed is None else set(changed)
    ran = []
    for rule in rules:
        if seen is None or rule.concerned(seen):
            differing = _rerun(store, rule, names)
            ran.append(rule.name)
            if seen is not None:
                seen |= differing
    return tuple(ran)


def _rerun(store: Store, rule: Rule, names: Names) -> set[str]:
    """Replaces what the rule derived; answers the predicates of the triples that differ."""
    graph = names.graph(f"derived/{rule.name}")
    new = derive(store, rule, names)
    old = held(store, graph)
    gone, come = old - new, new - old
    withdraw(store, graph, gone)
    put(store, graph, come)
    return {triple.predicate.value for part in (gone, come) for triple in part}


def derive(store: Store, rule: Rule, names: Names) -> set[Triple]:
    """What the rule derives from the store as it is; nothing is stored.

    Raises ModelProblem when it constructs blank nodes.
    """
    answer = store.query(rule.text, base_iri=names.base)
    assert isinstance(answer, QueryTriples)  # read_rules admits nothing else
    triples = set(answer)
    if any(BlankNode in (type(t.subject), type(t.object)) for t in triples):
        raise ModelProblem(
            f"ontology/rules/{rule.path.name} constructs blank nodes.",
            remedy="Mint an IRI from what makes the thing itself, as the rule `choice` does.",
        )
    return triples
