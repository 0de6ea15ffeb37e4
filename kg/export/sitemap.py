"""Which things have pages, in parts as large as a sitemap may be."""

from __future__ import annotations

from kg.engine.protocol import Query
from kg.model import Kind, Model
from kg.questions.library import Reading
from kg.terms import Names

PART = 50_000
"""Addresses a sitemap may hold (sitemaps.org)."""


def parts(reading: Reading, model: Model) -> list[tuple[Kind, int]]:
    """How many sitemaps each kind needs, for the kinds that have things."""
    counted = {row["class"].iri: row["entities"] for row in reading.ask("classes") if row["class"]}
    found = ((kind, counted.get(kind.iri)) for kind in model)
    return [(kind, -(-int(count.text) // PART)) for kind, count in found if count]


def keys(reading: Reading, names: Names, kind: Kind, part: int) -> list[str]:
    """The keys of the things in one part, counted from 1."""
    query = Query(
        f"SELECT DISTINCT ?thing WHERE {{ ?thing a <{kind.iri}> }} "
        f"ORDER BY ?thing LIMIT {PART} OFFSET {(part - 1) * PART}"
    )
    lines = b"".join(reading.stream(query, "text/csv")).decode().splitlines()[1:]
    split = (names.split(line) for line in lines)
    return [found[1] for found in split if found and found[0] == kind.name]
