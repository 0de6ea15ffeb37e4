"""Bodies, forums, projects, practices, documents, promises and counts, as they stand in data/."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kg.ingest.desk import Desk
from kg.ingest.manifest import read_manifests
from kg.ingest.pipeline import Mapped
from kg.settings import Settings
from kg.terms import cd, latest_day, name

DATASETS = (
    "organisations",
    "networks",
    "forums",
    "participations",
    "practices",
    "projects",
    "koica-context",
    "documents",
    "commitments",
    "observations",
    "seed",
)
SLUG = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*\Z")
ID = "https://w3id.org/city-diplomacy/id/"
Table = list[dict[str, str]]


def table(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def data(repo: Path) -> Path:
    return repo / "data"


@pytest.fixture(scope="module")
def desk(repo: Path, data: Path) -> Desk:
    return Desk.open(replace(Settings(), data=data, ontology=repo / "ontology"))


@pytest.fixture(scope="module")
def mapped(desk: Desk, data: Path) -> Mapping[str, Mapped]:
    """Every dataset of data/, read in its order."""
    found = {}
    for manifest in read_manifests(data):
        found[manifest.name] = desk.map(manifest)
        desk.standing.add(found[manifest.name].quads)
    return found


Said = set[tuple[str, str, str]]


def said(mapped: Mapping[str, Mapped], thing: str, property: str) -> Said:
    """Source, thing and value, each by its last segment."""
    path = name("rdfs:label") if property == "label" else cd(property)
    return {
        (
            quad.graph_name.value.rpartition("/")[2],
            thing,
            quad.object.value.rpartition("/")[2],
        )
        for of_one in mapped.values()
        for quad in of_one.quads
        if quad.subject.value == ID + thing and quad.predicate == path
    }


# every dataset


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_row_is_loaded_or_set_aside_with_a_reason_and_every_column_is_read(
    mapped: Mapping[str, Mapped], dataset: str
):
    one = mapped[dataset]

    assert [str(finding) for finding in one.findings] == []
    assert one.tally.read == one.tally.expected
    assert one.tally.loaded + one.tally.set_aside == one.tally.read
    assert all(one.manifest.set_aside.values())


@pytest.mark.parametrize("dataset", DATASETS)
def test_ids_are_slugs_and_stand_once_unless_the_file_restates(
    mapped: Mapping[str, Mapped], data: Path, dataset: str
):
    for file in mapped[dataset].manifest.files:
        ids = Counter(row["id"] for row in table(data / dataset / file.name))
        assert [id for id in ids if not SLUG.match(id)] == []
        if not file.repeats:
            assert [id for id, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_row_names_its_document(data: Path, dataset: str):
    for path in (data / dataset).glob("*.csv"):
        for row in table(path):
            assert row["source_url"], (path.name, row["id"])


def test_nothing_in_these_datasets_breaks_a_rule(desk: Desk, mapped: Mapping[str, Mapped]):
    quads = {quad for one in mapped.values() for quad in one.quads}

    found = desk.violations(quads)

    assert [(v.thing, v.path, v.value) for v in found] == []


def test_every_thing_spoken_of_has_a_name_in_both_languages(
    desk: Desk, mapped: Mapping[str, Mapped]
):
    languages: dict[str, set[str]] = {}
    for dataset in DATASETS:
        for quad in mapped[dataset].quads:
            if quad.predicate == name("rdfs:label"):
                thing = quad.subject.value
                languages.setdefault(thing, set()).add(quad.object.language or "")

    lacking = {thing for thing, found in languages.items() if not {"ko", "en"} <= found}
    assert {thing for thing in lacking if "/id/source/" not in thing} == set()


@pytest.mark.parametrize("dataset", DATASETS)
def test_nothing_ends_before_it_starts(data: Path, dataset: str):
    for path in (data / dataset).glob("*.csv"):
        for row in table(path):
            start, end = row.get("start"), row.get("end") or row.get("due")
            if start and end:
                assert start <= latest_day(end), (path.name, row["id"])


# what the sources contradict stays visible


def test_the_water_training_has_two_countries_and_two_sums_each_with_its_source(
    mapped: Mapping[str, Mapped],
):
    project = "project/gw-oda-koica-water-training"
    countries = {(s, v) for s, _, v in said(mapped, project, "recipientCountry")}
    sums = {
        (s, v)
        for s, _, v in said(mapped, "amount/gw-oda-koica-water-training--budget-total", "value")
    }

    assert {v for _, v in countries} == {"kh", "pk"}
    assert {v for _, v in sums} == {"700000000", "757000000"}
    assert {s for s, v in countries if v == "kh"} == {s for s, v in sums if v == "700000000"}


def test_goryeoin_village_is_counted_differently_at_the_same_time(data: Path):
    counts = {
        (row["claimed_by"], row["value"])
        for row in table(data / "observations" / "observations.csv")
        if row["subject"] == "organisation/goryeoin-village"
        and row["measure"] == "residents"
        and row["as_of"] == "2023-06"
    }

    assert counts == {("Ministry of Justice", "4700"), ("Goryeoin Village estimate", "7000")}


def test_each_count_of_partners_names_its_day_claimant_and_rule(data: Path):
    counts = [
        row
        for row in table(data / "observations" / "observations.csv")
        if row["measure"] == "sister-and-friendship-cities"
    ]
    rules = {row["id"] for row in table(data / "observations" / "counting-rules.csv")}

    assert {row["value"] for row in counts} == {"22", "24", "26", "40"}
    assert all(row["as_of"] and (row["claimed_by"] or row["claimed_by_text"]) for row in counts)
    assert {row["rule"] for row in counts} <= rules


def test_private_gifts_are_never_budgets_or_oda(data: Path):
    for row in table(data / "projects" / "projects.csv"):
        if row["eligibility"] == "private":
            assert not row["budget"], row["id"]
        if row["donation"]:
            assert row["eligibility"] == "private", row["id"]


def test_the_committee_of_two_acronyms_is_one_network(mapped: Mapping[str, Mapped]):
    assert said(mapped, "network/uclg-cisdp", "label")
    assert not said(mapped, "network/uclg-csipdhr", "label")


def test_projects_for_comparison_claim_no_part_of_gwangju(data: Path):
    for file in ("projects.csv", "peers.csv"):
        for row in table(data / "koica-context" / file):
            assert not row["gwangju_role_en"]
            assert "Gwangju" not in row["funding"] + row["implementing"]


def test_the_plan_looks_to_northern_america_and_central_asia(mapped: Mapping[str, Mapped]):
    assert {v for *_, v in said(mapped, "target/plan-north-america", "region")} == {
        "northern-america"
    }
    assert {v for *_, v in said(mapped, "target/plan-central-asia", "region")} == {"central-asia"}


def test_practices_of_gwangju_are_told_in_korean_too(data: Path):
    told = {
        row["id"]: row["summary_ko"]
        for row in table(data / "practices" / "practices.csv")
        if row["id"].startswith("gwangju-") and row["summary_en"]
    }

    assert sum(bool(text) for text in told.values()) >= 38


# against the facts


def facts_of(shared: Path, file: str) -> Table:
    return table(shared / "facts" / file)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("facts", "held"),
    [
        ("oda_organisations.csv", ["organisations/organisations.csv"]),
        (
            "networks.csv",
            ["networks/networks.csv", "organisations/organisations.csv", "forums/forums.csv"],
        ),
        ("membership.csv", ["networks/memberships.csv"]),
        ("forums.csv", ["forums/editions.csv"]),
        ("forum_participation.csv", ["participations/participations.csv"]),
        ("practices.csv", ["practices/practices.csv"]),
        ("oda_projects.csv", ["projects/projects.csv"]),
        ("oda_participants.csv", ["projects/project-roles.csv"]),
        ("oda_milestones.csv", ["projects/milestones.csv"]),
        ("koica_context_projects.csv", ["koica-context/projects.csv"]),
        ("peer_local_government_oda.csv", ["koica-context/peers.csv", "observations/peers.csv"]),
        ("oda_context_facts.csv", ["observations/context.csv"]),
        ("documents.csv", ["documents/documents.csv"]),
        ("commitments.csv", ["commitments/commitments.csv"]),
        ("statistics.csv", ["observations/observations.csv"]),
        ("pitfalls.csv", ["observations/notes.csv"]),
        ("seed_statements.csv", ["seed/seed-statements.csv"]),
    ],
)
def test_every_document_of_the_facts_is_cited_as_often_as_there(
    shared: Path, data: Path, facts: str, held: list[str]
):
    there = Counter(
        row.get("source_url") or row.get("source") or "" for row in facts_of(shared, facts)
    )
    here = Counter(row["source_url"] for path in held for row in table(data / path))
    # The activity file of IATI stands for the one body without an address.
    there.pop("", None)
    twice = {url: times for url, times in there.items() if times > here[url]}

    assert twice == {}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("facts", "held"),
    [
        ("practices.csv", "practices/practices.csv"),
        ("oda_projects.csv", "projects/projects.csv"),
        ("documents.csv", "documents/documents.csv"),
        ("commitments.csv", "commitments/commitments.csv"),
        ("seed_statements.csv", "seed/seed-statements.csv"),
    ],
)
def test_every_identifier_of_the_facts_is_held(shared: Path, data: Path, facts: str, held: str):
    there = {row["id"].lower() for row in facts_of(shared, facts)}

    assert there - {row["id"] for row in table(data / held)} == set()
