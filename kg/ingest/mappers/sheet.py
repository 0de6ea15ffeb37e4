"""A row of a kind's own blank sheet: the columns are those its shape declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Draft, Object, Statement
from kg.model import Kind, Property
from kg.model.sheet import entered, in_languages
from kg.terms import name


def mapper(kind: Kind) -> Callable[[Row, Known], Iterator[Statement]]:
    """The mapper of a kind's own sheet."""

    def statements(row: Row, known: Known) -> Iterator[Statement]:
        known.key(row)
        thing = Draft(kind, known.standing_thing(kind.name, row["id"], "id"))
        for prop in entered(kind):
            thing.say(prop.path, *_values(row, known, prop))
        yield from thing

    return statements


def _values(row: Row, known: Known, prop: Property) -> Iterator[Object]:
    if in_languages(prop):
        for said in known.texts(row, prop.column):
            yield from (Literal(line, language=said.language) for line in _lines(prop, said.value))
        yield from (Literal(line) for line in _lines(prop, row[prop.column]))
    elif prop.plain:
        cell = row[prop.column]
        yield from map(Literal, [cell] if prop.single and cell else row.many(prop.column, ";"))
    elif prop.value == "iri":
        for text in _ADDRESSES.split(row[prop.column]):
            if text.strip():
                yield known.address(text.strip(), prop.column)
    else:
        for text in row.many(prop.column, ";"):
            yield _value(Row(row.file, row.number, {prop.column: text}), known, prop, text)


_ADDRESSES = re.compile(r"\s*;\s*(?=https?://)|;\s*\Z")


def _lines(prop: Property, cell: str) -> list[str]:
    """The texts of a cell: one, or where the kind allows several, one a line."""
    if prop.single or prop.one_a_language:
        return [cell] if cell else []
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _value(cell: Row, known: Known, prop: Property, text: str) -> Object:
    column = prop.column
    found: Object | None
    match prop.value:
        case "concept":
            found = known.concept_called(text, known.model.schemes[prop.of or ""], column)
        case "thing":
            found = _thing(known, prop, text, column)
        case "date":
            found = known.date(cell, column)
        case "decimal":
            found = known.decimal(cell, column)
        case "integer":
            found = known.integer(cell, column)
        case "boolean":
            found = _boolean(text, column)
        case _:
            found = _time(text, column)
    assert found is not None
    return found


def _thing(known: Known, prop: Property, text: str, column: str) -> NamedNode:
    """A reference: a country by code, a city by name or key, an actor by name or `kind/key`, any
    other thing by its key."""
    names = {kind.name for kind in known.model.kinds_of(prop.of or "")}
    if names == {"country"}:
        return known.country_of(column, text)
    if names == {"city"}:
        return known.city_called(text, "", column)
    if len(names) == 1:
        return known.standing_thing(names.pop(), text, column)
    kind, slash, key = text.partition("/")
    if slash and kind in names:
        return known.standing_thing(kind, key, column)
    return known.actor_surely(text, column)


def _time(text: str, column: str) -> Literal:
    try:
        datetime.fromisoformat(text)
    except ValueError as reason:
        raise RowProblem(
            column, f"{text!r} is no day and time.", remedy="Write 2013-07-16T09:30:00Z."
        ) from reason
    return Literal(text, datatype=name("xsd:dateTime"))


def _boolean(text: str, column: str) -> Literal:
    known = {"true": True, "yes": True, "예": True, "false": False, "no": False, "아니오": False}
    if text.casefold() not in known:
        raise RowProblem(column, f"{text!r} is neither yes nor no.", remedy="Write yes or no.")
    return Literal(known[text.casefold()])
