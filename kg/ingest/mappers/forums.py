"""A row is a forum: a series of editions."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import EDITORS, Statement

COLUMNS = ("id", "name_en", "name_ko", "kind", "hosts", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The series; its kind is our classification."""
    forum = known.draft("forum", known.key(row))
    forum.say("label", *known.texts(row, "name"))
    forum.say("altLabel", *(Literal(alias) for alias in row.many("aliases", ";")))
    forum.say("kind", known.concept(row, "kind", "forum-kind"), by=EDITORS)
    forum.say("host", *(known.actor_surely(host, "hosts") for host in row.many("hosts", ";")))
    forum.say("url", known.iri(row, "url"))
    forum.say("note", *known.texts(row, "note"))
    forum.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from forum
