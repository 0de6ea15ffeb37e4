"""A row is the part of one body in a development project."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.mappers.projects import role_of
from kg.ingest.row import Row
from kg.ingest.statements import Statement

COLUMNS = ("project", "actor", "role", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The part, one a project, body and role; the role is our classification."""
    project = known.thing(row, "project", "project")
    role = known.concept(row, "role", "project-role")
    if project is None or role is None:
        raise RowProblem(
            "role" if role is None else "project",
            "The cell is empty.",
            remedy="Name the project by its key, and the role: funding, implementing …",
        )
    part = role_of(project, known.actor_surely(row["actor"], "actor"), role, known)
    part.say("note", *known.texts(row, "source_note"), known.text(row, "source_note"))
    yield from part
