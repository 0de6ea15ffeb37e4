"""Taking a revision back: a new one that removes what it added and adds what it removed."""

from __future__ import annotations

from kg.archive.difference import reworked
from kg.archive.history import changed_since, ids
from kg.archive.revision import Note, Revision
from kg.archive.statements import shown
from kg.archive.store import MAIN, Store
from kg.errors import ArchiveProblem

_NAMED = 5


def take_back(store: Store, id: str, *, who: str, why: str, patience: float) -> Revision:
    """Make the revision that takes back the one with this full id.

    Raises ArchiveProblem, naming the statements, when a later revision touched one of them.
    """
    revision = store.revision(id)
    title = revision.why.splitlines()[0] if revision.why else id
    note = Note(who, why or f"Undo: {title}", reverts=id)
    with store.writing(who, patience):
        newest = store.tip(MAIN)
        if id not in ids(store, newest):
            raise ArchiveProblem(
                f"Revision {id[:8]} is no part of the history, so there is nothing to take back.",
                remedy="Reject it if it is a proposal; the log lists what can be undone.",
            )
        was, became = store.files(revision.parent or ""), store.files(id)
        made = reworked(store, became, was, store.files(newest))
        touched = {d: made.missing.get(d, set()) | made.present.get(d, set()) for d in became | was}
        touched = {dataset: lines for dataset, lines in touched.items() if lines}
        if touched:
            raise ArchiveProblem(
                f"Revision {id[:8]} cannot be taken back, since later ones touched the same "
                f"statements: {named(touched)}",
                remedy=_remedy(changed_since(store, id, set(touched))),
            )
        if made.files == store.files(newest):
            return store.revision(newest)
        counts = store.counts(newest) | made.counts
        counts = {dataset: counts[dataset] for dataset in made.files}
        return store.commit(made.files, counts, note, parents=[newest])


def _remedy(later: list[str]) -> str:
    listed = ", ".join(r[:8] for r in later[:_NAMED])
    return f"Undo first, newest first, what came later ({listed}), or correct these by hand."


def named(touched: dict[str, set[bytes]]) -> str:
    """The first statements, each with its dataset, and how many more there are."""
    lines = [
        f"{shown(line)} ({dataset})" for dataset in touched for line in sorted(touched[dataset])
    ]
    more = f" and {len(lines) - _NAMED} more." if len(lines) > _NAMED else ""
    return "; ".join(lines[:_NAMED]) + more
