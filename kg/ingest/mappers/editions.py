"""A row is one edition of a forum, with the counts its document gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Draft, Statement, decimal
from kg.terms import concept, digest

COLUMNS = ("id", "forum", "title_en", "title_ko", "start", "end", "hosts", "source_url")

COUNTS = {
    "participants": "participants",
    "candidates": "candidates",
    "institutions": "institutions",
    "countries": "participating-countries",
    "cities": "participating-cities",
}
"""Columns that hold a count, and the measure each stands for."""


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The edition and an observation for each count: `100+` is at least, `500 expected` expected.

    The key of a count is edition, measure and six hex digits of the document's address, so that
    two documents that count differently stand side by side.
    """
    edition = known.draft("edition", known.key(row))
    edition.say("label", *known.texts(row, "title"))
    edition.say("forum", known.thing(row, "forum", "forum"))
    edition.say("start", known.date(row, "start")).say("end", known.date(row, "end"))
    edition.say("theme", *known.texts(row, "theme"))
    edition.say("field", *known.fields(row, "fields"), by=EDITORS)
    edition.say("host", *_actors(row, "hosts", known))
    edition.say("coHost", *_actors(row, "co_hosts", known))
    codes = row["country_iso2"]
    edition.say("city", *(known.city_called(c, codes, "city") for c in row.many("city", ";")))
    edition.say("venue", *known.texts(row, "venue"))
    edition.say("document", *_documents(row, known))
    edition.say("url", known.iri(row, "url"))
    edition.say("note", *known.texts(row, "note"))
    edition.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from edition
    for column, measure in COUNTS.items():
        if row[column]:
            yield from _count(row, column, measure, edition.iri, known)


def _actors(row: Row, column: str, known: Known) -> list[NamedNode]:
    return [known.actor_surely(name, column) for name in row.many(column, ";")]


def _documents(row: Row, known: Known) -> Iterator[NamedNode]:
    for key in row.many("documents", ";"):
        yield known.names.thing("document", key)


def _count(row: Row, column: str, measure: str, edition: NamedNode, known: Known) -> Draft:
    told = re.fullmatch(r"(?P<number>\d+)(?P<more>\+| expected)?", row[column])
    if not told:
        raise RowProblem(
            column,
            f"{row[column]!r} is no count.",
            remedy="Write 498, 100+ (at least) or 500 expected.",
        )
    key = f"{edition.value.rpartition('/')[2]}--{measure}--{digest(row['source_url'])}"
    count = known.draft("observation", key)
    count.say("subject", edition).say("measure", concept("measure", measure))
    count.say("value", decimal(told["number"]))
    if told["more"]:
        count.say("qualifier", Literal("at-least" if told["more"] == "+" else "expected"))
    count.say("asOf", known.date(row, "end") or known.date(row, "start"))
    return count
