"""A row is a number somebody claims: of what, what is counted, when, by whom and by what rule."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Statement

COLUMNS = ("id", "subject", "measure", "value", "as_of", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The observation. `subject` is kind and key, such as `city/gwangju-kr`.

    The claimant is an actor where the name is known as one, and else stands in words.
    """
    observation = known.draft("observation", known.key(row))
    observation.say("subject", subject_of(row, known))
    observation.say("measure", known.concept(row, "measure", "measure"))
    observation.say("value", known.decimal(row, "value"))
    observation.say("unit", Literal(row["unit"]) if row["unit"] else None)
    observation.say("qualifier", Literal(row["qualifier"]) if row["qualifier"] else None)
    observation.say("asOf", known.date(row, "as_of"))
    if row["claimed_by"]:
        observation.say("claimedBy", known.actor_surely(row["claimed_by"], "claimed_by"))
    text = row["claimed_by_text"]
    observation.say("claimedByText", Literal(text) if text else None)
    observation.say("rule", known.thing(row, "rule", "counting-rule"))
    observation.say("note", *known.texts(row, "note"))
    observation.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from observation


def subject_of(row: Row, known: Known, column: str = "subject") -> NamedNode:
    """The thing of a cell that holds kind and key, `city/gwangju-kr`."""
    kind, slash, key = row[column].partition("/")
    if not slash or kind not in {k.name for k in known.model}:
        raise RowProblem(
            column,
            f"{row[column]!r} does not say of what kind and which thing it is.",
            remedy="Write kind and key, such as city/gwangju-kr or network/uclg-cisdp.",
        )
    return known.names.thing(kind, key)
