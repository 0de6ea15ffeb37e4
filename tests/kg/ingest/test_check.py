"""The checker: what breaks a rule within one source, and what all sources together lack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest

from kg.errors import InputProblem
from kg.ingest.check import Checker, Violation
from kg.ingest.check_terms import term
from kg.model import Model, read_model
from kg.terms import NAMESPACES, Names, name

ONTOLOGY = Path(__file__).resolve().parents[3] / "ontology"
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))

PREFIXES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in NAMESPACES.items()) + "".join(
    f"@prefix {kind}: <{Names().base}id/{kind}/> .\n"
    for kind in ("city", "country", "partnership", "stage", "practice", "network", "membership")
)
TIE = "partnership:gwangju-kr--turin-it"
STAGE = "stage:gwangju-kr--turin-it--s1"
SISTER = "<https://w3id.org/city-diplomacy/vocab/relation/sister>"
KNOWN = {
    f"{Names().base}id/city/{key}": {name("cd:City").value}
    for key in ("gwangju-kr", "turin-it", "medan-id")
}

Check = Callable[..., list[Violation]]


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(ONTOLOGY)


@pytest.fixture(scope="module")
def checker(model: Model) -> Checker:
    return Checker(ONTOLOGY, model)


def statements(turtle: str) -> list[ox.Triple]:
    quads = ox.parse(input=PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return [ox.Triple(q.subject, q.predicate, q.object) for q in quads]


@pytest.fixture
def check(checker: Checker) -> Check:
    def run(
        standing: str = "",
        known: Callable[[str], Iterable[str]] = lambda iri: KNOWN.get(iri, ()),
        **sources: str,
    ) -> list[Violation]:
        """Checks sources by name; `standing` is said by others and does not change."""
        graphs = {graph: statements(turtle) for graph, turtle in sources.items()}
        everything = [*statements(standing), *(t for said in graphs.values() for t in said)]
        return checker.check(
            graphs,
            lambda thing: [t for t in everything if t.subject.value == thing],
            lambda iri: list(known(iri)),
        )

    return run


def brief(found: Iterable[Violation]) -> list[tuple[str | None, str, str | None]]:
    return [(v.graph, (v.path or "").rpartition("#")[2], v.value) for v in found]


GOOD_TIE = f"{TIE} a cd:Partnership ; cd:party city:gwangju-kr, city:turin-it ; cd:stage {STAGE} ."
GOOD_STAGE = f'{STAGE} a cd:Stage ; cd:relation {SISTER} ; cd:start "2002"^^xsd:gYear .'


def test_a_tie_with_its_stage_passes(check):
    assert check(a=GOOD_TIE + GOOD_STAGE) == []


def test_facts_split_over_two_sources_pass(check):
    tie = f"{TIE} a cd:Partnership ; cd:party city:gwangju-kr, city:turin-it"

    assert check(
        a=f"{tie} ; cd:stage {STAGE} . {STAGE} a cd:Stage ; cd:relation {SISTER} .",
        b=f'{tie} . {GOOD_STAGE.replace("2002", "2003")}',
    ) == []  # fmt: skip


def test_two_starts_in_one_source_are_found_with_both_values(check):
    (found,) = check(a=GOOD_TIE + GOOD_STAGE + f'{STAGE} cd:start "2003-07"^^xsd:gYearMonth .')

    assert brief([found]) == [("a", "start", "2002 | 2003-07")]
    assert found.variant == "within"
    assert found.thing == f"{Names().base}id/stage/gwangju-kr--turin-it--s1"
    assert found.message["en"].startswith("A start is one date within a source")
    assert "시작은 한 출처에서" in found.message["ko"]


def test_two_starts_in_two_sources_are_a_conflict_and_no_error(check):
    assert check(a=GOOD_TIE + GOOD_STAGE, b=GOOD_STAGE.replace("2002", "2003")) == []


def test_an_unknown_city_is_found(check):
    found = check(a=GOOD_TIE.replace("turin-it", "turni-it") + GOOD_STAGE)

    assert ("a", "party", f"{Names().base}id/city/turni-it") in brief(found)


def test_a_tie_of_one_party_is_found_though_another_source_names_the_other(check):
    one = f"{TIE} a cd:Partnership ; cd:party city:gwangju-kr ."

    found = check(a=GOOD_TIE + GOOD_STAGE, b=one)

    assert brief(found) == [("b", "party", f"{Names().base}id/city/gwangju-kr")]


def test_a_missing_key_is_found_in_its_source_and_only_there(check):
    found = check(a=f'{STAGE} a cd:Stage ; cd:start "2002"^^xsd:gYear .', standing=GOOD_STAGE)

    assert brief(found) == [("a", "relation", None)]


def test_what_no_source_says_is_found_in_the_union(check):
    (found,) = check(a=f"{TIE} a cd:Partnership ; cd:party city:gwangju-kr, city:turin-it .")

    assert (found.graph, found.variant, found.value) == (None, "union", None)
    assert found.path == name("cd:stage").value


def test_what_a_standing_source_says_counts_in_the_union(check):
    bare = f"{TIE} a cd:Partnership ; cd:party city:gwangju-kr, city:turin-it ."

    assert check(a=bare, standing=GOOD_TIE) == []


CITY = "city:lyon-fr a cd:City ; cd:country country:fr ; cd:placeType <{}> ; rdfs:label {} ."
PLACE_TYPE = f"{NAMESPACES['v']}place-type/city"


def with_france(iri: str) -> Iterable[str]:
    return [name("cd:Country").value] if iri.endswith("/country/fr") else []


def test_two_names_in_one_language_within_a_source_are_found(check):
    labels = '"리옹"@ko, "리용"@ko, "Lyon"@en'

    found = check(a=CITY.format(PLACE_TYPE, labels), known=with_france)

    assert [(v.graph, v.path) for v in found] == [("a", name("rdfs:label").value)]
    assert "리옹@ko | 리용@ko" in (found[0].value or "")


def test_names_in_several_languages_and_sources_pass(check):
    labels = '"리옹"@ko, "Lyon"@fr, "里昂"@zh-Hans, "里昂"@zh-Hant'
    other = CITY.format(PLACE_TYPE, '"리용"@ko')

    assert check(a=CITY.format(PLACE_TYPE, labels), b=other, known=with_france) == []


def test_a_concept_of_another_scheme_is_found(check):
    wrong = "https://w3id.org/city-diplomacy/vocab/relation/sister"

    found = check(a=CITY.format(wrong, '"Lyon"@en'), known=with_france)

    assert brief(found) == [("a", "placeType", wrong)]


def test_an_sdg_under_https_is_found(check):
    said = """practice:bank a cd:Practice ; rdfs:label "Bank"@en ; cd:sdg
        <{}://metadata.un.org/sdg/11> ; cd:field <{}field/environment> ."""

    good, bad = (check(a=said.format(scheme, NAMESPACES["v"])) for scheme in ("http", "https"))

    assert good == []
    assert brief(bad) == [("a", "sdg", "https://metadata.un.org/sdg/11")]


