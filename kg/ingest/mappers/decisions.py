"""A row is a decision: which source's value of a property is shown first, and why."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import DECISIONS, Statement

COLUMNS = ("id", "about_kind", "about", "property", "preferred_source", "reason_ko", "reason_en")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The decision, in the graph of decisions."""
    decision = known.draft("decision", known.key(row), by=DECISIONS)
    decision.say("about", known.thing(row, "about", row["about_kind"]))
    decision.say("onProperty", _property(row, known))
    decision.say("preferredSource", known.names.source(row["preferred_source"]))
    decision.say("reason", *known.texts(row, "reason"))
    decision.say("decidedBy", *known.texts(row, "decided_by"))
    decision.say("start", known.date(row, "start"))
    yield from decision


def _property(row: Row, known: Known) -> NamedNode:
    try:
        return NamedNode(known.model.kind(row["about_kind"]).find(row["property"]).path)
    except KeyError:
        raise RowProblem(
            "property",
            f"A {row['about_kind']!r} has no property {row['property']!r}.",
            remedy="See the code book.",
        ) from None
