"""A row is what one document says of a development project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Draft, Statement
from kg.terms import concept, slug

COLUMNS = ("id", "title_en", "title_ko", "recipient_country_iso2", "start", "end", "source_url")

AMOUNTS = ("budget", "commitment", "disbursement", "donation")
"""Columns that hold a sum, each named by the kind of amount."""


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The project, its amounts, and who pays for it and carries it out.

    Status, eligibility, sector, type of aid, SDGs, fields and the roles are our classification.
    Rows of one id and other documents speak of the same project and amounts: where they differ,
    each keeps its own word.
    """
    project = known.draft("project", known.key(row))
    project.say("label", *known.texts(row, "title"))
    countries = row.many("recipient_country_iso2")
    project.say(
        "recipientCountry",
        *(known.country_of("recipient_country_iso2", code) for code in countries),
    )
    code = countries[0] if len(countries) == 1 else ""
    places = row.many("recipient_city")
    project.say("recipientCity", *(known.city_called(p, code, "recipient_city") for p in places))
    project.say("start", known.date(row, "start")).say("end", known.date(row, "end"))
    project.say("gwangjuRole", *known.texts(row, "gwangju_role"))
    project.say("summary", *known.texts(row, "summary"))
    project.say("identifier", *(Literal(code) for code in row.many("identifier", ";")))
    project.say("note", *known.texts(row, "note"))
    project.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    _classify(project, row, known)
    yield from _amounts(project, row, known)
    yield from _roles(project, row, known)
    yield from project
    for address in row.many("other_source_urls", "|"):
        # The document speaks of the project; what else it says was not recorded.
        yield from known.draft("project", known.key(row), by=address)


def _classify(project: Draft, row: Row, known: Known) -> None:
    ours: dict[str, Sequence[NamedNode | Literal | None]] = {
        "status": [known.concept(row, "status", "project-status")],
        "eligibility": [known.concept(row, "eligibility", "eligibility")],
        "sector": [known.concept(row, "sector_dac5", "dac")],
        "aidType": [known.concept(row, "aid_type", "iati-aid-type")],
        "sdg": [known.concept_called(goal, "sdg", "sdgs") for goal in row.many("sdgs")],
        "field": known.fields(row, "fields"),
        "note": known.texts(row, "editors_note"),
    }
    for property, values in ours.items():
        project.say(property, *values, by=EDITORS)


def _amounts(project: Draft, row: Row, known: Known) -> Iterator[Statement]:
    payers = row.many("funding", ";")
    for kind in AMOUNTS:
        value = known.decimal(row, kind)
        if value is None:
            continue
        if not row["currency"]:
            raise RowProblem(
                "currency",
                "The row gives a sum without its currency.",
                remedy="Write the code of ISO 4217, such as KRW or USD.",
            )
        amount = known.draft("amount", f"{known.key(row)}--{kind}-total")
        amount.say("amountKind", concept("amount-kind", kind)).say("value", value)
        amount.say("currency", Literal(row["currency"]))
        if len(payers) == 1:
            amount.say("provider", known.actor_surely(payers[0], "funding"))
        project.say("amount", amount.iri)
        yield from amount


def _roles(project: Draft, row: Row, known: Known) -> Iterator[Statement]:
    for column in ("funding", "implementing"):
        for body in row.many(column, ";"):
            actor = known.actor_surely(body, column)
            yield from role_of(project.iri, actor, concept("project-role", column), known)


def role_of(project: NamedNode, actor: NamedNode, role: NamedNode, known: Known) -> Draft:
    """The part of one body in a project; what its part is called is our classification."""
    keys = (iri.value.rpartition("/")[2] for iri in (project, actor, role))
    part = known.draft("project-role", "--".join(slug(k) for k in keys))
    part.say("project", project).say("actor", actor).say("role", role, by=EDITORS)
    return part