@pytest.mark.parametrize(
    "date", ['"2013"^^xsd:gYear', '"2013-07"^^xsd:gYearMonth', '"2013-07-16"^^xsd:date']
)
def test_a_date_is_as_precise_as_it_is_known(check, date):
    assert check(a=GOOD_TIE + GOOD_STAGE.replace('"2002"^^xsd:gYear', date)) == []


@pytest.mark.parametrize(
    "date",
    [
        '"2013"',
        '"2013-13"^^xsd:gYearMonth',
        '"2013-02-30"^^xsd:date',
        '"2013"^^xsd:integer',
        '"13"^^xsd:gYear',
        '"2013-7"^^xsd:gYearMonth',
        '"2013-07-16Z"^^xsd:date',
    ],
)
def test_what_is_no_date_is_found_and_not_logged(check, caplog, date):
    found = check(a=GOOD_TIE + GOOD_STAGE.replace('"2002"^^xsd:gYear', date))

    assert brief(found) == [("a", "start", date.split('"')[1])]
    assert caplog.records == []


@pytest.mark.parametrize("latitude", ["north", "1e1", "12,5", ""])
def test_what_is_no_number_is_found(check, latitude):
    city = CITY.format(PLACE_TYPE, f'"Lyon"@en ; schema:latitude "{latitude}"^^xsd:decimal')

    found = check(a=city, known=with_france)

    assert [(v.path, v.value) for v in found] == [(name("schema:latitude").value, latitude)]


def test_a_number_out_of_its_bounds_is_found(check):
    city = CITY.format(PLACE_TYPE, '"Lyon"@en ; schema:latitude 90.5')

    assert [v.value for v in check(a=city, known=with_france)] == ["90.5"]


