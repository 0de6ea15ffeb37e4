"""Names of things and of sources as one reader sees them, each asked for once.

Most pages name the same cities and sources. What a state of the graph calls them is kept for all
readers of a process, and forgotten with that state.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.engine.protocol import Limits, Session
from kg.model import Model
from kg.questions.sources import Source, describe
from kg.questions.values import Captions, Words, captions
from kg.terms import Names

_STATES = 3
"""States kept at a time: the one served, the one before, and an old one somebody looks at."""
_MOST = 50_000
"""Things kept of a state; about 25 MB."""


@dataclass
class _Known:
    """What is known of one state. An empty entry says that there is nothing to know."""

    captions: dict[str, Mapping[str, str]] = field(default_factory=dict)
    sources: dict[tuple[str, str], Source | None] = field(default_factory=dict)


class Register:
    """Names that were asked for before; safe to share between threads."""

    def __init__(self) -> None:
        self._states: OrderedDict[str, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: str) -> _Known:
        """What is known of the state with that key; begun anew when it has grown too large."""
        with self._lock:
            known = self._states.pop(key, None)
            if known is None or len(known.captions) + len(known.sources) > _MOST:
                known = _Known()
            self._states[key] = known
            while len(self._states) > _STATES:
                self._states.popitem(last=False)
            return known


class Naming:
    """Names for one reader: on one session, in one language."""

    def __init__(
        self,
        session: Session,
        within: Limits,
        model: Model,
        names: Names,
        language: str,
        register: Register,
    ) -> None:
        self._session = session
        self._within = within
        self._model = model
        self._names = names
        self._register = register
        self.language = language

    def captions(self, iris: Iterable[str]) -> Captions:
        """The captions of things, by IRI and language; a thing without one is left out."""
        wanted = set(iris)
        known = self._register.of(self._session.key).captions
        if unknown := wanted - known.keys():
            found = captions(self._session, self._within, unknown)
            known.update({iri: found.get(iri, {}) for iri in unknown})
        return {iri: texts for iri in wanted if (texts := known.get(iri))}

    def words(self, iris: Iterable[str]) -> Words:
        """Words for answers that name these things."""
        return Words(self._model, self._names, self.language, self.captions(iris))

    def sources(self, iris: Iterable[str]) -> dict[str, Source]:
        """Descriptions of sources, by IRI, in the reader's language where there is one."""
        wanted = set(iris)
        known = self._register.of(self._session.key).sources
        if unknown := {iri for iri in wanted if (iri, self.language) not in known}:
            found = describe(self._session, self._within, unknown, self.language)
            known.update({(iri, self.language): found.get(iri) for iri in unknown})
        return {iri: s for iri in sorted(wanted) if (s := known.get((iri, self.language)))}
