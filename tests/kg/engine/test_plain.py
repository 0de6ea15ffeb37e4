"""What is told apart quickly as harmless is what the guard, reading token by token, lets through."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.engine.guard import Inspection, Reading
from kg.engine.plain import plain_form
from kg.errors import QuerySyntax

PARTS = st.sampled_from(
    "SELECT ASK CONSTRUCT WHERE FILTER BIND OPTIONAL UNION VALUES GRAPH SERVICE FROM NAMED INSERT "
    "NOW RAND() BASE PREFIX ex: ex:a ex:STR a ?x ?y * { } ( ) (( [ ] . ; , / | ^ ! && < > = <urn:i> "
    '"SERVICE" "x" \'y\' # \n \r \t \\u0053 1 2.5 @en ^^ STR( COUNT( (COUNT(?x) LIMIT 10 SERVICEex:a '
    "?a<?b)SERVICE?x#> ſERVICE".split(" ")
)
BODIES = st.lists(PARTS, max_size=60)
HEADS = st.sampled_from(["", "PREFIX ex: <http://example.org/>\n", "# SERVICE\n"])


@settings(max_examples=2000, deadline=None)
@given(HEADS, st.sampled_from(["SELECT * {", "ASK {", "SELECT ?x WHERE {"]), BODIES, st.booleans())
def test_no_query_is_plain_that_the_guard_would_refuse(head, form, body, close):
    glue = " " if close else ""
    text = head + form + glue.join(body) + ("}" if close else "")
    found = plain_form(text)
    if found is None:
        return
    with suppress(QuerySyntax):  # which the parser will say
        assert Reading(text).whole() == Inspection(found, cacheable=True)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p (" + "1 " * 95 + ") }",
        "SELECT * { " + "{" * 50 + "}" * 50 + " }",
        "SELECT * { " + "?s ?p ?o . " * 101 + "}",
        "SELECT * { ?s ?p ?o FILTER (" + "!" * 1200 + "?o) }",
        "SELECT * { ?s (" + "/".join(["a"] * 101) + ") ?o }",
        'SELECT * { ?s ?p "' + "x" * 5000 + '" }',
        "SELECT * { SERVICE<urn:x>{} }",
        "SELECT (NOW() AS ?now) {}",
        "SELECT * FROM <urn:g> { ?s ?p ?o }",
    ],
)
def test_what_is_deep_long_or_reaches_out_is_read_in_earnest(text):
    assert plain_form(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT ?o { <urn:a> <urn:p> ?o } # 17", "SELECT"),
        ("# from whom, and with whom\nPREFIX ex: <urn:x#>\nask { ?s ex:p ?o }", "ASK"),
        ("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER (LANG(?o) = 'ko') }", "SELECT"),
    ],
)
def test_ordinary_queries_are_plain(text, form):
    assert plain_form(text) == form
