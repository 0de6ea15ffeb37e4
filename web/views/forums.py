"""A forum as a series, and one edition of it: what beside their own facts their pages show."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from kg.questions.page import Page
from kg.questions.values import Value
from web.asked import Asked, ask
from web.reading import settings

FREQUENT = 15
"""Guests shown on the page of a forum; the question has them all."""

Row = dict[str, Any]


def forum(page: Page) -> dict[str, Any]:
    """The panels of a forum's page."""
    key, home = page.thing.key, settings().home
    editions = ask("editions-of-forum", forum=key)
    themes = ask("themes-of-forum", forum=key)
    mottos = ask("edition-themes", forum=key)
    guests = ask("guests-of-forum", forum=key, city=home)
    visits = ask("editions-of-guests", forum=key)
    rows = list(editions.table)
    return {
        "editions": editions,
        "timeline": rows,
        "most": max((float(r["participants"].text) for r in rows if r["participants"]), default=0),
        "mottos": {row["edition"].iri: row for row in mottos.merged("edition")},
        "motto_question": mottos,
        "themes": themes,
        "heat": heat(themes, rows),
        "guests": guests,
        "frequent": list(guests.table)[:FREQUENT],
        "visits": visits,
        "came": _came(visits),
        "strangers": ask("guests-without-tie", forum=key, city=home),
        "last": ask("last-editions", forum=key),
        "happened": happened(ask("last-editions", forum=key)),
    }


def heat(themes: Asked, editions: list[Row]) -> list[tuple[Value, list[tuple[Row, Row | None]]]]:
    """Fields by edition, those of the earliest themes first: a cell is a row, or None."""
    cells: dict[str, dict[str, Row]] = {}
    fields: dict[str, Value] = {}
    for row in themes.table:
        field, edition = row["field"], row["edition"]
        if field is not None and edition is not None:
            fields.setdefault(field.iri, field)
            cells.setdefault(field.iri, {})[edition.iri] = row
    ofs = [
        iri for iri in fields if any(_count(row["theme"]) for row in cells[iri].values())
    ]  # a field that only sessions name stays in the question
    return [(fields[iri], [(e, cells[iri].get(e["edition"].iri)) for e in editions]) for iri in ofs]


def happened(last: Asked) -> list[tuple[Row, list[tuple[Value | None, list[Row]]], list[Row]]]:
    """The latest editions: a row for each, its sessions with who is named, its documents."""
    found = []
    rows = last.merged("edition", "session", "actor", "role", "document")
    for _iri, same in groupby(rows, lambda row: row["edition"].iri):
        held = list(same)
        documents = [row for row in held if row["document"]]
        people = [row for row in held if row["actor"]]
        people.sort(key=lambda row: row["session"].iri if row["session"] else "~")
        sessions = [
            (members[0]["session"], members)
            for _key, group in groupby(people, lambda r: r["session"].iri if r["session"] else "")
            if (members := list(group))
        ]
        found.append((held[0], sessions, documents))
    return found


def edition(page: Page) -> dict[str, Any]:
    """The panels of an edition's page."""
    key = page.thing.key
    participants = ask("participants-of-edition", edition=key)
    practices = ask("practices-at-edition", edition=key)
    rows = participants.merged("session", "actor", "role")
    rows.sort(key=lambda row: row["session"].iri if row["session"] else "")
    return {
        "participants": participants,
        "sessions": [
            (members[0]["session"], members)
            for _key, group in groupby(rows, lambda r: r["session"].iri if r["session"] else "")
            if (members := list(group))
        ],
        "numbers": ask("numbers-of-edition", edition=key),
        "counted": ask("numbers-of-edition", edition=key).merged("measure", "value"),
        "practices": practices,
        "presented": [r for r in practices.table if r["shown"] and r["shown"].text == "true"],
        "nearby": [r for r in practices.table if r["shown"] and r["shown"].text != "true"],
    }


def _came(visits: Asked) -> dict[str, set[str]]:
    """The editions each guest is named in, by IRI."""
    found: dict[str, set[str]] = {}
    for row in visits.table:
        guest, at = row["guest"], row["edition"]
        if guest is not None and at is not None:
            found.setdefault(guest.iri, set()).add(at.iri)
    return found


def _count(value: Value | None) -> int:
    return int(value.text) if value is not None else 0
