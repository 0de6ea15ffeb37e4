"""The reading room: one place to ask lists, pages, records and stored questions from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.engine.cache import CachedEngine
from kg.engine.embedded import EmbeddedEngine
from kg.engine.protocol import Answer, Engine, Limits, Query, Session, Single
from kg.model import Kind, Model, read_model
from kg.questions.catalogue import Catalogue
from kg.questions.choices import Choices, choices
from kg.questions.finder import Finder
from kg.questions.listing import Lister, Listing, Selection
from kg.questions.naming import Naming, Register
from kg.questions.page import Group, Page, Pager
from kg.questions.records import Record, Recorder
from kg.questions.sources import Source
from kg.questions.values import Captions, Value
from kg.questions.whereabouts import Whereabouts, whereabouts
from kg.search import Found, Hit
from kg.settings import Settings
from kg.terms import Names


@dataclass(frozen=True)
class Table:
    """The answer to a stored question in the reader's words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    sources: dict[str, Source]
    """Descriptions of every source that stands in the answer, by IRI."""

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


class Reading:
    """Everything one reader asks in one go, on one revision and in one language."""

    def __init__(self, session: Session, within: Limits, library: Library, language: str) -> None:
        self._session = session
        self._within = within
        self._library = library
        self.language = language
        model, names = library.model, library.names
        self._naming = Naming(session, within, model, names, language, library.register)
        self._lister = Lister(session, within, model, names, self._naming)
        self._pager = Pager(session, within, model, names, self._naming)
        self._recorder = Recorder(session, within, names, self._naming)

    def in_language(self, language: str) -> Reading:
        """The same revision, read in another language."""
        return Reading(self._session, self._within, self._library, language)

    @property
    def revision(self) -> str:
        """The revision every answer of this reading is about."""
        return self._session.revision

    @property
    def key(self) -> str:
        """What every answer of this reading depends on beside its question: the ETag's seed."""
        return self._session.key

    def listing(self, selection: Selection) -> Listing:
        """A page of a list with its facets."""
        return self._lister.listing(selection)

    def selected(self, selection: Selection) -> list[str]:
        """The IRIs of everything selected."""
        return self._lister.all(selection)

    def page(self, kind: Kind, key: str) -> Page:
        """All about one thing."""
        return self._pager.page(kind, key)

    def groups(self, page: Page, apart: Collection[str] = ()) -> tuple[Group, ...]:
        """What points to a page's thing, by kind and property, without the kinds named `apart`."""
        return self._pager.groups(page, apart)

    def records(self, kind: Kind, things: Sequence[str]) -> Iterator[Record]:
        """Full records, for exports."""
        return self._recorder.records(kind, things)

    def ask(self, name: str, **given: str) -> Table:
        """The answer to a stored question, its things named in the reader's language."""
        return self.ask_all({name: given})[name]

    def ask_all(self, questions: Mapping[str, Mapping[str, str]]) -> dict[str, Table]:
        """The answers to several stored questions, each with its values, named in one go."""
        answers = {name: self.answer(name, **given) for name, given in questions.items()}
        named = {iri for answer in answers.values() for iri in _named(answer)}
        self._naming.captions(named)
        self._naming.sources(self._cited(named))
        return {
            name: self._table(self._library.catalogue[name].columns, answer)
            for name, answer in answers.items()
        }

    def answer(self, name: str, **given: str) -> Answer:
        """The answer to a stored question as terms."""
        return self._library.catalogue.ask(self._session, self._within, name, **given)

    def table(self, query: Query) -> Table:
        """A visitor's own SELECT or ASK, its things named in the reader's language."""
        return self.tabled(self._session.ask(query, self._within))

    def tabled(self, answer: Answer) -> Table:
        """Rows or a truth that were answered before, likewise."""
        if answer.boolean is not None:
            return Table(("ask",), ((Value(str(answer.boolean).lower()),),), {})
        return self._table(answer.variables, answer)

    def stream(self, query: Query, media_type: str) -> Iterator[bytes]:
        """An answer as bytes of a media type."""
        return self._session.stream(query, media_type, self._within)

    def search(self, text: str, *, kinds: Collection[str], limit: int, offset: int) -> Found:
        """What fits a text, best first."""
        return self._library.finder.search(text, kinds=kinds, limit=limit, offset=offset)

    def suggest(self, text: str, limit: int) -> list[Hit]:
        """Names that begin with a text."""
        return self._library.finder.suggest(text, limit)

    def name(self, iris: Sequence[str]) -> dict[str, Value]:
        """Names of things, by IRI."""
        words = self._naming.words(iris)
        return {iri: words.value(NamedNode(iri)) for iri in iris}

    def captions(self, iris: Sequence[str]) -> Captions:
        """The names of things in every language there is, by IRI and language."""
        return self._naming.captions(iris)

    def whereabouts(self, iris: Collection[str]) -> dict[str, Whereabouts]:
        """Coordinates and country of the things that have coordinates, by IRI."""
        return whereabouts(self._session, self._within, self.name, iris)

    def choices(self, kind: Kind, most: int) -> Choices:
        """Things of a kind by their names, to choose one from."""
        return choices(self._session, self._within, self.name, kind, most)

    def sources(self, iris: Sequence[str]) -> dict[str, Source]:
        """Descriptions of sources, by IRI."""
        return self._naming.sources(iris)

    def _table(self, columns: tuple[str, ...], answer: Answer) -> Table:
        order = [answer.variables.index(c) if c in answer.variables else None for c in columns]
        iris = _named(answer)
        words = self._naming.words(iris)

        def value(term: object) -> Value | None:
            return words.value(term) if isinstance(term, NamedNode | Literal) else None

        rows = tuple(
            tuple(None if i is None else value(row[i]) for i in order) for row in answer.rows
        )
        return Table(columns, rows, self._naming.sources(self._cited(iris)))

    def _cited(self, iris: Iterable[str]) -> list[str]:
        head = self._library.names.source("x").value[:-1]
        return [iri for iri in iris if iri.startswith(head)]


