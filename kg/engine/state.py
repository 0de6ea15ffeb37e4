"""What the keeper serves just now, in a small file it replaces whole."""

from __future__ import annotations

import json
import mmap
import os
import struct
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.engine.wire import STATE

_COUNT = "state.count"
_NUMBER = struct.Struct("Q")
# Seconds after which the file is looked at though the count is the same: somebody may have
# cleared the folder.
_LOOK = 0.1


@dataclass(frozen=True)
class State:
    """The key and revision served (empty before the first), and what went wrong last, if so."""

    keeper: int
    key: str = ""
    revision: str = ""
    problem: str = ""


def write_state(folder: Path, state: State) -> None:
    """Replaces the file, so that a reader sees the old state or the new."""
    part = folder / f"{STATE}.part"
    part.write_text(json.dumps(asdict(state)), encoding="utf-8")
    part.replace(folder / STATE)
    _changed(folder)


def forget_state(folder: Path) -> None:
    """Takes the file away: nothing is served."""
    (folder / STATE).unlink(missing_ok=True)
    _changed(folder)


def _changed(folder: Path) -> None:
    """Counts a change, for readers who would otherwise ask the kernel with each request."""
    file = os.open(folder / _COUNT, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(file, _NUMBER.size)
        with mmap.mmap(file, _NUMBER.size) as shared:
            _NUMBER.pack_into(shared, 0, _NUMBER.unpack_from(shared)[0] + 1)
    finally:
        os.close(file)


@dataclass(frozen=True)
class _Seen:
    count: int
    until: float
    mark: tuple[int, int]
    state: State


class StateFile:
    """Reads the state; a file that has not been replaced is not read again."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATE
        self._count = folder / _COUNT
        self._shared: mmap.mmap | None = None
        self._seen: _Seen | None = None

    def read(self) -> State | None:
        """The state, or None when no keeper has written one."""
        seen, shared, now = self._seen, self._shared, time.monotonic()
        count = _NUMBER.unpack_from(shared)[0] if shared is not None else 0
        if seen is not None and seen.count == count and now < seen.until:
            return seen.state
        if shared is None:
            self._share()
        try:
            status = os.stat(self._path)
            mark = (status.st_ino, status.st_mtime_ns)
            if seen is None or seen.mark != mark or seen.count != count:
                state = State(**json.loads(self._path.read_text(encoding="utf-8")))
            else:
                state = seen.state
        except FileNotFoundError:
            self._seen = self._shared = None  # a keeper that begins may count in a new file
            return None
        # Without the count there is no telling how long this is true.
        self._seen = _Seen(count, now + _LOOK if shared is not None else 0.0, mark, state)
        return state

    def _share(self) -> None:
        try:
            file = os.open(self._count, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            if os.fstat(file).st_size == _NUMBER.size:
                self._shared = mmap.mmap(file, _NUMBER.size, access=mmap.ACCESS_READ)
        finally:
            os.close(file)
