"""A row is a promise of a city or body."""

from __future__ import annotations

from collections.abc import Iterator

from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Statement

COLUMNS = ("id", "title_en", "title_ko", "promised_by", "country_iso2", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The commitment; its fields and how far it was kept are our reading of the document."""
    commitment = known.draft("commitment", known.key(row))
    commitment.say("label", *known.texts(row, "title"))
    code = row["country_iso2"]
    for column, property in (("promised_by", "promisedBy"), ("promised_to", "promisedTo")):
        for name in row.many(column, ";"):
            commitment.say(property, known.actor_surely(name, column, code))
    commitment.say("document", known.thing(row, "document", "document"))
    commitment.say("plan", known.thing(row, "plan", "plan"))
    commitment.say("start", known.date(row, "start")).say("due", known.date(row, "due"))
    commitment.say("result", *known.texts(row, "result"))
    commitment.say("status", known.concept(row, "status", "commitment-status"), by=EDITORS)
    commitment.say("field", *known.fields(row, "fields"), by=EDITORS)
    commitment.say("note", *known.texts(row, "note"))
    commitment.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from commitment
