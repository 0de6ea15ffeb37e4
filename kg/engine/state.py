"""What the keeper serves just now, in a small file it replaces whole."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.engine.wire import STATE


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


class StateFile:
    """Reads the state; a file that has not been replaced is not read again."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / STATE
        self._name = str(self._path)  # asked for with each request; pathlib takes longer than Linux
        self._seen: tuple[tuple[int, int], State] | None = None

    def read(self) -> State | None:
        """The state, or None when no keeper has written one."""
        try:
            status = os.stat(self._name)
            mark = (status.st_ino, status.st_mtime_ns)
            seen = self._seen
            if seen is None or seen[0] != mark:
                seen = (mark, State(**json.loads(self._path.read_text(encoding="utf-8"))))
                self._seen = seen
        except FileNotFoundError:
            return None
        return seen[1]
