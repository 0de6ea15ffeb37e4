"""The gazetteer: which place a name means, within a country; never by likeness alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from kg.errors import KgError, RowProblem
from kg.ingest.name_forms import Form, key, plain, shorter_keys, sort_of, take_apart
from kg.search.text import fold, jamo

REMEDY = "Correct it, or add the name to data/reference/place-names.csv."

_NEAR = 70
"""Likeness, of 100, from which a place of the same country is suggested."""
_NEAR_ELSEWHERE = 85


@dataclass(frozen=True)
class Place:
    """A place with every name it is known by, in any language; the first one is shown."""

    iri: str
    country: str
    """ISO 3166-1, two capital letters."""
    names: tuple[str, ...]
    place_type: str
    """Id of a concept of the scheme place-type, such as `city` or `province`; or words."""

    @property
    def key(self) -> str:
        """The last segment of its IRI: `gwangju-kr`."""
        return self.iri.rpartition("/")[2]

    def __str__(self) -> str:
        return f"{self.names[0]} ({self.key})"


class NameProblem(KgError):
    """A name does not tell which place is meant."""

    def in_column(self, column: str) -> RowProblem:
        """The same problem as that of a cell."""
        return RowProblem(column, self.problem, remedy=self.remedy)


class UnknownName(NameProblem):
    """No place bears the name; `suggestions` bear similar ones, nearest first."""

    def __init__(self, name: str, country: str | None, suggestions: tuple[Place, ...]) -> None:
        near = ", ".join(str(place) for place in suggestions[:3])
        super().__init__(
            f"No place is known by the name {name!r}" + (f" in {country}." if country else "."),
            remedy=(f"Is {near} meant? " if near else "") + REMEDY,
        )
        self.suggestions = suggestions


class AmbiguousName(NameProblem):
    """Several places may be meant: `candidates`."""

    def __init__(self, name: str, country: str | None, candidates: tuple[Place, ...]) -> None:
        several = ", ".join(str(place) for place in candidates[:6])
        more = " …" if len(candidates) > 6 else ""
        super().__init__(
            f"{name!r}" + (f" in {country}" if country else "") + f" may mean {several}{more}.",
            remedy="Write the key or the full name of the one that is meant"
            + ("." if country else ", or give the country."),
        )
        self.candidates = candidates


class Gazetteer:
    """Finds places by name: ko, en, native and other names alike.

    A name finds a place when it is one of its names, but for case, accents, blanks, hyphens and
    apostrophes; failing that, when both are the same once 시, 성, -si, "City of", "Province" and
    the like are set aside, and nothing else may be meant. What such a word says is heeded: a
    province is no city. Likeness only suggests.
    """

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self._places: dict[str, Place] = {}
        self._named: dict[str, dict[str, None]] = defaultdict(dict)
        self._bare: dict[str, dict[str, None]] = defaultdict(dict)
        self._shortened: dict[str, dict[str, None]] = defaultdict(dict)
        self._metropolitan: set[str] = set()
        self._spelled: dict[str, dict[str, str]] = defaultdict(dict)
        """IRI by name as likeness compares it, by country."""
        self.add(places)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def add(self, places: Iterable[Place]) -> None:
        """Adds places; one whose IRI is known already gains names only."""
        for place in places:
            known = self._places.get(place.iri)
            if known is not None:
                new = tuple(name for name in place.names if name not in known.names)
                self._places[place.iri] = replace(known, names=known.names + new)
                self._index(known, new)
            else:
                self._places[place.iri] = place
                self._index(place, place.names)

    def _index(self, place: Place, names: Iterable[str]) -> None:
        iri = place.iri
        if "metropolitan" in place.place_type.casefold():
            self._metropolitan.add(iri)
        for name in names:
            folded = key(name)
            if not folded:
                continue
            self._named[folded][iri] = None
            self._spelled[place.country].setdefault(jamo(fold(name)), iri)
            form = take_apart(name)
            if form.metropolitan:
                self._metropolitan.add(iri)
            if form.grown or not form.says:
                self._bare[form.key][iri] = None
            for shorter in shorter_keys(name):
                self._shortened[shorter][iri] = None

    def keyed(self, iri: str) -> Place | None:
        """The place with that IRI."""
        return self._places.get(iri)

    def find(self, name: str, country: str | None, *, outside: bool = False) -> Place:
        """The one place a name means in a country, or in the world when that is None.

        `outside` says that the name stands in somebody else's list: a bare name then means a
        namesake that goes by a longer name here ("Gwangju" and "Gwangju (Gyeonggi)") as well.

        Raises UnknownName with suggestions, AmbiguousName with the candidates.
        """
        country = country.strip().upper() if country else None
        found = self._meant(name, country or None, outside)
        if not found:
            raise UnknownName(name, country, self.suggestions(name, country))
        if len(found) > 1:
            raise AmbiguousName(name, country, tuple(sorted(found, key=lambda p: p.iri)))
        return found[0]

    def _meant(self, name: str, country: str | None, outside: bool) -> list[Place]:
        form = take_apart(name)
        named = self._at(self._named, key(name), country)
        # Marks tell places apart where both spellings are names.
        named = [p for p in named if plain(name) in map(plain, p.names)] or named
        if form.says:
            return _settlements_first(named) or self._said(form, country)
        shortened = self._at(self._shortened, form.key, country)
        if not named:
            # 타이난 of 타이난시, but never a province by its bare name: it may be a city's too.
            bare = _settlements(self._at(self._bare, form.key, country))
            return _union(bare, _settlements(shortened)) if bare else []
        if outside:
            bare = self._at(self._bare, form.key, country)
            return _settlements_first(_union(named, bare, shortened))
        if _settlements(named):
            return _settlements_first(named)
        lands = {place.country for place in named}
        bare = self._at(self._bare, form.key, country)
        rivals = [p for p in _settlements(_union(bare, shortened)) if p.country in lands]
        return _union(named, rivals)

    def _said(self, form: Form, country: str | None) -> list[Place]:
        """The places a name with a suffix or first words means once these are set aside."""
        sure = _union(
            self._at(self._named, form.key, country), self._at(self._bare, form.key, country)
        )
        perhaps = self._at(self._shortened, form.key, country)
        sure, perhaps = ([p for p in some if self._fits(p, form)] for some in (sure, perhaps))
        return _union(sure, perhaps) if sure else []

    def _fits(self, place: Place, form: Form) -> bool:
        if form.metropolitan and place.country == "KR":
            return place.iri in self._metropolitan
        return sort_of(place.place_type) == form.says

    def suggestions(self, name: str, country: str | None, most: int = 5) -> tuple[Place, ...]:
        """Places a misspelled or shortened name may mean, likeliest first.

        Those of the country come first; then those of others that bear just this name.
        """
        country = country.upper() if country else None
        form = take_apart(name)
        found: dict[str, None] = {}
        for index in (self._named, self._bare, self._shortened):
            found.update((p.iri, None) for p in self._at(index, form.key, country))
        lands = [country] if country else list(self._spelled)
        found.update(dict.fromkeys(self._like(name, lands, _NEAR, most)))
        if country:
            found.update((p.iri, None) for p in self._at(self._named, key(name), None))
            if not found:
                found.update(
                    dict.fromkeys(self._like(name, list(self._spelled), _NEAR_ELSEWHERE, most))
                )
        return tuple(self._places[iri] for iri in list(found)[:most])

    def nearest_known(self, name: str, country: str | None) -> Place | None:
        """The likeliest suggestion."""
        return next(iter(self.suggestions(name, country, most=1)), None)

    def _like(self, name: str, countries: Iterable[str], least: int, most: int) -> Iterator[str]:
        wanted = jamo(fold(name))
        scored: list[tuple[float, str]] = []
        for country in countries:
            spelled = self._spelled.get(country, {})
            # A place has several names; more are asked for than places are wanted.
            near = process.extract(
                wanted, spelled.keys(), scorer=fuzz.ratio, score_cutoff=least, limit=most * 4
            )
            scored.extend((-score, spelled[text]) for text, score, _ in near)
        return (iri for _, iri in sorted(scored))

    def _at(self, index: dict[str, dict[str, None]], at: str, country: str | None) -> list[Place]:
        places = (self._places[iri] for iri in index.get(at, ()))
        return [place for place in places if country is None or place.country == country]


def _settlements(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if sort_of(place.place_type) == "settlement"]


def _settlements_first(places: Collection[Place]) -> list[Place]:
    """The places without regions and districts of a country that has a settlement among them."""
    lands = {place.country for place in _settlements(places)}
    return [p for p in places if p.country not in lands or sort_of(p.place_type) == "settlement"]


def _union(*several: Iterable[Place]) -> list[Place]:
    places = {place.iri: place for some in several for place in some}
    return [places[iri] for iri in sorted(places)]
