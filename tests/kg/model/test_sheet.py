"""The columns of a kind's sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Model, read_model
from kg.model.sheet import column_of, columns, entered


@pytest.fixture(scope="module")
def model(repo: Path) -> Model:
    return read_model(repo / "ontology")


def test_a_sheet_begins_with_the_key_and_ends_with_the_source(model: Model):
    for kind in model:
        header = columns(kind)
        assert (header[0], header[-1]) == ("id", "source_url")
        assert len(set(header)) == len(header), kind.name


def test_texts_have_a_column_a_language_and_codes_have_one(model: Model):
    header = columns(model.kind("country"))

    assert {"label_ko", "label_en", "iso2", "iso3", "identifier"} <= set(header)
    assert not {"iso2_ko", "label", "identifier_ko"} & set(header)


def test_what_a_rule_says_has_no_column(model: Model):
    tie = model.kind("partnership")

    assert "since" not in columns(tie)
    assert "since" in {p.local for p in tie.properties} - {p.local for p in entered(tie)}


def test_a_text_of_another_language_has_a_column_too(model: Model):
    city = model.kind("city")

    assert column_of(city.find("label"), "ja") == "label_ja"
    assert column_of(city.find("altLabel"), None) == "alt_label"
    assert column_of(city.find("country"), None) == "country_iso2"
