"""What the editor of the SPARQL page is given, and queries written as programs."""

from __future__ import annotations

import ast
import json
import shlex

import pytest
from pyoxigraph import RdfFormat, parse

from kg.model.lexicon import query_prefixes, read_lexicon
from kg.settings import Settings
from kg.terms import NAMESPACES
from web.programs import programs

CD = NAMESPACES["cd"]
THING = "https://w3id.org/city-diplomacy/id/city/turin-it"
CONCEPT = "https://w3id.org/city-diplomacy/vocab/relation/sister"
NASTY = "SELECT * { ?s ?p '''it's \"\\\\d\" `${x}` \\\"\"\"\"''' } # $(date) @ENDPOINT@ 광주"
ENDPOINT = "https://example.org/sparql"


@pytest.fixture
def told(get):
    return lambda lang="en": get("/sparql/editor.json", lang, accept="application/json").get_json()


def test_every_example_is_answered_as_it_stands(app, told):
    found = told()["examples"]
    client = app.test_client()
    for example in found:
        answer = client.post(
            "/sparql",
            data={"query": example["query"]},
            headers={"Accept": "application/sparql-results+json"},
        )
        assert answer.status_code == 200, (example["name"], answer.get_data(as_text=True)[:500])
        json.loads(answer.get_data())


def test_examples_are_all_the_stored_questions_in_the_language_of_the_page(library, told):
    for lang in ("ko", "en"):
        titles = {example["name"]: example["title"] for example in told(lang)["examples"]}
        assert titles == {q.name: q.title[lang] for q in library.catalogue}
    assert all(e["query"].startswith(f"# {e['title']}\n") for e in told("ko")["examples"])


def test_an_example_about_a_city_asks_about_the_home_city_where_its_question_names_no_other(told):
    example = next(e for e in told()["examples"] if e["name"] == "partners")
    assert "/id/city/gwangju-kr>" in example["query"]
    assert "$city" not in example["query"]


def test_every_class_and_property_of_the_ontology_is_offered(app, told):
    folder = app.extensions["settings"].ontology
    offered = told()
    for where, type in (("classes", "Class"), ("properties", "Property")):
        declared = {
            quad.subject.value
            for quad in parse((folder / "terms.ttl").read_bytes(), RdfFormat.TURTLE)
            if quad.predicate.value == NAMESPACES["rdf"] + "type"
            and quad.object.value.endswith("#" + type)
        }
        assert declared <= {word["iri"] for word in offered[where]}
    kinds = app.extensions["library"].model
    paths = {p.path for kind in kinds for p in kind.properties}
    assert paths <= {word["iri"] for word in offered["properties"]}
    assert {kind.iri for kind in kinds} <= {word["iri"] for word in offered["classes"]}


def test_words_bear_the_name_they_have_in_the_language_of_the_page(told):
    for lang, name in (("ko", "교류 관계"), ("en", "Tie")):
        words = {word["iri"]: word for word in told(lang)["classes"]}
        assert words[CD + "Partnership"]["label"] == name
        assert words[CD + "Partnership"]["href"].endswith("/ontology#partnership")


def test_a_property_of_concepts_offers_them(told):
    offered = told()
    words = {word["iri"]: word for word in offered["properties"]}
    scheme = words[CD + "currentRelation"]["scheme"]
    assert CONCEPT in {concept["iri"] for concept in offered["concepts"][scheme]}


def test_a_property_with_another_list_in_another_kind_offers_none(library):
    folder = Settings().ontology
    kinds = [k for k in library.model if any(p.path == CD + "kind" for p in k.properties)]
    lists = {k.find("kind").of for k in kinds}
    assert len(lists) > 1
    found = {word.iri: word for word in read_lexicon(library.model, folder).properties}
    assert found[CD + "kind"].scheme == ""


def test_prefixes_hold_the_usual_ones_kinds_and_lists(library):
    found = query_prefixes(library.model, "https://example.org/")
    assert found.items() >= NAMESPACES.items()
    assert found["city"] == "https://example.org/id/city/"
    assert found["relation"] == NAMESPACES["v"] + "relation/"


def test_things_and_concepts_are_named_with_their_pages(app):
    client = app.test_client()
    asked = {"iri": [THING, CONCEPT, "https://example.org/unknown", "no iri", 'a:"}INSERT{']}
    found = client.post("/sparql/names", data=asked, headers={"Accept-Language": "en"}).get_json()
    assert found == {
        THING: {"text": "Turin", "language": "en", "href": "/cities/turin-it"},
        CONCEPT: {"text": "Sister city", "language": "en", "href": "/vocab/relation/sister"},
    }


def test_more_names_than_are_allowed_at_once_are_refused(app):
    asked = {"iri": [f"{THING}{n}" for n in range(501)]}
    assert app.test_client().post("/sparql/names", data=asked).status_code == 413


@pytest.mark.parametrize("answer", ["rows", "truth", "graph"])
def test_python_programs_hold_the_query_to_the_letter(answer):
    written = [p for p in programs(ENDPOINT, answer) if p.name.startswith("Python")]
    assert written
    for program in written:
        for node in ast.parse(program.written(NASTY)).body:
            if isinstance(node, ast.Assign) and node.targets[0].id == "query":
                assert ast.literal_eval(node.value).strip() == NASTY


def test_the_shell_reads_the_query_as_one_word_to_the_letter():
    curl = next(p for p in programs(ENDPOINT, "rows") if p.name == "curl")
    words = shlex.split(curl.written(NASTY))
    assert words[words.index("--data-urlencode") + 1].removeprefix("query=").strip() == NASTY
    assert words[-1] == ENDPOINT


def test_the_page_without_scripts_gives_examples_and_the_query_as_programs(get):
    page = get("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3C%2Ftextarea%3E%20%7D", "ko", status=400)
    text = page.get_data(as_text=True)
    assert "data-example=" in text
    assert "SPARQLWrapper(&#34;http://localhost/sparql&#34;)" in text
    assert text.count("</textarea>") == 1


def test_the_page_names_line_and_column_of_a_fault(get):
    page = get("/sparql?query=SELECT%20%2A%20%7B%0A%3Fs%20%3Fp%20%7D", "en", status=400)
    assert "ine 2" in page.get_data(as_text=True)
