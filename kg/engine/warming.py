"""A worker's own copy of the graph's memory, made in idle moments and laid in huge pages.

A worker is a fork. The store counts references while it reads, so a query in a fresh worker has
the kernel copy each page that it meets, and it meets them in no order. Copied ahead, and into
pages of 2 MiB, the same queries take less than half as long (docs/performance.md).
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.engine import processes
from kg.engine.protocol import MIB

HUGE = 2 * MIB
_MADV_COLLAPSE = 25  # Linux 6.1
_MADV_POPULATE_WRITE = 23  # Linux 5.14
_SMALL = 4096
_PAGES = HUGE // _SMALL
# A huge page takes 2 MiB even for little: below this share of it, small pages stay.
_FULL = _PAGES // 2
# Copied between two looks for a query that waits: about 5 ms.
_AT_ONCE = 4
# A share of the machine's memory that stays free for queries and the next revision.
_SPARE = 4


@dataclass
class Warming:
    """What a fork has still to copy. To be made in the parent, by `held`, once for all forks."""

    blocks: tuple[int, ...]
    _next: int = field(default=0)

    @property
    def done(self) -> bool:
        """Whether all is copied, or nothing more can be."""
        return self._next >= len(self.blocks)

    def step(self) -> int:
        """Copies the next few blocks; returns the bytes by which this process has grown.

        Ends the copying where memory would get short or the kernel does not know how.
        """
        if not _room():
            self._next = len(self.blocks)
            return 0
        before = processes.memory()[1]
        for start in self.blocks[self._next : self._next + _AT_ONCE]:
            # A huge page shared with the parent counts as laid out; with a page of it copied it
            # does not. (By the kernel, since the memory may have been given back meanwhile.)
            _madvise(start, _SMALL, _MADV_POPULATE_WRITE)
            if _madvise(start, HUGE, _MADV_COLLAPSE) not in (0, errno.EINVAL, errno.EAGAIN):
                self._next = len(self.blocks)
                return max(0, processes.memory()[1] - before)
        self._next += _AT_ONCE
        return max(0, processes.memory()[1] - before)

    def again(self) -> Warming:
        """The same for another fork."""
        return Warming(self.blocks)


class Turn:
    """Lets one fork at a time copy, so that copying takes one processor at most.

    A lock of the kernel, which a process that dies gives up.
    """

    def __init__(self) -> None:
        self.file = os.memfd_create("turn")
        self._have = False

    def mine(self) -> bool:
        """Whether this process has the turn, or has just got it."""
        if not self._have:
            try:
                fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            self._have = True
        return True

    def over(self) -> None:
        """Leaves the turn to another, if this process has it."""
        if self._have:
            fcntl.lockf(self.file, fcntl.LOCK_UN)
            self._have = False


def held() -> Warming:
    """The memory of this process that its forks may copy: blocks at least half filled."""
    return Warming(tuple(block for block in _blocks() if _filled(block) >= _FULL))


def lay_out() -> None:
    """Lays the memory of this process into huge pages, for its forks.

    At a million statements a fork then takes 3 ms instead of 50, and so does its end.
    """
    laid = held()
    while not laid.done:
        laid.step()


def give_back() -> None:
    """Returns memory that was freed to the kernel, from between what is in use as well."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; others have none
    if trim is not None:
        trim(0)


def idle() -> bool:
    """Whether a processor has nothing to do but what this process is doing."""
    running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
    return int(running) <= (os.cpu_count() or 1)


def _blocks() -> Iterator[int]:
    """The starts of whole huge pages in the process's own writable memory."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        fields = line.split()
        anonymous = len(fields) == 5 or fields[5] == "[heap]"
        if fields[1] != "rw-p" or not anonymous:
            continue
        start, end = (int(place, 16) for place in fields[0].split("-"))
        yield from range(-(-start // HUGE) * HUGE, end - HUGE + 1, HUGE)


def _filled(block: int) -> int:
    """How many of a block's pages are in memory."""
    present = ctypes.create_string_buffer(_PAGES)
    if ctypes.CDLL(None).mincore(ctypes.c_void_p(block), ctypes.c_size_t(HUGE), present) != 0:
        return 0
    return present.raw.count(b"\1")


def _madvise(start: int, size: int, advice: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    done = library.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), advice)
    return 0 if done == 0 else ctypes.get_errno()


def _room() -> bool:
    """Whether the machine keeps enough memory free."""
    told = {}
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines()[:8]:
        name, _, value = line.partition(":")
        told[name] = int(value.split()[0])
    return told["MemAvailable"] > told["MemTotal"] // _SPARE
