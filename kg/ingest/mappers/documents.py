"""A row is a document that cities or bodies adopted, signed or issued."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Statement

COLUMNS = ("id", "title_en", "title_ko", "date", "kind", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The document; its kind is our classification."""
    document = known.draft("document", known.key(row))
    document.say("label", *known.texts(row, "title"))
    document.say("altLabel", *(Literal(alias) for alias in row.many("aliases", ";")))
    document.say("kind", known.concept(row, "kind", "document-kind"), by=EDITORS)
    document.say("start", known.date(row, "date"))
    document.say("adoptedAt", known.thing(row, "adopted_at", "edition"))
    adopters = (known.actor_surely(a, "adopted_by") for a in row.many("adopted_by", ";"))
    document.say("adoptedBy", *adopters)
    document.say("url", known.iri(row, "url"))
    document.say("note", *known.texts(row, "note"))
    document.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from document
