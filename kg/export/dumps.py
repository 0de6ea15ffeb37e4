"""The whole graph of one revision, as the archive holds it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.archive import Archive
from kg.settings import Settings


def whole(settings: Settings, revision: str) -> Iterator[bytes]:
    """The N-Quads lines of a revision, in pieces of many lines; raises UnknownRevision."""
    archive = Archive.open(settings.archive)
    lines = archive.lines(archive.revision(revision).id)
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) > 256 << 10:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)