def _named(answer: Answer) -> set[str]:
    """The IRIs of everything that stands in an answer's rows."""
    return {t.value for row in answer.rows for t in row if isinstance(t, NamedNode)}


class Library:
    """Model, questions and engine together; opens readings.

    `visitors` is the engine that visitors' own queries go to, where it is another, and `patient` the
    one for those of visitors whose queries ran long of late.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        visitors: Engine | None = None,
        patient: Engine | None = None,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.visitors = visitors or engine
        self.patient = patient or self.visitors
        self.model: Model = read_model(settings.ontology)
        self.names = Names(settings.base)
        self.catalogue = Catalogue.read(self.model, self.names)
        self.register = Register()
        self.limits = Limits.from_settings(settings)
        self.finder = Finder(engine, self.limits, self.model, settings.var / "search")

    @contextmanager
    def reading(
        self, language: str, *, visitor: bool = False, patient: bool = False
    ) -> Iterator[Reading]:
        """A reading in a language, on the newest revision the engine serves.

        A visitor's own queries are asked where they cannot keep pages waiting, and those of a
        patient visitor where they cannot keep other visitors waiting.
        """
        engine = self._of_visitors(patient) if visitor else self.engine
        with engine.session() as session:
            yield Reading(session, self.limits, self, language)

    def single(self, query: Query, media_type: str, *, patient: bool = False) -> Single:
        """The answer to a visitor's query alone, and the state of the graph it was asked of."""
        return self._of_visitors(patient).single(query, media_type, self.limits)

    def _of_visitors(self, patient: bool) -> Engine:
        return self.patient if patient else self.visitors

    def cancel(self, call: int) -> None:
        """Has a visitor's query with that number ended, if there is one and the engine can."""
        self.visitors.cancel(call)

    def current_key(self) -> str:
        """Changes whenever any answer may; cheap enough to ask with each request."""
        return self.engine.current_key()


CACHE = 64 << 20
"""Bytes of answers each process keeps."""


def open_library(settings: Settings) -> Library:
    """The library over the engine that the settings name."""
    if settings.engine != "embedded":
        from kg.engine.remote import RemoteEngine  # brings rdflib along: only where it is wanted

        return Library(settings, CachedEngine(RemoteEngine(settings), CACHE))
    pages, visitors = EmbeddedEngine(settings), EmbeddedEngine(settings, visitors=True)
    kept = CachedEngine(visitors, CACHE)
    return Library(settings, CachedEngine(pages, CACHE), kept, kept.beside(visitors.patient()))