def test_a_city_serves_where_any_actor_may_stand(check):
    said = """membership:uclg--gwangju-kr a cd:Membership ; cd:network network:uclg ;
        cd:member city:gwangju-kr ."""
    uclg = f"{Names().base}id/network/uclg"

    known = {**KNOWN, uclg: {name("cd:Network").value}}

    assert check(a=said, known=lambda iri: known.get(iri, ())) == []
    assert brief(check(a=said)) == [("a", "network", uclg)]


def test_a_thing_is_known_when_another_source_of_the_same_change_describes_it(check):
    city = CITY.format(PLACE_TYPE, '"Lyon"@en')
    tie = GOOD_TIE.replace("city:turin-it", "city:lyon-fr")

    found = check(a=city, b=tie + GOOD_STAGE, known=lambda i: [*with_france(i), *KNOWN.get(i, ())])

    assert found == []


def test_a_thing_that_a_source_only_refers_to_is_not_judged_there(check):
    """Turin has no country in source a, and needs none: source a does not describe it."""
    assert check(a=GOOD_TIE + GOOD_STAGE, standing="city:turin-it a cd:City .") == []


def test_a_thing_without_a_type_in_its_source_is_found(check):
    (found,) = check(a=f'{STAGE} cd:start "2002"^^xsd:gYear .', standing=GOOD_STAGE)

    assert (found.graph, found.path) == ("a", name("rdf:type").value)
    assert set(found.message) == {"ko", "en"}


def test_the_same_thing_in_many_sources_is_told_apart_and_judged_in_two_runs(check, monkeypatch):
    runs = []

    def counted(*graphs, **options):
        runs.append(options)
        return validate(*graphs, **options)

    validate = pyshacl.validate
    monkeypatch.setattr(pyshacl, "validate", counted)
    sources = {f"s{number}": GOOD_TIE + GOOD_STAGE for number in range(30)}
    for number in (3, 17):
        sources[f"s{number}"] += f'{STAGE} cd:start "1999"^^xsd:gYear .'

    found = check(**sources)

    assert brief(found) == [("s17", "start", "1999 | 2002"), ("s3", "start", "1999 | 2002")]
    assert len(runs) == 2


def test_nothing_changed_is_nothing_found(check):
    assert check() == []
    assert check(a="") == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_of_the_ontology_are_judged_as_they_say(checker, model, path):
    said = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in said]
    expected = set(re.findall(r"^# expect: (.+)$", path.read_text(), re.MULTILINE))

    found = checker.check(
        {"example": triples},
        lambda thing: [t for t in triples if t.subject.value == thing],
        lambda iri: [model.kind(at[0]).iri] if (at := Names().split(iri)) else [],
    )

    assert {violation.message["en"] for violation in found} == expected


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        *[("2013-13", "gYearMonth"), ("2013-02-30", "date"), (" 2013", "gYear")],
        *[("1.5", "integer"), ("1e5", "decimal"), ("maybe", "boolean")],
        *[("2024-01-01 10:00:00", "dateTime"), ("2024-01-32T10:00:00", "dateTime")],
    ],
)
def test_an_ill_formed_literal_keeps_its_text_but_not_its_datatype(text, datatype):
    made = term(ox.Literal(text, datatype=name(f"xsd:{datatype}")))

    assert str(made) == text
    assert str(made.datatype) != NAMESPACES["xsd"] + datatype


@pytest.mark.parametrize(
    "literal",
    [
        ox.Literal("2024-01-01T10:00:00+09:00", datatype=name("xsd:dateTime")),
        ox.Literal("true", datatype=name("xsd:boolean")),
        ox.Literal("2013", datatype=name("xsd:gYear")),
        ox.Literal("007", datatype=name("xsd:integer")),
        ox.Literal("700.00", datatype=name("xsd:decimal")),
        ox.Literal("광주", language="ko"),
        ox.Literal("里昂", language="zh-Hans"),
        ox.Literal("plain"),
    ],
)
def test_a_literal_keeps_spelling_datatype_and_language(literal):
    made = term(literal)

    assert str(made) == literal.value
    assert (made.language or "").lower() == (literal.language or "").lower()
    if not literal.language:
        assert str(made.datatype) == literal.datatype.value


def test_a_statement_about_a_statement_is_refused():
    inner = ox.Triple(name("cd:a"), name("cd:b"), name("cd:c"))

    with pytest.raises(InputProblem):
        term(inner)
