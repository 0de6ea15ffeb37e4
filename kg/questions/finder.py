"""The search index of the graph being served: made once a revision, by whoever asks first."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Lock, Thread

from pyoxigraph import Literal, NamedNode

from kg.engine.protocol import Engine, Limits, Query, Session
from kg.errors import KgError
from kg.model import Model
from kg.questions.values import plain, values_clause
from kg.search import Entry, Found, Hit, Index, build
from kg.terms import ALT_LABEL, LABEL, NAMESPACES, cd

_log = logging.getLogger(__name__)
_NAMES = {
    LABEL.value: 3,
    cd("caption").value: 3,
    ALT_LABEL.value: 2,
    cd("formerName").value: 2,
    NAMESPACES["dcterms"] + "identifier": 2,
}
KEPT = 3
"""Index files left on disk: the newest, and those other processes may be about to open."""
_LAST = 20
"""Kinds from this order on (stages, amounts, sources) are found on other things' pages."""


class Finder:
    """Finds things by their names and texts; keeps one index file for all processes."""

    def __init__(self, engine: Engine, within: Limits, model: Model, folder: Path) -> None:
        self._engine = engine
        self._within = within
        self._model = model
        self._folder = folder
        self._index: Index | None = None
        self._key = ""
        self._lock = Lock()
        self._making: Thread | None = None

    def search(self, text: str, *, kinds: Collection[str], limit: int, offset: int) -> Found:
        """What fits a text; see kg.search."""
        return self._current().search(text, kinds=kinds, limit=limit, offset=offset)

    def suggest(self, text: str, limit: int) -> list[Hit]:
        """Names that begin with a text."""
        return self._current().suggest(text, limit=limit)

    def _current(self) -> Index:
        """The index of the newest revision; while that is being made, the one before.

        A search that finds names of a moment ago is better than one that waits for minutes.
        """
        key = self._engine.current_key()
        with self._lock:
            if self._key == key and self._index is not None:
                return self._index
            path = self._path(key)
            if path.exists() or self._index is None:
                if not path.exists():
                    self._make(key)
                self._index, self._key = Index.open(path), key
                return self._index
            if self._making is None or not self._making.is_alive():
                self._making = Thread(target=self._make_aside, args=(key,), daemon=True)
                self._making.start()
            return self._index

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.sqlite"

    def _make_aside(self, key: str) -> None:
        try:
            self._make(key)
        except KgError as problem:
            _log.warning("search index not made problem=%s", problem)

    def _make(self, key: str) -> None:
        """Builds the index file unless another process does; waits for that one then."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "making").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            path = self._path(key)
            if path.exists():
                return
            with self._engine.session() as session:
                build(path, self._entries(session), revision=key)
        # Processes that still have an old file open keep reading it.
        found = sorted(self._folder.glob("*.sqlite"), key=lambda p: p.stat().st_mtime)
        for old in found[:-KEPT]:
            if old != path:
                old.unlink(missing_ok=True)
        os.utime(path)

    def _entries(self, session: Session) -> Iterator[Entry]:
        kinds = {k.iri: k for k in self._model if k.order < _LAST}
        weights = dict(_NAMES)
        for kind in kinds.values():
            weights |= {
                p.path: 1 for p in kind.properties if p.value == "text" and p.path not in weights
            }
        answer = session.ask(
            Query(
                "SELECT DISTINCT ?thing ?class ?property ?text WHERE { "
                f"{values_clause('class', kinds)} {values_clause('property', weights)} "
                "?thing a ?class ; ?property ?text }"
            ),
            self._within,
        )
        for thing, cls, path, text in answer.rows:
            if isinstance(text, Literal) and isinstance(thing, NamedNode):
                name, weight = kinds[plain(cls)].name, weights[plain(path)]
                yield Entry(thing.value, name, text.value, text.language or "", weight)
