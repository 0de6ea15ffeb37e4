"""A list of cities of somebody else's against the graph's: ids and scores, likeness marked as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal
from rapidfuzz import fuzz

from kg.engine.protocol import Term
from kg.errors import InputProblem
from kg.ingest.names import AmbiguousName, Gazetteer, Place, UnknownName
from kg.ingest.readers.delimited import delimited_records
from kg.questions.library import Reading
from kg.questions.values import plain
from kg.search.text import fold, jamo
from kg.terms import Names

ROWS = 2_000
"""Rows of a list at most."""
LONGEST = 200
"""Characters of a name at most; the rest is cut off."""
_HEADINGS = {"name", "city", "도시", "이름", "도시명", "country", "국가", "국가·지역"}


@dataclass(frozen=True)
class Asked:
    """A row of the list: a name, and a country where one is given."""

    name: str
    country: str = ""


@dataclass(frozen=True)
class Match:
    """What a row was found to mean."""

    asked: Asked
    how: str
    """`name` (it is a name of the place), `ambiguous` (of several), `like` (one is spelled
    nearly so: a suggestion, to be checked), `none`."""
    places: tuple[tuple[Place, int], ...] = ()
    """Places with their likeness, of 100, best first; one place where it is certain."""


class Cities:
    """The graph's cities by name."""

    def __init__(
        self, places: Iterable[Place], ids: dict[str, list[str]], countries: dict[str, str]
    ) -> None:
        self.gazetteer = Gazetteer(places)
        self.ids = ids
        """Addresses elsewhere (Wikidata, GeoNames) by IRI."""
        self._countries = countries

    @classmethod
    def read(cls, reading: Reading, names: Names) -> Cities:
        """All cities of the reading's revision."""
        told: dict[str, tuple[str, str, dict[str, str]]] = {}
        countries: dict[str, str] = {}
        for city, name, country, type in _rows(reading, "city-names", "city name country type"):
            code = plain(country).rpartition("/")[2].upper()
            countries[code.casefold()] = code
            _, _, called = told.setdefault(plain(city), (code, plain(type).rpartition("/")[2], {}))
            if isinstance(name, Literal):
                called.setdefault(name.value, name.language or "")
        lands = sorted({names.thing("country", c.lower()).value for c in countries.values()})
        for iri, texts in reading.captions(lands).items():
            code = iri.rpartition("/")[2].upper()
            countries |= {text.casefold(): code for text in texts.values()}
        ids: dict[str, list[str]] = {}
        for city, id in _rows(reading, "city-ids", "city id"):
            ids.setdefault(plain(city), []).append(plain(id))
        order = {"en": 0, "ko": 1}
        places = (
            Place(
                iri, code,
                tuple(sorted(called, key=lambda n: (order.get(called[n].split("-")[0], 2), n))),
                type,
            )
            for iri, (code, type, called) in told.items()
        )  # fmt: skip
        return cls(places, ids, countries)

    def match(self, asked: Asked) -> Match:
        """What one row means; a country that is not known is not heeded."""
        country = self._countries.get(asked.country.strip().casefold())
        try:
            # The list is somebody else's: a bare name may mean a namesake, too.
            return Match(
                asked, "name", ((self.gazetteer.find(asked.name, country, outside=True), 100),)
            )
        except AmbiguousName as several:
            return Match(asked, "ambiguous", tuple((p, 100) for p in several.candidates[:5]))
        except UnknownName as unknown:
            near = [(p, _likeness(asked.name, p)) for p in unknown.suggestions[:3]]
            near.sort(key=lambda item: -item[1])
            return Match(asked, "like" if near else "none", tuple(near))


def read_list(text: str, shown: str) -> list[Asked]:
    """The rows of a list: a name, and if there is a second cell, a country.

    A heading such as `city` or `도시` is left out. Raises InputProblem when the list is empty, has
    more than ROWS rows, or is no table.
    """
    if not text.strip():
        raise InputProblem("The list is empty.", remedy="Paste one name in each line.")
    rows: list[Asked] = []
    for _, cells in delimited_records(text.encode(), shown):
        said = [cell.strip()[:LONGEST] for cell in cells]
        if not said or not said[0]:
            continue
        if not rows and said[0].casefold() in _HEADINGS:
            continue
        if len(rows) >= ROWS:
            raise InputProblem(
                f"The list has more than {ROWS} rows.",
                remedy="Split it, or use the files at /data.",
            )
        rows.append(Asked(said[0], said[1] if len(said) > 1 else ""))
    if not rows:
        raise InputProblem("The list has no name.", remedy="Paste one name in each line.")
    return rows


def _likeness(name: str, place: Place) -> int:
    wanted = jamo(fold(name))
    return round(max(fuzz.ratio(wanted, jamo(fold(other))) for other in place.names))


def _rows(reading: Reading, question: str, columns: str) -> Iterator[list[Term | None]]:
    """The rows of an answer as terms: nothing in them has to be named."""
    answer = reading.answer(question)
    order = [answer.variables.index(column) for column in columns.split()]
    for row in answer.rows:
        yield [row[place] for place in order]
