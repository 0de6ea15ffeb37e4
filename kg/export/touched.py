"""When the record of a thing last changed: the revision that touched its statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path

from kg.archive import Archive
from kg.settings import Settings

MOST = 40
"""Revisions looked through, newest first; what none of them touched is as old as the last."""


def touched(settings: Settings, iris: Iterable[str]) -> dict[str, datetime]:
    """For each thing the time (UTC) of the newest revision that changed a statement about it.

    A thing that none of the MOST newest revisions touched has the time of the oldest of them:
    it is at least as old. Empty when there is no revision.
    """
    archive = Archive.open(settings.archive)
    wanted = set(iris)
    found: dict[str, datetime] = {}
    last = None
    for revision in islice(archive.revisions(), MOST):
        last = revision
        if not wanted:
            break
        if revision.parent:
            here = _subjects(settings.archive, revision.parent, revision.id) & wanted
            found |= dict.fromkeys(here, revision.when)
            wanted -= here
    if last is not None:
        found |= dict.fromkeys(wanted, last.when)
    return found


@lru_cache(maxsize=MOST * 2)
def _subjects(folder: Path, parent: str, id: str) -> frozenset[str]:
    """The subjects of all statements that went or came; two revisions never change."""
    difference = Archive.open(folder).difference(parent, id)
    lines = (*difference.removed, *difference.added)
    return frozenset(line[1 : line.index(b">")].decode() for line in lines if line[:1] == b"<")
