"""A row is a dated event of a development project: a round, an opening, a delivery."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.mappers import exchanges
from kg.ingest.row import Row
from kg.ingest.statements import Statement, decimal
from kg.terms import concept, digest

COLUMNS = (*exchanges.COLUMNS, "project", "figures")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The event as an exchange, and an observation for each figure (`patients=300`)."""
    yield from exchanges.statements(row, known)
    event = known.names.thing("exchange", known.key(row))
    for figure in row.many("figures", ";"):
        yield from _figure(figure, event, row, known)


def _figure(text: str, event: NamedNode, row: Row, known: Known) -> Iterator[Statement]:
    word, _, number = (part.strip() for part in text.partition("="))
    measure = known.concept_called(word, "measure", "figures")
    try:
        value = decimal(number)
    except ValueError as reason:
        raise RowProblem(
            "figures",
            f"{text!r} gives no number.",
            remedy="Write measure and number, such as patients=300.",
        ) from reason
    local = measure.value.rpartition("/")[2]
    key = f"{known.key(row)}--{local}--{digest(row['source_url'])}"
    count = known.draft("observation", key)
    count.say("subject", event).say("measure", concept("measure", local))
    count.say("value", value)
    count.say("asOf", known.date(row, "end") or known.date(row, "start"))
    yield from count
