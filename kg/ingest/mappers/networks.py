"""A row is a network of cities or bodies as one document names it."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Statement

COLUMNS = ("id", "name_en", "name_ko", "kind", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The network; its kind and seat are our classification."""
    network = known.draft("network", known.key(row))
    network.say("label", *known.texts(row, "name"))
    network.say("altLabel", *(Literal(alias) for alias in row.many("aliases", ";")))
    network.say("kind", known.concept(row, "kind", "network-kind"), by=EDITORS)
    network.say("place", known.city(row, "city"), by=EDITORS)
    network.say("url", known.iri(row, "url"))
    network.say("note", *known.texts(row, "note"))
    network.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from network
