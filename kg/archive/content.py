"""The archive as an engine sees it: revisions, their lines, and what differs."""

from __future__ import annotations

from collections.abc import Iterable

from kg.archive.archive import Archive


class ArchiveContent:
    """What a projection needs to load a revision and to move on to another; '' is the empty one."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def newest(self) -> str:
        """The id of the newest revision, '' when there is none."""
        return self._archive.newest_id()

    def lines(self, revision: str) -> Iterable[bytes]:
        """Every distinct N-Quads line of a revision, newline included, sorted."""
        return self._archive.lines(revision)

    def difference(self, old: str, new: str) -> tuple[Iterable[bytes], Iterable[bytes]]:
        """The lines removed and the lines added between two revisions."""
        difference = self._archive.difference(old, new)
        return difference.removed, difference.added
