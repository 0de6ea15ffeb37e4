"""How the keeper's processes fare: how many there are, their memory, which were replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.engine.state import StateFile
from kg.engine.wire import ENDED
from kg.settings import Settings

_KIB = 1024


@dataclass(frozen=True)
class Workers:
    """The keeper's processes at one moment.

    `memory` is in bytes, a page shared by several counted once. `ended` tells by reason
    (deadline, memory, crash, crowded, cancelled) how many workers were ended in the last minute or so.
    """

    processes: int = 0
    memory: int = 0
    ended: Mapping[str, int] = field(default_factory=dict)


def workers(settings: Settings) -> Workers:
    """What the keeper of the settings' folder runs; nothing when none does."""
    state = StateFile(settings.run).read()
    if state is None:
        return Workers()
    found = [state.keeper, *_below(state.keeper)]
    alive = [memory for process in found if (memory := _memory(process)) is not None]
    return Workers(len(alive), sum(alive), Counter(_reasons(settings.run / ENDED)))


def _below(process: int) -> Iterator[int]:
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return  # it has just ended
    for child in map(int, listed.split()):
        yield child
        yield from _below(child)


def _memory(process: int) -> int | None:
    """The proportional share of a process in bytes, None when it has ended."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    lines = (line.split() for line in told.splitlines())
    return next((int(words[1]) * _KIB for words in lines if words[0] == "Pss:"), 0)


def _reasons(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        try:
            yield entry.read_text(encoding="ascii") or "unknown"
        except OSError:
            continue  # its minute is over
