"""Terms as a reader sees them: text in one language, and the page it links to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.engine.protocol import Limits, Query, Session, Term
from kg.model import Kind, Model
from kg.terms import NAMESPACES, Names, shorten

Captions = Mapping[str, Mapping[str, str]]
"""Captions of things by IRI and language (`` for none)."""


@dataclass(frozen=True)
class Value:
    """One value: what is written, in which language, and where it leads."""

    text: str
    language: str = ""
    iri: str = ""
    kind: Kind | None = None
    key: str = ""
    scheme: str = ""
    """Scheme id, when the value is a concept."""

    @property
    def id(self) -> str:
        """Key of a thing, id of a concept, or the text itself: what addresses carry."""
        return self.key or (self.iri.rpartition("/")[2] if self.scheme else self.text)


class Words:
    """Turns terms into values in the reader's language, falling back to the other."""

    def __init__(self, model: Model, names: Names, language: str, captions: Captions) -> None:
        self._model = model
        self._names = names
        self._captions = captions
        self.language = language

    def value(self, term: NamedNode | Literal) -> Value:
        """The value of a term."""
        if isinstance(term, Literal):
            return Value(term.value, term.language or "")
        if concept := self._model.schemes_of.get(term.value):
            scheme, labels = concept
            text, language = self._pick(labels, term.value)
            return Value(text, language, term.value, scheme=scheme)
        if name := self._model.terms.get(term.value):
            # Classes and properties are called what their shape calls them.
            text, language = self._pick(name, shorten(term.value))
            return Value(text, language, term.value)
        text, language = self._pick(self._captions.get(term.value, {}), shorten(term.value))
        kind, key = self._page(term.value)
        return Value(text, language, term.value, kind, key)

    def _pick(self, texts: Mapping[str, str], otherwise: str) -> tuple[str, str]:
        for language in (self.language, "en", "ko", *sorted(texts)):
            if texts.get(language):
                return texts[language], language
        return otherwise, ""

    def _page(self, iri: str) -> tuple[Kind | None, str]:
        found = self._names.split(iri)
        if found is None:
            return None, ""
        try:
            return self._model.kind(found[0]), found[1]
        except KeyError:
            return None, ""


def plain(term: Term | None) -> str:
    """The IRI or text of a term, empty for none."""
    return term.value if isinstance(term, NamedNode | Literal) else ""


def values_clause(variable: str, iris: Iterable[str]) -> str:
    """A VALUES block of IRIs, each escaped by the term library."""
    return f"VALUES ?{variable} {{ {' '.join(str(NamedNode(iri)) for iri in iris)} }}"


def in_blocks(iris: Iterable[str], most: int = 32_000) -> Iterator[list[str]]:
    """IRIs in groups of at most so many characters, each small enough to stand in one query.

    The engine refuses queries of more than 64 KiB, and addresses of documents are long.
    """
    block: list[str] = []
    length = 0
    for iri in iris:
        if block and length + len(iri) + 3 > most:
            yield block
            block, length = [], 0
        block.append(iri)
        length += len(iri) + 3
    if block:
        yield block


def captions(session: Session, within: Limits, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """The captions of things, by IRI and language."""
    found: dict[str, dict[str, str]] = {}
    for block in in_blocks(sorted(set(iris))):
        answer = session.ask(
            Query(
                f"SELECT ?thing ?caption WHERE {{ {values_clause('thing', block)} "
                f"?thing <{NAMESPACES['cd']}caption> ?caption }}"
            ),
            within,
        )
        for thing, caption in answer.rows:
            if isinstance(caption, Literal) and isinstance(thing, NamedNode):
                found.setdefault(thing.value, {})[caption.language or ""] = caption.value
    return found
