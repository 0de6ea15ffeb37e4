"""What the engine asks of Linux: children that die with their parent, memory, open files."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PAGE = resource.getpagesize()
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


def fork(body: Callable[[], None]) -> int:
    """Runs `body` in a child process and returns the child's id.

    The child never returns to its caller's code: it ends with status 0, or 1 after an error,
    which it writes to its standard error.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        waker = signal.set_wakeup_fd(-1)
        if waker != -1:
            os.close(waker)  # the parent's; nobody else would, and successors inherit it
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        body()
        status = 0
    except BaseException:  # noqa: BLE001 - the child has no caller; what it meets, it prints
        sys.excepthook(*sys.exc_info())
    finally:
        leave(status)


def leave(status: int) -> NoReturn:
    """Ends this process without running what its parent registered for its own end."""
    try:
        sys.stderr.flush()
    finally:
        os._exit(status)


def wake_on(*numbers: int) -> int:
    """Has these signals wake whoever polls the returned file, which gets their numbers."""
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    for number in numbers:
        signal.signal(number, lambda _number, _frame: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


def signals(waker: int) -> set[int]:
    """The signals that came since the last call."""
    came: set[int] = set()
    while True:
        try:
            block = os.read(waker, 512)
        except BlockingIOError:
            return came
        came.update(block)


def die_with(parent: int) -> None:
    """Has the kernel kill this process when its parent dies; ends it if that has happened."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        leave(1)


def adopt_orphans() -> None:
    """Makes this process the parent of descendants whose own parent has ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def memory(process: int | str = "self") -> tuple[int, int]:
    """The address space and the resident memory of a process, in bytes."""
    own = OwnMemory(process)
    try:
        return own.now()
    finally:
        own.close()


class OwnMemory:
    """The memory of a process that asks for its own with each query: the file stays open.

    It is that of the process that opened it; a fork opens another.
    """

    def __init__(self, process: int | str = "self") -> None:
        self._file = os.open(f"/proc/{process}/statm", os.O_RDONLY)

    def now(self) -> tuple[int, int]:
        """The address space and the resident memory, in bytes."""
        pages = os.pread(self._file, 200, 0).split(b" ", 2)
        return int(pages[0]) * _PAGE, int(pages[1]) * _PAGE

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)


def limit(kind: int, value: int) -> None:
    """Sets the soft limit of this process, as far as its hard limit allows."""
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard):
        value = hard
    resource.setrlimit(kind, (value, hard))


def close_others(keep: Collection[int]) -> None:
    """Closes every open file of this process but the standard ones and those to keep."""
    for number in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if number > 2 and number not in keep:
            try:
                os.close(number)
            except OSError:
                continue  # the listing itself, closed by now


def quiet() -> None:
    """Leaves the terminal's interrupt, and hang-ups, to the keeper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
