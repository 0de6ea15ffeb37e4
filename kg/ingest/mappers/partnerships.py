"""A row is what one document says of one stage of a tie of the home city."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, SOURCE, Statement

COLUMNS = ("id", "stage", "city_en", "country_iso2", "relation", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The tie with its parties, and the stage with its relation and dates.

    Rows with the same id and stage but other documents speak of one stage: where they differ,
    each keeps its own word. The fields are our classification. Where `end_by` is `editors`, so
    is the end: a letter of intent does not say that an agreement will end it.
    """
    key = known.key(row)
    if not row["stage"]:
        raise RowProblem(
            "stage",
            "The row does not say which stage it speaks of.",
            remedy="Write s1; a new relation, or a signature after an end, is s2, s3 and so on.",
        )
    tie = known.draft("partnership", key)
    stage = known.draft("stage", f"{key}--{row['stage']}")
    tie.say("party", known.home, known.city(row, "city_en")).say("stage", stage.iri)
    tie.say("field", *known.fields(row, "fields"), by=EDITORS)
    stage.say("relation", known.concept(row, "relation", "relation"))
    stage.say("start", known.date(row, "start"))
    closer = _closer(row)
    stage.say("end", known.date(row, "end"), by=closer)
    stage.say("endReason", known.concept(row, "end_reason", "end-reason"), by=closer)
    stage.say("validUntil", known.date(row, "valid_until"))
    stage.say("renewed", known.date(row, "renewed"))
    stage.say("document", known.thing(row, "document", "document"))
    stage.say("evidence", known.concept(row, "evidence", "evidence"))
    stage.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from tie
    yield from stage


def _closer(row: Row) -> str:
    """Who says that the stage ended: the document of the row, or we."""
    if row["end_by"] not in ("", EDITORS):
        raise RowProblem(
            "end_by",
            f"{row['end_by']!r} cannot say when a stage ended.",
            remedy="Leave it empty (the document says so) or write editors (we read it so).",
        )
    return EDITORS if row["end_by"] else SOURCE
