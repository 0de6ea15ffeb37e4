"""A row is an organisation as one document names it, with our classification of it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Statement

COLUMNS = ("id", "name_en", "name_ko", "org_type", "city", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The organisation; its type, seat and parent body are our classification.

    Rows with the same id and other documents speak of one body.
    """
    body = known.draft("organisation", known.key(row))
    body.say("label", *known.texts(row, "name"))
    body.say("altLabel", *(Literal(alias) for alias in row.many("aliases", ";")))
    body.say("identifier", *(Literal(code) for code in row.many("identifier", ";")))
    body.say("orgType", known.concept(row, "org_type", "iati-org-type"), by=EDITORS)
    body.say("place", known.city(row, "city"), by=EDITORS)
    if row["part_of"]:
        body.say("partOf", known.actor_surely(row["part_of"], "part_of"), by=EDITORS)
    body.say("url", known.iri(row, "url"))
    body.say("note", *known.texts(row, "note"))
    body.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from body
