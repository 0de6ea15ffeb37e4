"""Lists of one kind: filters, facets, order and pages, all from its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from kg.engine.protocol import Limits, Query, Session, Term
from kg.errors import QuestionProblem
from kg.model import Kind, Model, Property
from kg.questions.naming import Naming
from kg.questions.values import Value, Words, plain, values_clause
from kg.terms import NAMESPACES, Names, concept

_CD = NAMESPACES["cd"]
PAGE = 50
"""Rows of a page where nobody says otherwise."""
FACET = 60
"""Most values a facet offers."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is wanted of a kind: values by property, words in the name, order and page."""

    kind: Kind
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids by the property's local name: several of one property are alternatives."""
    words: str = ""
    sort: str = ""
    """Local name of a listed property, `-` before it for descending."""
    page: int = 1
    per: int = PAGE
    """Rows of a page."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet with how many things bear it."""

    value: Value
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter: its property and the values that occur."""

    property: Property
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Cell:
    """The values of one property in a row; `disagrees` when sources differ."""

    values: tuple[Value, ...]
    disagrees: int = 0
    """How many different values sources give, 0 where they agree."""


@dataclass(frozen=True)
class Line:
    """A row of a list."""

    thing: Value
    cells: Mapping[str, Cell]
    """By the property's local name."""


@dataclass(frozen=True)
class Listing:
    """A page of a list."""

    selection: Selection
    total: int
    lines: tuple[Line, ...]
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.selection.per))


