"""Answers kept by the state of the graph they are of; such an answer is never out of date."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from kg.engine.guard import inspect
from kg.engine.protocol import Answer, Engine, Limits, Query, Session, Single
from kg.errors import GraphMoved

# Terms take several times the room their text takes.
_TERMS = 6
_OVERHEAD = 500
# Workers of a new state answer a moment before the keeper says that it serves it (less than a
# second, several on a busy machine).
_AHEAD = 5.0

_Name = tuple[str, Query, str]


@dataclass
class _Held:
    content: bytes | Answer
    size: int


class _Kept:
    """Answers by key, question and media type, up to `most` bytes in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[_Name, _Held] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, name: _Name) -> bytes | Answer | None:
        """What is kept under a name."""
        with self._lock:
            held = self._held.get(name)
            if held is None:
                return None
            self._held.move_to_end(name)
            return held.content

    def keep(self, name: _Name, content: bytes | Answer, size: int) -> None:
        """Keeps an answer, letting go of those not asked for longest."""
        size += _OVERHEAD + len(name[1].text)
        if size > self._most // 8:
            return
        with self._lock:
            old = self._held.pop(name, None)
            self._size += size - (old.size if old else 0)
            self._held[name] = _Held(content, size)
            while self._size > self._most:
                self._size -= self._held.popitem(last=False)[1].size

    def keeping(self, name: _Name, pieces: Iterable[bytes]) -> Iterable[bytes]:
        """The same pieces, kept once all of them have been read."""
        if not isinstance(pieces, tuple):
            return self._kept_at_last(name, pieces)
        for piece in pieces:
            self.keep(name, piece, len(piece))
        return pieces

    def _kept_at_last(self, name: _Name, pieces: Iterable[bytes]) -> Iterator[bytes]:
        most = self._most // 8
        held: list[bytes] = []
        size = 0
        for piece in pieces:
            size += len(piece)
            if size <= most:
                held.append(piece)
            yield piece
        if size <= most:  # only an answer that came to its end gets here
            self.keep(name, b"".join(held), size)


class CachedEngine:
    """An engine that keeps answers, up to `size` bytes in all, least recently used out first.

    Queries with NOW, RAND, UUID, STRUUID or BNODE are not kept, nor any answer over an eighth
    of the size. Limits are no part of an answer's name: what fitted narrow ones is an answer
    under all. The answers handed out are copies, so a caller may sort their rows.
    """

    def __init__(self, engine: Engine, size: int) -> None:
        self._engine = engine
        self._kept = _Kept(size)
        self._revision = ("", "")  # the last key met, and its revision
        self._ahead = ("", "", 0.0)  # the key told, the one met instead, and until when to trust it

    def beside(self, engine: Engine) -> CachedEngine:
        """Another way to ask the same graph, whose answers are kept together with these."""
        other = CachedEngine(engine, 0)
        other._kept = self._kept
        return other

    @contextmanager
    def session(self) -> Iterator[CachedSession]:
        """A session on the newest revision, which asks the engine only for what is not kept."""
        with ExitStack() as stack:
            yield CachedSession(self, stack)

    def ask(self, query: Query, within: Limits) -> Answer:
        """One question in a session of its own."""
        with self.session() as session:
            return session.ask(query, within)

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """One streamed question in a session of its own."""
        return iter(self.single(query, media_type, within).pieces)

    def single(self, query: Query, media_type: str, within: Limits) -> Single:
        """One question alone."""
        if not inspect(query.text).cacheable:
            return self._engine.single(query, media_type, within)
        key, revision = self._revision
        if key == self.current_key():
            found = self._kept.find((key, query, media_type))
            if isinstance(found, bytes):
                return Single(key, revision, (found,))
        answer = self._engine.single(query, media_type, within)
        if (answer.key, answer.revision) != self._revision:
            self._revision = (answer.key, answer.revision)
        name = answer.key, query, media_type
        return Single(answer.key, answer.revision, self._kept.keeping(name, answer.pieces))

    def cancel(self, call: int) -> None:
        """Has the engine end the query with that number."""
        self._engine.cancel(call)

    def current_key(self) -> str:
        """The key new sessions have.

        What a session has met counts for a moment more than what the engine says, or else a page
        asked anew after GraphMoved would stand on the old key again.
        """
        told = self._engine.current_key()
        stale, met, until = self._ahead
        return met if told == stale and time.monotonic() < until else told


class CachedSession:
    """Answers from what is kept under the session's key, else from a session of the engine.

    That session is opened when it is first needed. Should the engine have moved on by then,
    after this session has already answered from what it kept, GraphMoved is raised: one page
    must not show two revisions.
    """

    def __init__(self, cache: CachedEngine, stack: ExitStack) -> None:
        self._cache = cache
        self._stack = stack
        self._session: Session | None = None
        self._answered = False
        self._key = cache.current_key()

    @property
    def key(self) -> str:
        """The key of the state all answers are of; from here on the session stands on it."""
        self._answered = True
        return self._key

    @property
    def revision(self) -> str:
        """The revision all answers are of; from here on the session stands on it."""
        key, revision = self._cache._revision
        if key != self._key:
            revision = self._opened().revision
        self._answered = True
        return revision

    def ask(self, query: Query, within: Limits) -> Answer:
        """The answer as terms; raises as the engine's session does."""
        cacheable = inspect(query.text).cacheable
        found = self._cache._kept.find((self._key, query, "")) if cacheable else None
        if not isinstance(found, Answer):
            found = self._opened().ask(query, within)
            if cacheable:
                self._cache._kept.keep((found.key, query, ""), found, found.size * _TERMS)
        self._answered = True
        return replace(found, rows=list(found.rows), triples=list(found.triples))

    def stream(self, query: Query, media_type: str, within: Limits) -> Iterator[bytes]:
        """The answer in pieces; raises as the engine's session does."""
        cacheable = inspect(query.text).cacheable
        found = self._cache._kept.find((self._key, query, media_type)) if cacheable else None
        if isinstance(found, bytes):
            self._answered = True
            return iter((found,))
        session = self._opened()
        self._answered = True
        pieces = session.stream(query, media_type, within)
        if not cacheable:
            return pieces
        return iter(self._cache._kept.keeping((self._key, query, media_type), pieces))

    def _opened(self) -> Session:
        if self._session is None:
            session = self._stack.enter_context(self._cache._engine.session())
            if session.key != self._key and self._answered:
                self._cache._ahead = (self._key, session.key, time.monotonic() + _AHEAD)
                raise GraphMoved
            self._key = session.key
            self._cache._revision = (session.key, session.revision)
            self._session = session
        return self._session
