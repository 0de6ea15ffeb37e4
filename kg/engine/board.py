"""What each worker is doing, in memory shared with the process that watches over it."""

from __future__ import annotations

import mmap
from dataclasses import dataclass

IDLE, ACCEPTING, CONNECTED, RUNNING = range(4)

_FIELDS = 6
_DOUBLE = 8


@dataclass(slots=True)
class Slot:
    """One worker's line. Single numbers are written whole, so a reader sees no torn one."""

    cells: memoryview[float]
    number: int

    @property
    def state(self) -> int:
        """IDLE, ACCEPTING, CONNECTED or RUNNING."""
        return int(self.cells[self.number * _FIELDS])

    @state.setter
    def state(self, state: int) -> None:
        self.cells[self.number * _FIELDS] = float(state)

    def begin(self, now: float, deadline: float, memory: int, call: int = 0) -> None:
        """Marks a query as running, between two times of the monotonic clock, within bytes.

        `call` is the number by which it can be cancelled, 0 for none.
        """
        first = self.number * _FIELDS
        self.cells[first + 1] = deadline
        self.cells[first + 2] = float(memory)
        self.cells[first + 3] = now
        self.cells[first + 5] = float(call)
        self.state = RUNNING

    @property
    def deadline(self) -> float:
        """The time of the monotonic clock at which the query must have ended."""
        return float(self.cells[self.number * _FIELDS + 1])

    @property
    def began(self) -> float:
        """The time of the monotonic clock at which the query began."""
        return float(self.cells[self.number * _FIELDS + 3])

    @property
    def call(self) -> int:
        """The number by which the query can be cancelled, 0 for none."""
        return int(self.cells[self.number * _FIELDS + 5])

    @property
    def warmed(self) -> int:
        """The bytes by which the worker has grown while it copied memory ahead."""
        return int(self.cells[self.number * _FIELDS + 4])

    @warmed.setter
    def warmed(self, size: int) -> None:
        self.cells[self.number * _FIELDS + 4] = float(size)

    @property
    def memory(self) -> int:
        """The bytes the query may take."""
        return int(self.cells[self.number * _FIELDS + 2])


def board(size: int) -> list[Slot]:
    """Lines for that many workers, shared with every process forked from here on."""
    shared = mmap.mmap(-1, size * _FIELDS * _DOUBLE)
    cells = memoryview(shared).cast("d")
    return [Slot(cells, number) for number in range(size)]
