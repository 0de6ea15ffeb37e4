"""What is known while rows are read: places, kinds, concepts, names of bodies; cells become terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from kg.errors import ModelProblem, RowProblem
from kg.ingest.names import AmbiguousName, Gazetteer, UnknownName
from kg.ingest.row import Row
from kg.ingest.statements import Draft, decimal, integer_of
from kg.ingest.words import Words
from kg.model import Model
from kg.terms import Names, concept, partial_date

PLACE_REMEDY = "Correct it, or add the name to data/reference/place-names.csv."


class Known:
    """Turns cells into terms, each failure a RowProblem with column and remedy."""

    def __init__(
        self,
        model: Model,
        names: Names,
        places: Gazetteer,
        words: Words,
        home: str,
        stands: Callable[[str], bool] = lambda iri: False,
        same: Callable[[str], str | None] = lambda address: None,
    ) -> None:
        self.model = model
        self.names = names
        self.places = places
        self.words = words
        self.home = names.thing("city", home)
        """The city whose graph this is."""
        self._stands = stands
        self._same = same
        self._concepts = {scheme: _index(labels) for scheme, labels in model.concepts.items()}

    # things

    def draft(self, kind: str, key: str, *, by: str = "") -> Draft:
        """A thing of a kind, about which the row now speaks."""
        return Draft(self.model.kind(kind), self.names.thing(kind, key), by=by)

    def thing(self, row: Row, column: str, kind: str) -> NamedNode | None:
        """The thing whose key the cell holds (lower-cased), None when empty."""
        key = row[column].lower()
        return self._minted(column, kind, key) if key else None

    def key(self, row: Row, column: str = "id") -> str:
        """The row's own key; raises RowProblem when it is missing or no key."""
        key = row[column]
        if not key:
            raise RowProblem(
                column,
                "The row has no identifier.",
                remedy="Give it one: lower-case letters, digits and hyphens.",
            )
        self._minted(column, "x", key)
        return key.lower()

    def standing_thing(self, kind: str, key: str, column: str) -> NamedNode:
        """The thing of that key as it stands, else of the key in lower case.

        Keys of ours are in lower case; identifiers of others keep theirs.
        """
        exact = self._minted(column, kind, key)
        return exact if self._stands(exact.value) else self._minted(column, kind, key.lower())

    def identified(self, *addresses: str) -> NamedNode | None:
        """The thing that stands under one of these addresses of it elsewhere (schema:sameAs)."""
        found = next((iri for a in addresses if (iri := self._same(a))), None)
        return NamedNode(found) if found else None

    def stands(self, iri: NamedNode) -> bool:
        """Whether something is said of the thing already."""
        return self._stands(iri.value)

    def _minted(self, column: str, kind: str, key: str) -> NamedNode:
        try:
            return self.names.thing(kind, key)
        except ValueError as reason:
            raise RowProblem(
                column, str(reason), remedy="For example: gwangju-kr--turin-it."
            ) from reason

    # places

    def country(self, row: Row, column: str) -> NamedNode | None:
        """The country or territory of an ISO 3166-1 two-letter code, None when empty."""
        return self.country_of(column, row[column]) if row[column] else None

    def country_of(self, column: str, code: str) -> NamedNode:
        """The country or territory of a code."""
        if not re.fullmatch(r"[A-Za-z]{2}", code):
            raise RowProblem(
                column, f"{code!r} is no country code.", remedy="Use ISO 3166-1, two letters: KR."
            )
        return self.names.thing("country", code.lower())

    def city(self, row: Row, column: str, country: str = "country_iso2") -> NamedNode | None:
        """The city a cell names, within the country of the column beside it; None when empty."""
        return self.city_called(row[column], row[country], column) if row[column] else None

    def city_called(self, text: str, code: str, column: str) -> NamedNode:
        """The city of that name (in Korean, English or its own language), or of that key."""
        key = self.words.place(text, code) or (text if _KEY.fullmatch(text) else None)
        place = self.places.keyed(self.names.thing("city", key).value) if key else None
        if place is not None:
            return NamedNode(place.iri)
        try:
            return NamedNode(self.places.find(text, code.upper() or None).iri)
        except UnknownName as unknown:
            near = ", ".join(p.names[0] for p in unknown.suggestions[:3])
            raise RowProblem(
                column,
                f"No city is known by the name {text!r}" + (f" in {code}." if code else "."),
                remedy=(f"Did you mean {near}? " if near else "") + PLACE_REMEDY,
            ) from unknown
        except AmbiguousName as several:
            keys = ", ".join(p.iri.rpartition("/")[2] for p in several.candidates)
            raise RowProblem(
                column,
                f"{text!r} may be several places: {keys}.",
                remedy="Write the key of the one that is meant.",
            ) from several

    def actor(self, text: str, column: str, code: str = "") -> NamedNode | None:
        """The organisation, network or city government of that name; None when not resolved.

        The tables organisations.csv and place-names.csv are asked first, then the gazetteer.
        """
        found = self.words.actor(text)
        if found:
            return self.names.thing(*found)
        key = self.words.place(text, code)
        if key:
            return self.names.thing("city", key)
        try:
            return NamedNode(self.places.find(text, code.upper() or None).iri)
        except (UnknownName, AmbiguousName):
            return None

    def actor_surely(self, text: str, column: str, code: str = "") -> NamedNode:
        """As `actor`, but a name that is not resolved is a RowProblem."""
        found = self.actor(text, column, code)
        if found is None:
            raise RowProblem(
                column,
                f"No organisation or city is known by the name {text!r}.",
                remedy="Add it to data/reference/organisations.csv.",
            )
        return found

    # concepts

    def concept(self, row: Row, column: str, scheme: str) -> NamedNode | None:
        """The concept of a scheme that the cell names by id or label; None when empty."""
        return self.concept_called(row[column], scheme, column) if row[column] else None

    def concept_called(self, text: str, scheme: str, column: str) -> NamedNode:
        """The concept of that id or label, in Korean or English."""
        try:
            found = self._concepts[scheme].get(_folded(text))
        except KeyError:
            raise ModelProblem(
                f"No scheme is called {scheme!r}.", remedy="See ontology/vocab."
            ) from None
        if found is None:
            choices = sorted(self.model.concepts[scheme])
            some = ", ".join(iri.rpartition("/")[2] for iri in choices[:12])
            raise RowProblem(
                column,
                f"{text!r} is not in the list {scheme!r}.",
                remedy=f"Use one of: {some}{' …' if len(choices) > 12 else ''}.",
            )
        return NamedNode(found)

    def fields(self, row: Row, column: str) -> list[NamedNode]:
        """The fields a cell's words mean, by data/reference/fields.csv; each once."""
        found: dict[str, None] = {}
        for word in row.many(column):
            ids = self.words.fields(word)
            if not ids:
                raise RowProblem(
                    column,
                    f"No field is known for the word {word!r}.",
                    remedy="Use a field's id or label, or add the word to "
                    "data/reference/fields.csv.",
                )
            found.update(dict.fromkeys(ids))
        return [concept("field", id) for id in found]

    # values

    def date(self, row: Row, column: str) -> Literal | None:
        """A partial date; None when empty."""
        return self._date(row[column], column) if row[column] else None

    def interval(self, row: Row, column: str) -> tuple[Literal | None, Literal | None]:
        """`start/end`, `start/` (open) or a single date, which is the start."""
        start, _, end = row[column].partition("/")
        return (
            self._date(start, column) if start else None,
            self._date(end, column) if end else None,
        )

    def _date(self, text: str, column: str) -> Literal:
        try:
            return partial_date(text)
        except ValueError as reason:
            raise RowProblem(
                column,
                f"{text!r} is no date of the calendar.",
                remedy="Write 2013, 2013-07 or 2013-07-16.",
            ) from reason

    def decimal(self, row: Row, column: str) -> Literal | None:
        """A number; None when empty."""
        if not row[column]:
            return None
        try:
            return decimal(row[column])
        except ValueError as reason:
            raise RowProblem(
                column, f"{row[column]!r} is no number.", remedy="Write digits only: 1500 or 2.5."
            ) from reason

    def integer(self, row: Row, column: str) -> Literal | None:
        """A whole number; None when empty."""
        if not row[column]:
            return None
        try:
            return integer_of(row[column])
        except ValueError as reason:
            raise RowProblem(
                column, f"{row[column]!r} is no whole number.", remedy="Write digits only: 1500."
            ) from reason

    def iri(self, row: Row, column: str) -> NamedNode | None:
        """A web address; None when empty."""
        return self.address(row[column], column) if row[column] else None

    def address(self, text: str, column: str) -> NamedNode:
        """A web address that stands in a cell."""
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
            raise RowProblem(
                column,
                f"{text!r} is no web address.",
                remedy="It begins with http:// or https:// and has no blanks.",
            )
        return NamedNode(text)

    def texts(self, row: Row, stem: str) -> list[Literal]:
        """The texts of the columns `stem_ko`, `stem_en` and any other `stem_<language tag>`."""
        said = []
        for column in row.cells:
            tag = column.removeprefix(stem + "_")
            if column.startswith(stem + "_") and _TAG.fullmatch(tag) and row[column]:
                said.append(Literal(row[column], language=tag))
        return said

    def text(self, row: Row, column: str, language: str = "en") -> Literal | None:
        """A text in one language; None when empty."""
        return Literal(row[column], language=language) if row[column] else None


_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-[a-z]{2}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _folded(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().casefold())


def _index(concepts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Concepts by id, and by label where no id is called so."""
    index = {_folded(iri.rpartition("/")[2]): iri for iri in concepts}
    for iri, labels in concepts.items():
        for text in labels.values():
            index.setdefault(_folded(text), iri)
    return index


def literals(texts: Iterable[str], language: str) -> list[Literal]:
    """Texts of one language."""
    return [Literal(text, language=language) for text in texts if text]
