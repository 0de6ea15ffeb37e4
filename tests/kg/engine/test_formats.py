"""The media types, and finding one by name, alias or file extension."""

from __future__ import annotations

import pytest

from kg.engine.formats import GRAPHS, ROWS, find, format_for
from kg.errors import QueryProblem


def test_media_types_and_extensions_are_those_registered():
    assert {(f.media_type, f.extension) for f in ROWS} == {
        ("application/sparql-results+json", "json"),
        ("application/sparql-results+xml", "xml"),
        ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"),
    }
    assert {(f.media_type, f.extension) for f in GRAPHS} == {
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/trig", "trig"),
        ("application/n-quads", "nq"),
    }


@pytest.mark.parametrize("name", ["text/turtle; charset=utf-8", ".ttl", "TTL", "Text/Turtle"])
def test_a_format_is_found_by_media_type_with_parameters_and_by_extension(name):
    found = find(name)

    assert found is not None
    assert found.name == "Turtle"


def test_an_ambiguous_name_means_what_the_form_of_the_query_can_be_written_in():
    assert format_for("SELECT", "application/json").name == "JSON"
    assert format_for("CONSTRUCT", "application/json").name == "JSON-LD"


def test_an_unknown_media_type_is_a_problem_that_lists_the_known_ones():
    with pytest.raises(QueryProblem, match="image/png") as caught:
        format_for("ASK", "image/png")

    assert "text/csv" in caught.value.remedy
