"""A row is the taking up of a practice by another city or body."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Statement

COLUMNS = ("practice", "adopted_by", "country_iso2", "adoption_kind", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The adoption, one a practice and adopter."""
    practice = known.thing(row, "practice", "practice")
    if practice is None:
        raise RowProblem(
            "practice", "The row names no practice.", remedy="Write its key from practices.csv."
        )
    actor = known.actor_surely(row["adopted_by"], "adopted_by", row["country_iso2"])
    keys = (iri.value.rpartition("/")[2] for iri in (practice, actor))
    adoption = known.draft("adoption", "--".join(keys))
    adoption.say("practice", practice).say("actor", actor)
    adoption.say("adoptionKind", known.concept(row, "adoption_kind", "adoption-kind"))
    adoption.say("start", known.date(row, "start"))
    adoption.say("evidence", known.concept(row, "evidence", "evidence"))
    adoption.say("note", *known.texts(row, "note"))
    adoption.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from adoption
