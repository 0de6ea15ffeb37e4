"""Which document a row cites, and how that document is described in graph/sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from urllib.parse import unquote, urlsplit

from pyoxigraph import Literal, NamedNode

from kg.errors import RowProblem
from kg.ingest.manifest import Manifest
from kg.ingest.statements import EDITORS, PLACES, integer
from kg.ingest.words import RANKS, Publisher, Spelling, Words
from kg.terms import LABEL, RDF_TYPE, Names, cd, concept, name, partial_date, source_key

OFFICE = "gwangju-international-affairs"
"""The source of what the office enters without a document (kinds.md, Graphs)."""

RETRIEVED = cd("retrieved").value

_OWN = {
    EDITORS: ("이 그래프의 편집자", "Editors of this graph", "editors"),
    PLACES: ("지명 대장", "Register of places", "register"),
    OFFICE: (
        "광주광역시 국제교류 담당 부서",
        "International affairs office of Gwangju",
        "register",
    ),
}

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


class Sources:
    """Finds the Source of each row, and describes those that were found.

    `said_of` answers with the properties of which something stands: a Source keeps the day on
    which another dataset retrieved it.
    """

    def __init__(
        self,
        names: Names,
        words: Words,
        said_of: Callable[[str], Container[str]] = lambda iri: (),
    ) -> None:
        self.names = names
        self.words = words
        self._said_of = said_of
        self._by_key = {s.key: s for s in words.spellings.values()}
        self.unknown_hosts: set[str] = set()
        self._cited: dict[NamedNode, Spelling | str] = {}

    def find(self, text: str, column: str = "source_url") -> NamedNode:
        """The Source that a cell cites: an address, a spelling, or one of our own voices.

        The IRI of a Source, as our own sheets write it where its address is not enough, is taken
        too. Raises RowProblem when the cell is empty (no source, no row) or neither.
        """
        ours = self.names.split(text)
        if ours and ours[0] == "source":
            text = ours[1]
            if text in self._by_key:
                iri = self.names.source(text)
                self._cited[iri] = self._by_key[text]
                return iri
        if text in _OWN:
            iri = self.names.source(text)
            self._cited[iri] = text
            return iri
        if not text:
            raise RowProblem(
                column,
                "The row names no source.",
                remedy=f"Give the address of the document, or {OFFICE!r} when there is none.",
            )
        spelling = self.words.spellings.get(text)
        if spelling:
            iri = self.names.source(spelling.key)
            self._cited[iri] = spelling
            return iri
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
            raise RowProblem(
                column,
                f"{text[:80]!r} is neither a web address nor a known document.",
                remedy="Write the address, or add the spelling to data/reference/sources.csv.",
            )
        iri = self.names.source(source_key(text))
        self._cited.setdefault(iri, text)
        return iri

    def describe(self, dataset: Manifest) -> Iterator[Triple]:
        """The descriptions of every Source cited so far, and of the dataset itself."""
        about = self.names.thing("dataset", dataset.name)
        yield about, RDF_TYPE, cd("Dataset")
        for language, title in dataset.title.items():
            yield about, LABEL, Literal(title, language=language)
        yield about, name("dcterms:publisher"), Literal(dataset.publisher)
        yield about, name("dcterms:license"), _licence(dataset.licence)
        if dataset.retrieved:
            yield about, name("dcterms:issued"), partial_date(dataset.retrieved)
        if dataset.attribution:
            yield about, name("dcterms:rights"), Literal(dataset.attribution, language="en")
        for iri, cited in self._cited.items():
            yield iri, cd("dataset"), about
            yield from self._source(iri, cited)
            document = isinstance(cited, Spelling) or cited not in _OWN
            if document and dataset.retrieved and RETRIEVED not in self._said_of(iri.value):
                yield iri, NamedNode(RETRIEVED), partial_date(dataset.retrieved)

    def _source(self, iri: NamedNode, cited: Spelling | str) -> Iterator[Triple]:
        yield iri, RDF_TYPE, cd("Source")
        if isinstance(cited, Spelling):
            yield from self._spelled(iri, cited)
            return
        if cited in _OWN:
            ko, en, kind = _OWN[cited]
            yield from self._ranked(iri, kind, {"ko": ko, "en": en})
            return
        publisher = self._publisher(cited)
        yield iri, name("schema:url"), NamedNode(cited)
        yield from self._published(iri, publisher)
        tail = _tail(cited)
        labels = {language: f"{text}{tail}" for language, text in publisher.label.items()}
        yield from self._ranked(iri, publisher.kind, labels)

    def _spelled(self, iri: NamedNode, cited: Spelling) -> Iterator[Triple]:
        publisher = Publisher(cited.publisher, cited.kind)
        if cited.url:
            yield iri, name("schema:url"), NamedNode(cited.url)
            host = self._publisher(cited.url)
            publisher = Publisher(
                {k: v or host.label[k] for k, v in cited.publisher.items()},
                cited.kind or host.kind,
            )
        if cited.issued:
            yield iri, name("dcterms:issued"), partial_date(cited.issued)
        yield from self._published(iri, publisher)
        labels = {k: v or publisher.label[k] for k, v in cited.label.items()}
        yield from self._ranked(iri, publisher.kind, labels)

    def _published(self, iri: NamedNode, publisher: Publisher) -> Iterator[Triple]:
        for language, text in publisher.label.items():
            if text:
                yield iri, name("dcterms:publisher"), Literal(text, language=language)

    def _ranked(self, iri: NamedNode, kind: str, labels: dict[str, str]) -> Iterator[Triple]:
        yield iri, cd("sourceKind"), concept("source-kind", kind)
        yield iri, cd("rank"), integer(RANKS[kind])
        for language, text in labels.items():
            yield iri, LABEL, Literal(text, language=language)

    def _publisher(self, url: str) -> Publisher:
        host = urlsplit(url).netloc.lower().removeprefix("www.")
        known = self.words.publishers.get(host)
        if known:
            return known
        self.unknown_hosts.add(host)
        return Publisher({"ko": host, "en": host}, "press")


def _tail(url: str) -> str:
    """What tells two pages of one publisher apart, as short as it can be read."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/").rpartition("/")[2]
    numbers = re.findall(r"\d{3,}", parts.query)
    if re.search(r"\.(html?|php3?|jsp|aspx?|do|es)$", path) or path.isascii() is False:
        # The name of a script says nothing; the number of the article does.
        path = "" if numbers else path.partition(".")[0]
    words = [w for w in (path, *numbers[:1]) if w]
    text = " ".join(words)
    return f" · {text[:48]}" if text else ""


def _licence(text: str) -> NamedNode | Literal:
    return NamedNode(text) if text.startswith("http") else Literal(text)
