"""What every kind's shape must say, and what it may not."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from kg.terms import NAMESPACES, name, shorten

if TYPE_CHECKING:
    from kg.model import Model
    from tests.ontology.conftest import Facts, Subject

KINDS = {
    "city": "cities",
    "country": "countries",
    "partnership": "partnerships",
    "stage": "stages",
    "exchange": "exchanges",
    "project": "projects",
    "amount": "amounts",
    "project-role": "project-roles",
    "forum": "forums",
    "edition": "editions",
    "session": "sessions",
    "participation": "participations",
    "practice": "practices",
    "adoption": "adoptions",
    "network": "networks",
    "membership": "memberships",
    "organisation": "organisations",
    "document": "documents",
    "commitment": "commitments",
    "programme": "programmes",
    "plan": "plans",
    "target": "targets",
    "observation": "observations",
    "counting-rule": "counting-rules",
    "source": "sources",
    "dataset": "datasets",
    "decision": "decisions",
    "import-activity": "imports",
}
WITHOUT_A_NAME = {
    "partnership",
    "stage",
    "amount",
    "project-role",
    "participation",
    "adoption",
    "membership",
    "observation",
    "decision",
    "import-activity",
}
UNDERSTOOD = {
    *("path class datatype node nodeKind minCount maxCount uniqueLang".split()),
    *("minInclusive maxInclusive pattern order name description message".split()),
    *("targetClass property or".split()),
}
DATATYPES = {
    "rdf:langString",
    *("xsd:string xsd:decimal xsd:integer xsd:boolean xsd:dateTime xsd:anyURI".split()),
}
OF_A_DATE = {"xsd:date", "xsd:gYearMonth", "xsd:gYear"}


def property_shapes(shapes: Facts) -> list[Subject]:
    return [s for s in shapes.about if shapes.all(s, "sh:path")]


def of(shapes: Facts, shape: Subject) -> str:
    return " ".join(shorten(o.value) for o in shapes.all(shape, "sh:path"))


def test_there_is_one_file_for_each_kind_called_as_the_kind_is(folder: Path, model: Model) -> None:
    files = {path.stem for path in (folder / "shapes").glob("*.ttl")}

    assert files == {*KINDS, "thing"}
    assert {kind.name: kind.slug for kind in model} == KINDS


def test_a_kind_bears_a_name_or_a_caption_can_be_composed_of_its_properties(model: Model) -> None:
    assert {kind.name for kind in model if not kind.labelled} == WITHOUT_A_NAME
    assert [k.name for k in model if not k.labelled and not k.captions] == []


def test_names_and_slugs_of_kinds_are_theirs_alone(model: Model) -> None:
    words = Counter(word for kind in model for word in {kind.name, kind.slug})

    assert [word for word, times in words.items() if times > 1] == []


def test_no_two_kinds_stand_at_the_same_place_of_a_menu(model: Model) -> None:
    places = Counter(kind.order for kind in model)

    assert [place for place, times in places.items() if times > 1] == []


def test_no_two_properties_of_a_kind_stand_at_the_same_place(model: Model) -> None:
    places = Counter((kind.name, p.order) for kind in model for p in kind.properties)

    assert [place for place, times in places.items() if times > 1] == []


def test_a_word_of_a_row_means_one_property_of_its_kind(model: Model) -> None:
    """A column, a local name and a path never lead to two properties."""
    several = [
        (kind.name, word)
        for kind in model
        for word in {w for p in kind.properties for w in (p.local, p.column)}
        if sum(word in (p.local, p.column) for p in kind.properties) > 1
    ]

    assert several == []


def test_every_class_is_explained_in_korean_and_english(shapes: Facts, terms: Facts) -> None:
    classes = [(facts, c) for facts in (shapes, terms) for c in facts.of_type("rdfs:Class")]

    assert len(classes) == len(KINDS) + len(["Actor", "Choice"])
    for facts, cls in classes:
        for term in ("rdfs:label", "rdfs:comment"):
            assert facts.languages(cls, term) == ["en", "ko"], (cls, term)


def test_every_property_is_named_explained_and_answered_in_both_languages(shapes: Facts) -> None:
    for shape in property_shapes(shapes):
        for term in ("sh:name", "sh:description", "sh:message"):
            assert shapes.languages(shape, term) == ["en", "ko"], (of(shapes, shape), term)


def test_shapes_use_only_the_shacl_terms_that_are_understood(shapes: Facts) -> None:
    used = {
        t.predicate.value.removeprefix(NAMESPACES["sh"])
        for t in shapes.triples
        if t.predicate.value.startswith(NAMESPACES["sh"])
    }

    assert used <= UNDERSTOOD
    assert [s for s in shapes.about if shapes.all(s, "sh:or")] == [name("cd:PartialDate")]


def test_a_property_says_in_one_way_what_its_values_are(shapes: Facts) -> None:
    for shape in property_shapes(shapes):
        ways = [
            value
            for term in ("sh:class", "sh:datatype", "sh:node", "sh:nodeKind")
            for value in shapes.all(shape, term)
        ]
        assert len(ways) == 1, of(shapes, shape)


def test_datatypes_are_those_understood_and_dates_go_through_the_partial_date(
    shapes: Facts,
) -> None:
    plain = {
        shorten(o.value) for s in property_shapes(shapes) for o in shapes.all(s, "sh:datatype")
    }
    nodes = {shorten(o.value) for s in property_shapes(shapes) for o in shapes.all(s, "sh:node")}
    all_used = {
        shorten(t.object.value) for t in shapes.triples if t.predicate == name("sh:datatype")
    }

    assert plain <= DATATYPES
    assert nodes == {"cd:PartialDate"}
    assert all_used - plain == OF_A_DATE


def test_a_key_property_must_be_there(model: Model) -> None:
    loose = [(k.name, p.local) for k in model for p in k.keys if p.least < 1]

    assert loose == []


def test_a_text_has_one_value_a_language_and_is_never_a_conflict(shapes: Facts) -> None:
    """`cd:note` alone may be said twice: two rows of one source each get their remark."""
    for shape in property_shapes(shapes):
        if name("rdf:langString") in shapes.all(shape, "sh:datatype"):
            assert not shapes.all(shape, "sh:maxCount"), of(shapes, shape)
            assert shapes.all(shape, "sh:uniqueLang") or of(shapes, shape) == "cd:note"


def test_classes_named_by_shapes_are_kinds_actors_or_concept_classes(model: Model) -> None:
    kinds = {kind.iri for kind in model} | {name("cd:Actor").value}
    strange = {
        (kind.name, p.local)
        for kind in model
        for p in kind.properties
        if p.value == "thing" and p.of not in kinds
    }

    assert strange == set()


def test_a_part_or_an_edge_goes_through_a_property_that_some_kind_has(model: Model) -> None:
    paths = {p.path for kind in model for p in kind.properties}
    through = {k.name: k.part_through for k in model if k.part_through}

    assert set(through) == {"stage", "amount"}
    assert {*through.values(), *(k.edge_through for k in model if k.edge_through)} <= paths


def test_actors_are_cities_countries_organisations_and_networks(model: Model) -> None:
    actors = {kind.name for kind in model.kinds_of(name("cd:Actor").value)}

    assert actors == {"city", "country", "organisation", "network"}


def test_every_term_of_ours_used_in_the_ontology_is_declared_once(everything: Facts) -> None:
    """Also in vocabularies and examples; the bad examples break shapes, not the namespace."""
    ours = NAMESPACES["cd"]
    used = {
        node.value
        for t in everything.triples
        for node in (t.subject, t.predicate, t.object)
        if isinstance(node, NamedNode) and node.value.startswith(ours)
    }
    declared = Counter(
        s.value
        for s in everything.about
        if not isinstance(s, BlankNode) and s.value.startswith(ours)
        for _ in everything.all(s, "rdf:type")
    )

    assert sorted(used - set(declared)) == []
    assert [term for term, times in declared.items() if times > 1] == []


def test_terms_that_rules_write_are_declared(folder: Path, terms: Facts, shapes: Facts) -> None:
    known = {s.value for facts in (terms, shapes) for s in facts.about if isinstance(s, NamedNode)}
    for rule in sorted((folder / "rules").glob("*.rq")):
        words = re.sub(r"#.*|<[^>]*>|\"[^\"]*\"", "", rule.read_text(encoding="utf-8"))
        for local in re.findall(r"\bcd:([A-Za-z]\w*)", words):
            assert NAMESPACES["cd"] + local in known, (rule.name, local)


def test_a_property_of_ours_is_labelled_in_the_terms_or_named_by_a_shape(
    terms: Facts, shapes: Facts
) -> None:
    named = {o.value for s in property_shapes(shapes) for o in shapes.all(s, "sh:path")}
    for prop in terms.of_type("rdf:Property"):
        if prop.value not in named:
            for term in ("rdfs:label", "rdfs:comment"):
                assert terms.languages(prop, term) == ["en", "ko"], (prop, term)


def test_the_ontology_says_what_it_is_by_whom_and_under_which_licence(terms: Facts) -> None:
    (header,) = terms.of_type("owl:Ontology")

    for term in ("dcterms:title", "dcterms:description", "dcterms:creator"):
        assert terms.languages(header, term) == ["en", "ko"], term
    assert terms.all(header, "dcterms:license")
    assert terms.all(header, "owl:versionInfo")


def test_starts_and_ends_stand_under_those_of_schema_org(terms: Facts) -> None:
    for ours, theirs in (("cd:start", "schema:startDate"), ("cd:end", "schema:endDate")):
        assert terms.all(name(ours), "rdfs:subPropertyOf") == [name(theirs)]
