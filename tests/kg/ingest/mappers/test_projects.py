"""Projects, parts in them and their events: what contradicts stays side by side."""

from __future__ import annotations

import pytest

from kg.errors import RowProblem
from kg.ingest.mappers import milestones, project_roles, projects
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE

PROJECT = {
    "id": "gw-water",
    "title_en": "Water course",
    "title_ko": "물관리 연수",
    "funding": "UCLG",
    "implementing": "GIC",
    "recipient_country_iso2": "PK|KH",
    "start": "2020",
    "end": "2022",
    "status": "closed",
    "eligibility": "oda",
    "fields": "waste",
    "sdgs": "6|13",
    "budget": "757000000",
    "currency": "KRW",
    "source_url": "https://example.org/a",
}
EVENT = {
    "id": "2022-turin-it-mission",
    "start": "2022-07-13",
    "end": "2022-07-18",
    "kind": "mission",
    "title_en": "Mission",
    "title_ko": "봉사단",
    "city_en": "Turin",
    "country_iso2": "IT",
    "home": "yes",
    "project": "gw-water",
    "figures": "patients=300; participants=70",
    "source_url": "https://example.org/a",
}


def test_classification_is_the_editors_word_and_the_rest_the_documents(said):
    told = said(projects.statements, PROJECT)

    ours = {p for thing, p, _, by in told if thing == "gw-water" and by == EDITORS}
    assert ours == {"status", "eligibility", "sdg", "field"}
    assert ("gw-water", "recipientCountry", "pk", SOURCE) in told
    assert ("gw-water", "recipientCountry", "kh", SOURCE) in told


def test_two_documents_speak_of_the_same_amount(said):
    one = said(projects.statements, PROJECT)
    other = said(projects.statements, PROJECT, budget="700000000")

    assert ("gw-water--budget-total", "value", "757000000", SOURCE) in one
    assert ("gw-water--budget-total", "value", "700000000", SOURCE) in other


def test_the_provider_of_a_sum_is_said_only_where_one_body_pays(said):
    assert "uclg" in {v for _, p, v, _ in said(projects.statements, PROJECT) if p == "provider"}
    several = said(projects.statements, PROJECT, funding="UCLG;GIC")
    assert {v for _, p, v, _ in several if p == "provider"} == set()


def test_private_gifts_and_budgets_are_amounts_of_other_kinds(said):
    told = said(projects.statements, PROJECT, budget="", donation="5000000")

    assert {v for _, p, v, _ in told if p == "amountKind"} == {"donation"}
    assert {v for _, p, v, _ in told if p == "amount"} == {"gw-water--donation-total"}


def test_other_documents_are_on_record_as_speaking_of_the_project(said):
    told = said(
        projects.statements,
        PROJECT,
        other_source_urls="https://example.org/b|https://example.org/c",
    )

    assert ("gw-water", "22-rdf-syntax-ns#type", "Project", "https://example.org/b") in {
        (t, "22-rdf-syntax-ns#type" if "type" in p else p, v.rpartition("#")[2] or v, by)
        for t, p, v, by in told
    }


def test_a_sum_without_a_currency_is_refused(known):
    with pytest.raises(RowProblem) as caught:
        list(projects.statements(Row("t.csv", 2, {**PROJECT, "currency": ""}), known))

    assert caught.value.column == "currency"


def test_a_part_has_one_key_whether_the_project_or_the_table_of_parts_names_it(said):
    of_project = said(projects.statements, PROJECT)
    of_table = said(
        project_roles.statements, {"project": "gw-water", "actor": "GIC", "role": "implementing"}
    )

    key = "gw-water--gic--implementing"
    assert key in {thing for thing, *_ in of_project} & {thing for thing, *_ in of_table}
    assert (key, "role", "implementing", EDITORS) in of_table


def test_figures_of_an_event_are_observations_of_it(said):
    told = said(milestones.statements, EVENT)

    counted = {v for _, p, v, _ in told if p == "measure"}
    assert counted == {"patients", "participants"}
    assert {v for _, p, v, _ in told if p == "value"} == {"300", "70"}
    assert {v for _, p, v, _ in told if p == "subject"} == {EVENT["id"]}
    assert (EVENT["id"], "project", "gw-water", SOURCE) in told


@pytest.mark.parametrize("figures", ["giraffes=3", "patients=many", "patients"])
def test_a_figure_that_cannot_be_read_is_refused(known, figures):
    with pytest.raises(RowProblem) as caught:
        list(milestones.statements(Row("t.csv", 2, {**EVENT, "figures": figures}), known))

    assert caught.value.column == "figures"
