"""The concept schemes: complete, labelled in both languages, each with its class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.terms import NAMESPACES, concept, name

if TYPE_CHECKING:
    from kg.model import Model
    from tests.ontology.conftest import Facts

OWN = {
    "relation": 6,
    "status": 3,
    "end-reason": 4,
    "field": 33,
    "exchange-kind": 26,
    "project-role": 4,
    "forum-role": 7,
    "forum-kind": 5,
    "project-status": 6,
    "practice-status": 4,
    "practice-method": 13,
    "results-told": 2,
    "commitment-status": 6,
    "eligibility": 7,
    "amount-kind": 4,
    "adoption-kind": 5,
    "evidence": 6,
    "source-kind": 6,
    "document-kind": 14,
    "place-type": 9,
    "network-kind": 4,
    "measure": 48,
}
FROM_OTHERS = {"m49": 31, "dac": 325 + 44, "sdg": 17 + 169}
IATI_LISTS, IATI_CODES = 23, 497


def scheme_of(vocabularies: Facts, found: NamedNode) -> str:
    (scheme,) = vocabularies.all(found, "skos:inScheme")
    return scheme.value.removeprefix(NAMESPACES["v"])


def sizes(vocabularies: Facts) -> Counter[str]:
    return Counter(
        scheme_of(vocabularies, c)
        for c in vocabularies.of_type("skos:Concept")
        if isinstance(c, NamedNode)
    )


def test_every_scheme_holds_as_many_concepts_as_agreed(vocabularies: Facts) -> None:
    found = sizes(vocabularies)
    iati = {scheme: n for scheme, n in found.items() if scheme.startswith("iati-")}

    assert {scheme: found[scheme] for scheme in OWN} == OWN
    assert sum(OWN.values()) == 222
    assert {scheme: found[scheme] for scheme in FROM_OTHERS} == FROM_OTHERS
    assert (len(iati), sum(iati.values())) == (IATI_LISTS, IATI_CODES)
    assert set(found) == {*OWN, *FROM_OTHERS, *iati}


def test_every_scheme_is_a_file_and_says_its_name_class_source_and_licence(
    folder: Path, vocabularies: Facts
) -> None:
    schemes = {s.value.rpartition("/")[2]: s for s in vocabularies.of_type("skos:ConceptScheme")}

    assert set(schemes) == {path.stem for path in (folder / "vocab").glob("*.ttl")}
    for id_, scheme in schemes.items():
        assert scheme.value == NAMESPACES["v"] + id_
        for term in ("skos:prefLabel", "dcterms:description", "dcterms:source"):
            assert vocabularies.languages(scheme, term) == ["en", "ko"], (id_, term)
        assert len(vocabularies.all(scheme, "dcterms:license")) == 1, id_
        assert len(vocabularies.all(scheme, "cd:conceptClass")) == 1, id_


def test_every_concept_class_is_named_in_both_languages_and_serves_one_scheme(
    vocabularies: Facts, shapes: Facts
) -> None:
    classes = list(vocabularies.of_type("rdfs:Class"))
    served = [
        c
        for s in vocabularies.of_type("skos:ConceptScheme")
        for c in vocabularies.all(s, "cd:conceptClass")
    ]

    assert sorted(c.value for c in served) == sorted(c.value for c in classes)
    for cls in classes:
        assert vocabularies.all(cls, "rdfs:subClassOf") == [name("skos:Concept")]
        assert vocabularies.languages(cls, "rdfs:label") == ["en", "ko"], cls
        assert cls not in shapes.about, f"{cls} is the class of a kind too"


def test_every_concept_has_one_korean_and_one_english_label(vocabularies: Facts) -> None:
    for found in vocabularies.of_type("skos:Concept"):
        assert vocabularies.languages(found, "skos:prefLabel") == ["en", "ko"], found


def test_every_concept_has_the_class_and_the_iri_of_its_scheme(
    vocabularies: Facts, classes_of_concepts: Mapping[str, list[str]]
) -> None:
    for iri, classes in classes_of_concepts.items():
        scheme = scheme_of(vocabularies, NamedNode(iri))
        (expected,) = vocabularies.all(NamedNode(NAMESPACES["v"] + scheme), "cd:conceptClass")
        assert classes == [expected.value], iri
        assert concept(scheme, iri.rpartition("/")[2]).value == iri


def test_a_label_means_one_concept_of_our_own_schemes(model: Model) -> None:
    """Rows name a concept by its label, so two concepts of a scheme share none."""
    for scheme in OWN:
        for language in ("ko", "en"):
            words = Counter(labels[language] for labels in model.concepts[scheme].values())
            assert [w for w, n in words.items() if n > 1] == [], (scheme, language)


def test_broader_concepts_are_of_the_same_scheme_and_never_in_a_circle(
    vocabularies: Facts,
) -> None:
    for found in vocabularies.of_type("skos:Concept"):
        passed, here = {found}, found
        while above := vocabularies.all(here, "skos:broader"):
            (here,) = above
            assert isinstance(here, NamedNode)
            assert isinstance(found, NamedNode)
            assert scheme_of(vocabularies, here) == scheme_of(vocabularies, found), found
            assert here not in passed, found
            passed.add(here)


def test_relations_have_a_strength_and_kinds_of_source_a_rank_of_their_own(
    vocabularies: Facts, model: Model
) -> None:
    def numbers(scheme: str, term: str) -> dict[str, int]:
        found = {}
        for iri in model.concepts[scheme]:
            (number,) = vocabularies.all(NamedNode(iri), term)
            assert isinstance(number, Literal)
            found[iri.rpartition("/")[2]] = int(number.value)
        return found

    strength = numbers("relation", "cd:strength")
    assert max(strength, key=strength.__getitem__) == "sister"
    assert strength["letter-of-intent"] < strength["cooperation"] < strength["friendship"]
    assert sorted(numbers("source-kind", "cd:rank").values()) == [1, 2, 3, 4, 5, 6]


def test_sdg_iris_are_those_of_the_united_nations_with_http(
    classes_of_concepts: Mapping[str, list[str]],
) -> None:
    goals = [i for i, classes in classes_of_concepts.items() if name("cd:Sdg").value in classes]

    assert all(iri.startswith("http://metadata.un.org/sdg/") for iri in goals)
    assert "http://metadata.un.org/sdg/11.3" in goals


def test_five_digit_sectors_lie_in_their_three_digit_category(vocabularies: Facts) -> None:
    assert vocabularies.all(concept("dac", "14031"), "skos:broader") == [concept("dac", "140")]
    for iri in (c.value for c in vocabularies.of_type("cd:Dac")):
        code = iri.rpartition("/")[2]
        above = vocabularies.all(NamedNode(iri), "skos:broader")
        assert above == ([concept("dac", code[:3])] if len(code) == 5 else []), code


def test_sub_regions_lie_in_regions_and_bear_the_codes_of_the_united_nations(
    vocabularies: Facts,
) -> None:
    asia = concept("m49", "asia")

    assert vocabularies.all(concept("m49", "eastern-asia"), "skos:broader") == [asia]
    assert vocabularies.all(asia, "skos:notation") == [Literal("142")]
    codes = [vocabularies.all(c, "skos:notation") for c in vocabularies.of_type("cd:M49")]
    assert all(len(c) == 1 and len(c[0].value) == 3 for c in codes)
    assert len({c[0].value for c in codes}) == FROM_OTHERS["m49"]


def test_a_shape_draws_its_concepts_from_a_scheme_that_exists(model: Model) -> None:
    drawn = {p.of for k in model for p in k.properties if p.value == "concept"}

    assert drawn <= set(model.schemes)
    assert {model.schemes[c] for c in drawn if c} >= set(OWN) - {"status"}
