"""Results kept by the state of the graph they are of: in memory, and in files all processes share."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from kg.errors import EngineUnavailable

_log = logging.getLogger(__name__)
REVISIONS = 3
"""Revisions whose results stay on disk."""
FILES = 300
"""Results of one revision that stay on disk; those not asked for longest go first."""
PATIENCE = 25.0
"""Seconds to wait for a result that another request computes."""
_TICK = 0.05
T = TypeVar("T")


class Recent(Generic[T]):
    """The few results asked for last, in this process; what is computed twice at once, once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[tuple[str, ...], T] = OrderedDict()
        self._lock = Lock()

    def get(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """The result of that name, made if it is not held."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
                return self._held[name]
        made = make()
        with self._lock:
            self._held[name] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made


class Underway(Generic[T]):
    """Long computations that go on when nobody waits for them any longer."""

    def __init__(self, patience: float = 15.0) -> None:
        self._patience = patience
        self._running: dict[tuple[str, ...], Future[T]] = {}
        self._lock = Lock()

    def get(self, name: tuple[str, ...], make: Callable[[], T]) -> T:
        """What `make` gives, run in a thread of its own, once for all who ask meanwhile.

        Raises what `make` raises, and EngineUnavailable when it takes longer than one waits:
        it goes on, and whoever asks again finds it.
        """
        with self._lock:
            future = self._running.get(name)
            if future is None:
                future = self._running[name] = Future()
                Thread(target=self._run, args=(name, future, make), daemon=True).start()
        try:
            return future.result(self._patience)
        except TimeoutError:
            raise EngineUnavailable(
                "This is being computed.",
                remedy="Try again in a few seconds; it goes on meanwhile.",
            ) from None

    def _run(self, name: tuple[str, ...], future: Future[T], make: Callable[[], T]) -> None:
        try:
            future.set_result(make())
        except Exception as reason:  # noqa: BLE001 - whoever waits for it is told
            future.set_exception(reason)
        finally:
            with self._lock:
                del self._running[name]


class Shelf:
    """A folder of results as JSON, one file each, in a folder for each state of the graph.

    A state never changes, so what is kept is never wrong. A result is computed by one process
    while the others wait for it.
    """

    def __init__(self, folder: Path, *, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience

    def get(self, key: str, name: str, make: Callable[[], Any]) -> Any:
        """The result of that name for the graph in the state `key`.

        `make` gives what JSON can hold. Raises EngineUnavailable when another process has been
        computing it for longer than one waits.
        """
        place = self._folder / _digest(key)
        file = place / f"{_digest(name)}.json"
        found = _read(file)
        if found is not None:
            return found
        try:
            place.mkdir(parents=True, exist_ok=True)
            with self._turn(file.with_suffix(".lock")):
                found = _read(file)
                if found is None:
                    found = make()
                    _write(file, found)
                    self._tidy(place)
        except OSError as reason:
            # A full disk or a folder that may not be written costs time, not answers.
            _log.warning("result not kept file=%s reason=%s", file, reason)
            return make() if found is None else found
        return found

    @contextmanager
    def _turn(self, path: Path) -> Iterator[None]:
        end = time.monotonic() + self._patience
        with path.open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise EngineUnavailable(
                            "This is being computed.", remedy="Try again in a few seconds."
                        ) from None
                    time.sleep(_TICK)
            yield

    def _tidy(self, newest: Path) -> None:
        os.utime(newest)
        for old in _oldest(self._folder.iterdir(), REVISIONS):
            shutil.rmtree(old, ignore_errors=True)
        for old in _oldest(newest.glob("*.json"), FILES):
            old.unlink(missing_ok=True)
            old.with_suffix(".lock").unlink(missing_ok=True)


def _oldest(paths: Iterator[Path], keep: int) -> list[Path]:
    """All but the newest `keep`."""
    dated = []
    for path in paths:
        with suppress(FileNotFoundError):  # another process tidied
            dated.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(dated)[:-keep]]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _read(file: Path) -> Any:
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:  # not there, or not to be read: then it is computed
        return None
    try:
        return json.loads(content)
    except ValueError:
        _log.warning("result cannot be read, computed again file=%s", file)
        return None


def _write(file: Path, result: Any) -> None:
    fresh = file.with_suffix(f".{os.getpid()}")
    try:
        fresh.write_text(json.dumps(result, ensure_ascii=False))
        fresh.rename(file)
    finally:
        fresh.unlink(missing_ok=True)
