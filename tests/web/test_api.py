"""/api and /openapi.json: what they say can be called can be called."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.kg.questions.catalogue import CATALOGUE


@pytest.fixture(scope="module")
def told(app):
    return app.test_client().get("/openapi.json").get_json()


def operations(told):
    for path, item in told["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def resolved(told, node):
    while "$ref" in node:
        found = told
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def test_the_document_keeps_to_openapi_3_1(told):
    found = [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
        for fault in OpenAPIV31SpecValidator(told).iter_errors()
    ]

    assert told["openapi"].startswith("3.1.")
    assert found == []


def test_each_list_of_things_with_properties_is_one_operation(told, library):
    for kind in library.model:
        assert (f"/{kind.slug}.{{ending}}" in told["paths"]) == bool(kind.properties), kind.slug


def test_each_question_is_one_operation_with_both_titles(told):
    for question in CATALOGUE:
        operation = told["paths"][f"/questions/{question.name}.{{ending}}"]["get"]
        assert question.title["en"] in operation["summary"]
        assert question.title["ko"] in operation["summary"]
        named = {p["name"] for p in operation["parameters"]}
        assert named == {"ending", "lang", *(p.name for p in question.parameters)}


def test_each_operation_has_an_id_of_its_own_and_a_tag_that_is_declared(told):
    ids = [operation["operationId"] for _, _, operation in operations(told)]
    tags = {tag["name"] for tag in told["tags"]}

    assert len(ids) == len(set(ids))
    assert all(set(operation["tags"]) <= tags for _, _, operation in operations(told))


def test_each_parameter_has_a_schema_and_a_default_that_fits(told):
    for path, _, operation in operations(told):
        for p in operation["parameters"]:
            schema = resolved(told, p["schema"])
            assert schema["type"] in ("string", "integer", "array"), (path, p)
            assert p["in"] == ("path" if f"{{{p['name']}}}" in path else "query")
            default = p["schema"].get("default")
            if default and "enum" in schema:
                assert default in schema["enum"], (path, p["name"])
            if p.get("required"):
                assert "example" in p, (path, p["name"])


def test_every_reference_leads_somewhere(told):
    def walk(node):
        if isinstance(node, dict):
            if "$ref" in node:
                assert resolved(told, node)
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(told)


def test_every_operation_answers_its_examples(app, told):
    client = app.test_client()
    failed = []
    for path, method, operation in operations(told):
        given = {
            p["name"]: p["example"]
            for p in operation["parameters"]
            if "example" in p and p["in"] == "query"
        }
        ending = next((p["example"] for p in operation["parameters"] if p["in"] == "path"), "")
        address = path.replace("{ending}", ending) + (f"?{urlencode(given)}" if given else "")
        response = client.open(address, method=method.upper())
        offered = operation["responses"]["200"]["content"]
        if response.status_code != 200 or response.mimetype not in offered:
            failed.append((address, response.status_code, response.mimetype))

    assert failed == []


def test_a_wrong_value_is_answered_as_the_document_says(app, told):
    response = app.test_client().get("/questions/asleep.json?from=soon")
    schema = told["components"]["schemas"]["Problem"]

    assert response.mimetype == "application/problem+json"
    assert set(schema["required"]) <= set(response.get_json()) <= set(schema["properties"])


def test_the_page_lists_every_question_and_list_and_how_to_cite(read, library):
    for lang in ("ko", "en"):
        text = read("/api", lang)
        assert all(f">/questions/{question.name}</a>" in text for question in CATALOGUE)
        assert all(f"/{kind.slug}</i>" in text for kind in library.model if kind.properties)
        assert "CC BY 4.0" in text
        assert "http://localhost/questions/asleep.csv" in text
