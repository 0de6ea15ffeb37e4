"""How rules and ontology are read, and what is refused."""

from __future__ import annotations

import shutil

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Store

from kg.errors import ModelProblem
from kg.rules import digest, load_ontology, ontology_files, read_rules
from kg.terms import NAMESPACES, Names, cd, name

GOOD = """# @rule   asleep
# @help   Ties that sleep.
# @help   잠든 관계. @ko
# @reads  cd:party

PREFIX cd: <https://w3id.org/city-diplomacy/ns#>
CONSTRUCT { ?a cd:asleep true } WHERE { ?a cd:party ?b }
"""


def written(folder, text: str, file: str = "10-asleep.rq"):
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def test_a_rule_bears_the_name_help_and_predicates_of_its_header(tmp_path):
    (rule,) = read_rules(written(tmp_path, GOOD))

    assert rule.name == "asleep"
    assert rule.help == {"en": "Ties that sleep.", "ko": "잠든 관계."}
    assert rule.reads == {cd("party").value}


def test_a_star_reads_every_predicate(tmp_path):
    (rule,) = read_rules(written(tmp_path, GOOD.replace("cd:party\n\n", "*\n\n")))

    assert rule.reads is None
    assert rule.concerned([cd("anything").value])
    assert not rule.concerned([])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# @rule   asleep", "# @rule   awake", "do not say the same name"),
        ("# @help   잠든 관계. @ko\n", "", "Korean and English"),
        ("# @reads  cd:party\n", "", "no @reads"),
        ("# @reads  cd:party", "# @reads  nope:party", "'nope:party'"),
        ("# @reads  cd:party", "# @reads  cd:stage", "reads cd:party"),
        ("# @reads", "# @writes", "@writes"),
        ("?a cd:party ?b }", "?a cd:party ?b", "is not SPARQL"),
        ("?b }", "?b FILTER (now() > ?b) }", "uses NOW"),
        ("?b }", "?b BIND (STRUUID() AS ?c) }", "uses STRUUID"),
        ("?b }", "?b . SERVICE <http://localhost/> { ?b ?c ?d } }", "uses SERVICE"),
        ("CONSTRUCT { ?a cd:asleep true }", "SELECT ?a", "is no CONSTRUCT"),
        (
            "CONSTRUCT { ?a cd:asleep true } WHERE { ?a cd:party ?b }",
            "DESCRIBE ?a WHERE { ?a cd:party ?b }",
            "is no CONSTRUCT",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_by_its_file_and_with_a_remedy(
    tmp_path, old, new, says
):
    assert old in GOOD

    with pytest.raises(ModelProblem) as caught:
        read_rules(written(tmp_path, GOOD.replace(old, new)))

    assert "ontology/rules/10-asleep.rq" in caught.value.problem
    assert says in caught.value.problem
    assert caught.value.remedy


def test_a_forbidden_word_in_a_string_a_comment_or_a_name_is_no_call(tmp_path):
    text = GOOD.replace("?b }", '?b FILTER (?b != "NOW()" && ?now != <urn:RAND>) } # not UUID()')

    assert len(read_rules(written(tmp_path, text))) == 1


def test_two_rules_of_one_name_are_refused(tmp_path):
    written(tmp_path, GOOD)

    with pytest.raises(ModelProblem, match=r"11-asleep\.rq.*also in 10-asleep\.rq"):
        read_rules(written(tmp_path, GOOD, "11-asleep.rq"))


def test_a_folder_without_rules_is_refused(tmp_path):
    with pytest.raises(ModelProblem, match="holds no rules"):
        read_rules(tmp_path)


def test_the_digest_changes_with_a_rule_and_with_a_shape_and_not_with_the_folder(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        (folder / "shapes").mkdir(parents=True)
        (folder / "shapes" / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
        written(folder, GOOD)

    def of(folder):
        return digest(read_rules(folder), ontology_files(folder))

    begin = of(here)
    assert begin == of(there)
    (there / "shapes" / "a.ttl").write_text("<urn:a> <urn:b> <urn:d> .")
    assert of(there) != begin
    written(here, GOOD + "# more\n")
    assert of(here) != begin


def test_shapes_and_concepts_lie_in_their_graphs_and_once_in_the_union(repo):
    store, names = Store(), Names("https://graph.example/")

    load_ontology(store, repo / "ontology", names)

    assert set(store.named_graphs()) == {names.graph("ontology"), names.graph("vocabulary")}
    named = {q.triple for q in store if q.graph_name != DefaultGraph()}
    union = {q.triple for q in store if q.graph_name == DefaultGraph()}
    assert named == union
    relation = next(store.quads_for_pattern(None, cd("strength"), None, names.graph("vocabulary")))
    assert relation.subject.value.startswith(NAMESPACES["v"])
    shape = store.quads_for_pattern(cd("StageShape"), name("sh:property"), None)
    assert all(isinstance(quad.object, BlankNode) for quad in shape)


def test_loading_the_same_files_again_changes_nothing(repo):
    store, again, names = Store(), Store(), Names()
    load_ontology(store, repo / "ontology", names)
    load_ontology(again, repo / "ontology", names)
    before = set(store)

    assert load_ontology(store, repo / "ontology", names) == set()
    assert set(store) == before == set(again)


def test_what_a_file_no_longer_says_is_gone_after_the_next_load(repo, tmp_path):
    (tmp_path / "shapes").mkdir()
    shape = tmp_path / "shapes" / "stage.ttl"
    shutil.copy(repo / "ontology" / "shapes" / "stage.ttl", shape)
    store, names = Store(), Names()
    load_ontology(store, tmp_path, names)

    shape.write_text("<urn:a> <urn:b> [ <urn:c> 1 ] .")
    changed = load_ontology(store, tmp_path, names)

    assert {"urn:b", "urn:c", name("sh:path").value} <= changed
    assert {q.predicate.value for q in store} == {"urn:b", "urn:c"}


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "city.ttl").write_text("cd:City a")

    with pytest.raises(ModelProblem, match=r"city\.ttl cannot be read"):
        load_ontology(Store(), tmp_path, Names())


def test_a_folder_without_shapes_is_refused(tmp_path):
    with pytest.raises(ModelProblem, match="holds no shapes"):
        load_ontology(Store(), tmp_path, Names())
