"""A row is who took part in an edition of a forum, in what role and session."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Statement
from kg.terms import digest, slug

COLUMNS = ("edition", "city_en", "country_iso2", "organisation", "role", "session", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The participation and, unless it is of the whole forum, its session.

    The organisation takes part where one is named that is no city's government; the city does
    otherwise.
    """
    edition = known.thing(row, "edition", "edition")
    role = known.concept(row, "role", "forum-role")
    if edition is None or role is None:
        column = "edition" if edition is None else "role"
        raise RowProblem(
            column, "The cell is empty.", remedy="Name the edition by its key, and the role."
        )
    if row["organisation"]:
        code = row["country_iso2"]
        actor = known.actor_surely(row["organisation"], "organisation", code)
    else:
        city = known.city(row, "city_en")
        if city is None:
            raise RowProblem(
                "city_en",
                "The row names neither a city nor an organisation.",
                remedy="Name one of them.",
            )
        actor = city
    title = row["session"]
    parts = [iri.value.rpartition("/")[2] for iri in (edition, actor, role)]
    key = "--".join([*parts, digest(title, 4)] if title else parts)
    part = known.draft("participation", key)
    part.say("edition", edition).say("actor", actor).say("role", role)
    part.say("evidence", known.concept(row, "evidence", "evidence"))
    part.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    if title:
        session = known.draft("session", f"{parts[0]}--{session_slug(title)}")
        session.say("edition", edition).say("label", known.text(row, "session"))
        session.say("label", known.text(row, "session_ko", "ko"))
        part.say("session", session.iri)
        yield from session
    yield from part


def session_slug(title: str) -> str:
    """A title as the last part of a session's key; a long one is cut and told apart by a digest."""
    whole = slug(title)
    return whole if len(whole) <= 60 else f"{whole[:53].rstrip('-')}-{digest(title)}"
