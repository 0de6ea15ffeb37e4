"""An answer of the engine as a response: fetched whole, kept in a file where it is large."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from flask import Response

IN_MEMORY = 4 << 20
"""Bytes of an answer that wait in memory; more of them wait in a file."""
_PIECE = 64 << 10


@dataclass(frozen=True)
class Spooled:
    """An answer that is whole: its bytes, or an iterator over them which then closes the file."""

    body: bytes | Iterator[bytes]
    length: int
    close: Callable[[], None]


def fetched(pieces: Iterable[bytes]) -> Spooled:
    """All of an answer.

    It is fetched before the first byte goes out: a slow reader holds no worker, and an answer cut
    short is an error, never a short file with status 200.
    """
    if isinstance(pieces, tuple):
        whole = b"".join(pieces)
        return Spooled(whole, len(whole), _nothing)
    coming = iter(pieces)
    held: list[bytes] = []
    length = 0
    for piece in coming:
        held.append(piece)
        length += len(piece)
        if length >= IN_MEMORY:
            break
    else:
        return Spooled(b"".join(held), length, _nothing)
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever reads it
    try:
        spool.writelines(held)
        spool.writelines(coming)
    except BaseException:
        spool.close()
        raise
    length = spool.tell()
    spool.seek(0)
    return Spooled(_read(spool), length, spool.close)


def _nothing() -> None:
    """There is no file to close."""


def spooled(pieces: Iterable[bytes], content_type: str) -> Response:
    """A response with these bytes; a stream where they are many."""
    answer = fetched(pieces)
    response = Response(answer.body, content_type=content_type)
    if not isinstance(answer.body, bytes):
        response.call_on_close(answer.close)
        response.content_length = answer.length
    return response


def _read(spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        while piece := spool.read(_PIECE):
            yield piece
