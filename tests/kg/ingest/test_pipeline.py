"""Rows to statements: placed in the graph of who says them, each graph standing by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg.ingest.run import build
from kg.model import read_model
from kg.settings import Settings
from kg.terms import RDF_TYPE
from tests.kg.tiny import PLACES, TIES, Office, manifest

_PLACES = 'name = "places.csv"\nmapper = "places"'


def _not_standing_alone(quads: Iterable[Quad], ontology: Path) -> list[tuple[str, str, str]]:
    """Graph, thing and what it lacks there: its type, or a property that each source must give."""
    model = read_model(ontology)
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    types: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in quads:
        place = (quad.graph_name.value, quad.subject.value)
        said[place].add(quad.predicate.value)
        if quad.predicate == RDF_TYPE and isinstance(quad.object, NamedNode):
            types[place].add(quad.object.value)
    lacking = []
    for place, paths in said.items():
        if not types[place]:
            lacking.append((*place, "type"))
        for kind in types[place]:
            keys = {p.path for p in model.kind(kind).keys}
            lacking += [(*place, path) for path in keys - paths]
    return lacking


def test_each_thing_bears_its_type_and_keys_in_every_graph_that_speaks_of_it(built: Office):
    quads = built.quads()
    graphs = {q.graph_name.value.rpartition("/")[2] for q in quads}

    assert {"editors", "place-register", "sources"} < graphs
    assert _not_standing_alone(quads, built.settings.ontology) == []


@pytest.mark.slow
def test_the_real_data_is_loaded_whole_and_each_of_its_graphs_stands_by_itself(
    tmp_path: Path, repo: Path
):
    office = Office(Settings(var=tmp_path, data=repo / "data", ontology=repo / "ontology"))
    report = build(office.settings)

    assert report.refused == []
    for tally in report.tallies:
        assert tally.read == tally.expected == tally.loaded + tally.set_aside, tally
    assert _not_standing_alone(office.quads(), office.settings.ontology) == []


def test_what_we_classify_is_said_by_the_editors_and_the_rest_by_the_document(built: Office):
    fields = built.said("partnership", "gwangju-kr--turin-it", "field")
    parties = built.said("partnership", "gwangju-kr--turin-it", "party")

    assert fields == {("culture", "editors")}
    assert {value for value, _ in parties} == {"gwangju-kr", "turin-it"}
    assert {source for _, source in parties} > {"editors"}


def test_places_are_described_once_by_their_register(built: Office):
    assert {source for _, source in built.said("city", "turin-it", "label")} == {"place-register"}


def test_a_column_nobody_reads_is_told_unless_the_manifest_says_why(office: Office):
    office.put("places/places.csv", [{**p, "mayor": "x"} for p in PLACES])
    told = office.build(dry_run=True).findings
    assert [(f.severity, f.column) for f in told] == [("warning", "mayor")]

    ignored = f'{_PLACES}\n[file.ignored]\nmayor = "Persons are not kept."'
    office.put("places/dataset.toml", manifest(2, ignored))
    assert office.build(dry_run=True).findings == []


def test_rows_that_were_all_refused_say_nothing_about_columns(office: Office):
    office.put("partnerships/partnerships.csv", [{**TIES[0], "id": "", "remark": "x"}])
    findings = office.build(dry_run=True).findings

    assert [f.severity for f in findings] == ["refused"]


def test_another_number_of_rows_than_the_manifest_expects_is_told(office: Office):
    office.put("places/dataset.toml", manifest(2, f"{_PLACES}\nrows = 7"))
    (found,) = office.build(dry_run=True).findings

    assert found.severity == "warning"
    assert "5 rows were read where the manifest expects 7" in found.problem


def test_setting_aside_a_row_that_is_not_there_is_told(office: Office):
    aside = '\n[[set_aside]]\nfile = "places.csv"\nid = "rome-it"\nreason = "for this test"\n'
    office.put("places/dataset.toml", manifest(2, _PLACES, more=aside))
    (found,) = office.build(dry_run=True).findings

    assert (found.severity, found.file, found.column) == ("warning", "places.csv", "id")
    assert "'rome-it'" in found.problem


def test_a_home_city_of_another_key_is_a_party_of_every_tie(office: Office):
    # The ties say Turin and Yancheng; the other party is whose graph this is.
    elsewhere = Office(replace(office.settings, home="suzhou-cn"))
    elsewhere.build()

    assert {v for v, _ in elsewhere.said("partnership", "gwangju-kr--turin-it", "party")} == {
        "suzhou-cn",
        "turin-it",
    }
