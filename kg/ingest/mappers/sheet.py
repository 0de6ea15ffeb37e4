"""A row of a kind's own blank sheet: the columns are those its shape declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.row import Row
from kg.ingest.statements import Object, Statement
from kg.model import Kind, Property
from kg.model.sheet import entered


def mapper(kind: Kind) -> Callable[[Row, Known], Iterator[Statement]]:
    """The mapper of a kind's own sheet."""

    def statements(row: Row, known: Known) -> Iterator[Statement]:
        thing = known.draft(kind.name, known.key(row))
        for prop in entered(kind):
            thing.say(prop.path, *_values(row, known, prop))
        yield from thing

    return statements


def _values(row: Row, known: Known, prop: Property) -> Iterator[Object]:
    if prop.value in ("text", "literal"):
        yield from known.texts(row, prop.column)
        if prop.value == "literal" and row[prop.column]:
            yield from (Literal(text) for text in row.many(prop.column, ";"))
        return
    for text in row.many(prop.column, ";"):
        yield _value(Row(row.file, row.number, {prop.column: text}), known, prop, text)


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
            found = known.address(text, column)
    assert found is not None
    return found


def _thing(known: Known, prop: Property, text: str, column: str) -> NamedNode:
    """A reference: a country by code, a city or actor by name, any other thing by its key."""
    kinds = known.model.kinds_of(prop.of or "")
    names = {kind.name for kind in kinds}
    if names == {"country"}:
        return known.country_of(column, text)
    if names == {"city"}:
        return known.city_called(text, "", column)
    if len(names) > 1:
        return known.actor_surely(text, column)
    try:
        return known.names.thing(next(iter(names)), text.lower())
    except ValueError as reason:
        raise RowProblem(column, str(reason), remedy="Write the key of the thing.") from reason


def _boolean(text: str, column: str) -> Literal:
    known = {"true": True, "yes": True, "예": True, "false": False, "no": False, "아니오": False}
    if text.casefold() not in known:
        raise RowProblem(column, f"{text!r} is neither yes nor no.", remedy="Write yes or no.")
    return Literal(known[text.casefold()])
