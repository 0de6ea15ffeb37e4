"""What a worker sends, until it is whole: in memory while it is small, else in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

IN_MEMORY = 4 << 20
"""Bytes of an answer that wait in memory for a slow visitor; more of them wait in a file."""
_PIECE = 64 * 1024


class Spool:
    """Takes an answer piece by piece, and gives it back once."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0
        self._file: IO[bytes] | None = None

    def write(self, piece: bytes) -> None:
        """Takes a piece."""
        if self._file is not None:
            self._file.write(piece)
            return
        self._held.append(piece)
        self._size += len(piece)
        if self._size > IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close` or its reader
            self._file.writelines(self._held)
            self._held = []

    def clear(self) -> None:
        """Forgets what was taken."""
        self.close()
        self._held, self._size, self._file = [], 0, None

    def pieces(self) -> Iterable[bytes]:
        """All that was taken: a tuple of one piece, or an iterator which then closes the file."""
        if self._file is None:
            return (b"".join(self._held),)
        self._file.seek(0)
        return _read(self._file)

    def close(self) -> None:
        """Closes the file, if there is one that nobody is to read."""
        if self._file is not None:
            self._file.close()


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
