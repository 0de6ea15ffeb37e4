"""Revisions along the history: the log, and the names a person may give to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.archive.loose import loose
from kg.archive.revision import Revision
from kg.archive.store import MAIN, Store
from kg.errors import UnknownRevision

_RELATIVE = re.compile(r"HEAD(?:~(\d*))?\Z")
_PREFIX = re.compile(r"[0-9a-f]{4,40}\Z")
_WHOLE = 40


def ids(store: Store, id: str) -> Iterator[str]:
    """The id itself, the one before it, and so on to the first."""
    while id:
        yield id
        parents = store.commit_object(id).parent_ids
        id = str(parents[0]) if parents else ""


def named(store: Store, name: str) -> str:
    """The full id for a full id, a prefix of it of 4 digits or more, `HEAD` or `HEAD~2`.

    Raises UnknownRevision when nothing, or more than one thing, bears the name.
    """
    if relative := _RELATIVE.match(name):
        back = 0 if relative[1] is None else int(relative[1] or 1)
        for steps, id in enumerate(ids(store, store.tip(MAIN))):
            if steps == back:
                return id
        raise _unknown(f"The archive has no revision {name}: its history is shorter.")
    if _PREFIX.match(name):
        found = _beginning(store, name)
        if len(found) == 1:
            return found.pop()
        if found:
            raise _unknown(f"More than one revision begins with {name!r}.")
    raise _unknown(f"No revision is called {name!r}.")


def _beginning(store: Store, prefix: str) -> set[str]:
    if len(prefix) == _WHOLE:
        with store.reading():
            loose(store.folder, prefix)
            there = store.repository.get(prefix)
        return {prefix} if there is not None and there.type_str == "commit" else set()
    # A prefix may also fit a file, so it is looked for among revisions only.
    seen: set[str] = set()
    for reference in store.references("refs/heads/"):
        for id in ids(store, store.tip(reference)):
            if id in seen:
                break
            seen.add(id)
    return {id for id in seen if id.startswith(prefix)}


def revisions(store: Store, limit: int | None = None, last: str = "") -> Iterator[Revision]:
    """The revisions, newest first, at most `limit`: all, or up to the one with the id `last`."""
    for steps, id in enumerate(ids(store, last or store.tip(MAIN))):
        if limit is not None and steps >= limit:
            return
        yield store.revision(id)


def changed_since(store: Store, id: str, datasets: set[str]) -> list[str]:
    """The revisions after `id`, newest first, that changed one of these datasets."""
    found = []
    for later in ids(store, store.tip(MAIN)):
        if later == id:
            break
        files, before = store.files(later), store.files(store.revision(later).parent or "")
        if any(files.get(d) != before.get(d) for d in datasets):
            found.append(later)
    return found


def _unknown(problem: str) -> UnknownRevision:
    return UnknownRevision(
        problem,
        remedy="Give a full id, its first digits (4 or more), HEAD, or HEAD~2 for two before "
        "the newest; the log lists them.",
    )
