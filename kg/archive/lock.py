"""One writer at a time: the lock on an archive, and what killed writers leave behind."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from kg.errors import ArchiveProblem

LOCK_FILE = "writing"
PATIENCE = 30.0
STALE_AFTER = 5.0
_PAUSE = 0.02


@contextmanager
def held(folder: Path, who: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the archive's only write lock; the kernel frees it when the process ends.

    Threads exclude each other as processes do. Do not take it twice in one thread. Raises
    ArchiveProblem naming the holder when it is not free within `patience` seconds, or when
    the folder may not be written.
    """
    path = folder / LOCK_FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    except OSError as reason:
        raise ArchiveProblem(
            f"The archive {folder} cannot be written: {reason.strerror}.",
            remedy="Give this user the right to write there, or free space on the disk.",
        ) from reason
    try:
        _wait(descriptor, folder, patience)
        # A courtesy to whoever waits: a disk too full for it must not stop the change.
        with suppress(OSError):
            since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{who}, process {os.getpid()}, since {since}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, folder: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() < until:
                time.sleep(_PAUSE)
                continue
        holder = os.pread(descriptor, 1000, 0).decode(errors="replace") or "another process"
        raise ArchiveProblem(
            f"Somebody else is writing to the archive {folder} ({holder}).",
            remedy="Wait until that import is done and try again; end it if it hangs.",
        )


def clear_stale(folder: Path) -> None:
    """Remove git's own lock files that a killed writer left; call it with the lock held.

    Nothing of ours can hold them then, but a `git gc` by hand may for some milliseconds, and
    taking its lock away could lose a commit: a young one is left until it is old.
    """
    found = [folder / "HEAD.lock", folder / "packed-refs.lock", folder / "config.lock"]
    found += (folder / "refs").rglob("*.lock")
    until = time.monotonic() + STALE_AFTER
    for path in found:
        while (age := _age(path)) is not None:
            if age >= STALE_AFTER or time.monotonic() >= until:
                path.unlink(missing_ok=True)
            else:
                time.sleep(_PAUSE)


def _age(path: Path) -> float | None:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