class Lister:
    """Asks for lists over one session."""

    def __init__(
        self, session: Session, within: Limits, model: Model, names: Names, naming: Naming
    ) -> None:
        self._session = session
        self._within = within
        self._model = model
        self._names = names
        self._naming = naming

    def listing(self, selection: Selection, *, facets: bool = True) -> Listing:
        """The page of the list, with its facets.

        Raises QuestionProblem for a filter or order the kind does not have.
        """
        total = self._count(selection)
        things = self._things(
            selection, limit=selection.per, offset=(selection.page - 1) * selection.per
        )
        cells = self._cells(selection.kind, things)
        found = self._facets(selection) if facets else []
        # A filter whose every value leaves one thing is a second list: it comes last.
        found.sort(key=lambda facet: all(n <= 1 or n >= total for _, n in facet[1]))
        iris = {i for row in cells.values() for values in row.values() for i in _iris(values)}
        iris |= {i for _, rows in found for term, _ in rows for i in _iris([term])}
        words = self._naming.words(iris | set(things))
        return Listing(
            selection,
            total,
            tuple(self._line(thing, selection.kind, cells, words) for thing in things),
            tuple(
                facet
                for p, rows in found
                if (facet := self._facet(selection, p, rows, words, total)).choices
            ),
        )

    def all(self, selection: Selection, most: int = 100_000) -> list[str]:
        """The IRIs of everything selected, in order, for an export of exactly this list."""
        return self._things(selection, limit=most, offset=0)

    # queries

    def _count(self, selection: Selection) -> int:
        rows = self._ask(
            f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {self._where(selection)} }}"
        )
        return int(plain(rows[0][0]))

    def _things(self, selection: Selection, *, limit: int, offset: int) -> list[str]:
        order = self._order(selection)
        rows = self._ask(
            f"SELECT ?thing (MIN(?text) AS ?name) {order.select} WHERE {{ "
            f"{self._where(selection)} "
            f"OPTIONAL {{ ?thing <{_CD}caption> ?caption "
            f"FILTER (LANG(?caption) = {Literal(self._naming.language)}) }} "
            f"OPTIONAL {{ ?thing <{_CD}caption> ?other }} "
            f"BIND (LCASE(STR(COALESCE(?caption, ?other))) AS ?text) {order.where} }} "
            f"GROUP BY ?thing ORDER BY {order.by} ?name ?thing LIMIT {limit} OFFSET {offset}"
        )
        return [thing.value for thing, *_ in rows if isinstance(thing, NamedNode)]

    def _cells(
        self, kind: Kind, things: Sequence[str]
    ) -> dict[str, dict[str, list[NamedNode | Literal]]]:
        if not things or not kind.columns:
            return {}
        rows = self._ask(
            f"SELECT DISTINCT ?thing ?property ?value WHERE {{ {values_clause('thing', things)} "
            f"{values_clause('property', (p.path for p in kind.columns))} "
            "?thing ?property ?value }"
        )
        cells: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        for thing, path, value in rows:
            if isinstance(value, NamedNode | Literal):
                row = cells.setdefault(plain(thing), {})
                row.setdefault(plain(path), []).append(value)
        for about, on, shown, disagrees in self._choices(kind, things):
            # The value shown first leads; the others stay behind it.
            held = cells.get(about, {}).get(on, [])
            held.sort(key=lambda term, shown=shown: term != shown)  # type: ignore[misc]
            if disagrees and held:
                cells[about][on + "≠"] = held
        return cells

    def _choices(self, kind: Kind, things: Sequence[str]) -> list[tuple[str, str, object, bool]]:
        rows = self._ask(
            f"SELECT ?thing ?property ?shown ?disagrees WHERE {{ {values_clause('thing', things)} "
            f"?choice <{_CD}about> ?thing ; <{_CD}onProperty> ?property ; "
            f"<{_CD}shownValue> ?shown ; <{_CD}disagrees> ?disagrees }}"
        )
        return [
            (plain(thing), plain(path), shown, plain(disagrees) == "true")
            for thing, path, shown, disagrees in rows
        ]

    def _facets(
        self, selection: Selection
    ) -> list[tuple[Property, list[tuple[NamedNode | Literal, int]]]]:
        found = []
        for prop in selection.kind.facets:
            rows = self._ask(
                f"SELECT ?value (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ "
                f"{self._where(selection, but=prop.local)} ?thing <{prop.path}> ?value }} "
                f"GROUP BY ?value ORDER BY DESC(?n) ?value LIMIT {FACET}"
            )
            values = [(v, int(plain(n))) for v, n in rows if isinstance(v, NamedNode | Literal)]
            if values:
                found.append((prop, values))
        return found

    def _where(self, selection: Selection, but: str = "") -> str:
        parts = [f"?thing a {NamedNode(selection.kind.iri)} ."]
        for number, (local, ids) in enumerate(selection.chosen.items()):
            if local == but:
                continue
            prop = self._property(selection.kind, local)
            terms = " ".join(str(term) for id in ids for term in self._terms(prop, id))
            parts.append(f"VALUES ?f{number} {{ {terms} }} ?thing <{prop.path}> ?f{number} .")
        if selection.words:
            parts.append(
                f"?thing <{_CD}caption> ?any FILTER (CONTAINS(LCASE(STR(?any)), "
                f"{Literal(selection.words.lower())}))"
            )
        return " ".join(parts)

    def _order(self, selection: Selection) -> _Order:
        sort = selection.sort or selection.kind.newest_first
        if not sort:
            return _Order("", "", "")
        descending = sort.startswith("-")
        prop = self._property(selection.kind, sort.lstrip("-"))
        value = f"OPTIONAL {{ ?thing <{prop.path}> ?sorted }}"
        # Numbers sort as numbers, dates and names as text (kinds.md, Dates).
        text = "?sorted" if prop.value in ("decimal", "integer") else "STR(?sorted)"
        picked = "MAX" if descending else "MIN"
        # What has none comes last either way. (Virtuoso takes no expression over ?key here.)
        return _Order(
            f"({picked}({text}) AS ?key) (MIN(IF(BOUND(?sorted), 0, 1)) AS ?without)",
            value,
            f"?without {'DESC' if descending else 'ASC'}(?key)",
        )

    def _property(self, kind: Kind, local: str) -> Property:
        try:
            return kind.find(local)
        except KeyError:
            raise QuestionProblem(
                f"The list {kind.slug!r} cannot be filtered or sorted by {local!r}.",
                remedy="It can by: " + ", ".join(p.local for p in kind.properties) + ".",
            ) from None

    def _terms(self, prop: Property, id: str) -> list[NamedNode | Literal]:
        """The terms an id of an address may mean: a key is one of several kinds of actor's."""
        try:
            if prop.value == "concept":
                return [concept(self._model.schemes[prop.of or ""], id)]
            if prop.value == "iri" and id.startswith("http"):
                return [NamedNode(id)]
        except ValueError:
            # No IRI can be made of it, so nothing bears it.
            return [Literal(id)]
        if prop.value in ("thing", "iri"):
            # A subject may be of any kind.
            kinds = self._model.kinds_of(prop.of) if prop.of else self._model.kinds
            try:
                return [self._names.thing(kind.name, id.lower()) for kind in kinds]
            except ValueError:
                return [Literal(id)]
        if prop.value == "integer" and re.fullmatch("-?[0-9]{1,18}", id):
            return [Literal(int(id))]
        return [Literal(id)]

    def _ask(self, text: str) -> list[tuple[Term | None, ...]]:
        return list(self._session.ask(Query(text), self._within).rows)

    # words

    def _line(
        self,
        thing: str,
        kind: Kind,
        cells: Mapping[str, Mapping[str, Sequence[NamedNode | Literal]]],
        words: Words,
    ) -> Line:
        row = cells.get(thing, {})
        return Line(
            words.value(NamedNode(thing)),
            {p.local: self._cell(p, row, words) for p in kind.columns},
        )

    def _cell(
        self,
        prop: Property,
        row: Mapping[str, Sequence[NamedNode | Literal]],
        words: Words,
    ) -> Cell:
        values = tuple(words.value(term) for term in row.get(prop.path, ()))
        if prop.value == "text":
            values = in_language(values, self._naming.language)
        return Cell(values[:1] if prop.single else values, len(row.get(prop.path + "≠", ())))

    def _facet(
        self,
        selection: Selection,
        prop: Property,
        rows: Sequence[tuple[NamedNode | Literal, int]],
        words: Words,
        total: int,
    ) -> Facet:
        chosen = selection.chosen.get(prop.local, ())
        values = [(words.value(term), count) for term, count in rows]
        choices = (Choice(v, count, v.id in chosen) for v, count in values)
        # What everything bears narrows nothing down.
        return Facet(prop, tuple(c for c in choices if c.chosen or c.count < total))


@dataclass(frozen=True)
class _Order:
    select: str
    where: str
    by: str


def in_language(values: Sequence[Value], language: str) -> tuple[Value, ...]:
    """Of texts in several languages, those in the reader's, else those of the first there is."""
    for wanted in (language, "en", "ko", values[0].language if values else ""):
        found = tuple(v for v in values if v.language in (wanted, ""))
        if found:
            return found
    return tuple(values)


def _iris(terms: Sequence[NamedNode | Literal]) -> set[str]:
    return {term.value for term in terms if isinstance(term, NamedNode)}
