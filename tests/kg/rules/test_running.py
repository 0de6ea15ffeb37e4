"""What runs again after a change, and what it leaves in the store."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, Quad, Store

from kg.errors import ModelProblem
from kg.rules import Rule, run_rules
from kg.terms import Names, cd

STAGE = """<partnership/a--b> a cd:Partnership ; cd:party <city/a>, <city/b> ; cd:stage <stage/x--s1> .
<stage/x--s1> a cd:Stage ; cd:relation relation:{} ; cd:start "{}"^^xsd:gYear .
"""
VISIT = '<exchange/v> a cd:Exchange ; cd:party <city/a>, <city/b> ; cd:start "2019"^^xsd:gYear .'
ALWAYS = {"choice", "composed", "composed-of-composed"}
"""The rules that read whatever the shapes name."""


def test_all_rules_run_over_a_store_that_is_new_in_the_order_of_their_files(told, rules):
    assert told().derive() == tuple(rule.name for rule in rules)
    assert [rule.name for rule in rules][:2] == ["choice", "tie"]


def test_no_change_runs_no_rule(told):
    graph = told(register=(1, STAGE.format("sister", "1999")))

    assert run_rules(graph.store, graph.rules, graph.names, []) == ()


def test_a_new_name_runs_the_captions_only(told):
    graph = told(register=(1, STAGE.format("sister", "1999")))

    graph.say("register", '<city/a> rdfs:label "가"@ko .')

    assert set(graph.derive("rdfs:label")) == ALWAYS | {"caption"}


def test_a_change_of_what_a_rule_derived_runs_the_rules_that_read_it(told):
    graph = told(register=(1, STAGE.format("sister", "1999")))

    graph.take_back("register", "<stage/x--s1> cd:relation relation:sister .")
    graph.say("register", "<stage/x--s1> cd:relation relation:letter-of-intent .")

    # The status became `intended`, so there are no partners any more.
    assert set(graph.derive("cd:relation")) == ALWAYS | {"tie", "partner"}
    assert graph.ask("?b", "<city/a> cd:partnerCity ?b") == []


def test_a_rule_that_derives_the_same_again_runs_nothing_after_it(told):
    graph = told(register=(1, STAGE.format("sister", "1999")))

    graph.take_back("register", "<stage/x--s1> cd:relation relation:sister .")
    graph.say("register", "<stage/x--s1> cd:relation relation:friendship .")

    # Another relation, but in force as before: the partners stay.
    assert set(graph.derive("cd:relation")) == ALWAYS | {"tie"}


@pytest.mark.parametrize(
    ("source", "come", "gone", "changed"),
    [
        ("press", STAGE.format("friendship", "1983"), "", ("cd:relation", "cd:start", "cd:stage")),
        ("register", VISIT, "", ("cd:party", "cd:start")),
        ("register", "", '<stage/x--s1> cd:start "1999"^^xsd:gYear .', ("cd:start",)),
        ("press", '<stage/x--s1> cd:end "2020"^^xsd:gYear .', "", ("cd:end",)),
        ("sources", "<source/press> cd:rank 1 .", "<source/press> cd:rank 4 .", ("cd:rank",)),
        ("register", '<city/b> rdfs:label "B"@en .', "", ("rdfs:label",)),
    ],
)
def test_running_after_a_change_gives_what_running_from_the_start_gives(
    told, source, come, gone, changed
):
    begin = {"register": (1, STAGE.format("sister", "1999")), "press": (4, VISIT)}
    followed, afresh = told(**begin), told(**begin)

    for graph in (followed, afresh):
        graph.take_back(source, gone)
        graph.say(source, come)
    followed.derive("rdf:type", *changed)
    for rule in afresh.rules:
        derived = afresh.names.graph(f"derived/{rule.name}")
        for quad in list(afresh.store.quads_for_pattern(None, None, None, derived)):
            afresh.store.remove(quad)
            afresh.store.remove(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    afresh.derive()

    assert followed.derived == afresh.derived


def test_running_twice_changes_nothing(told):
    graph = told(
        register=(1, STAGE.format("sister", "1999") + VISIT),
        press=(4, STAGE.format("twin", "2001")),
    )
    before = graph.derived

    graph.derive()

    assert graph.derived == before


def test_what_is_derived_stands_in_the_graph_of_its_rule_and_in_the_union(told):
    graph = told(register=(1, STAGE.format("sister", "1999")))

    assert graph.ask("?b", "<city/a> cd:partnerCity ?b") == [("city/b",)]
    assert graph.ask("?b", "GRAPH <../graph/derived/partner> { <city/a> cd:partnerCity ?b }") == [
        ("city/b",)
    ]


def test_a_derived_triple_that_another_graph_holds_stays_in_the_union(told):
    graph = told(register=(1, STAGE.format("sister", "1999")))
    graph.say("register", "<city/a> cd:partnerCity <city/b> .")

    graph.take_back("register", "<stage/x--s1> cd:relation relation:sister .")
    graph.derive("cd:relation")

    assert graph.ask("?b", "<city/a> cd:partnerCity ?b") == [("city/b",)]
    assert graph.ask("?b", "<city/b> cd:partnerCity ?b") == []


def test_a_rule_that_makes_blank_nodes_is_refused(tmp_path):
    store, names = Store(), Names()
    thing = names.thing("city", "a")
    store.add(Quad(thing, cd("country"), thing))
    text = f"CONSTRUCT {{ ?a <{cd('x').value}> [] }} WHERE {{ ?a <{cd('country').value}> ?b }}"
    rule = Rule(name="loose", text=text, reads=None, path=tmp_path / "99-loose.rq")

    with pytest.raises(ModelProblem, match=r"99-loose\.rq constructs blank nodes"):
        run_rules(store, [rule], names, None)
