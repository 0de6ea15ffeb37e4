"""Proposals: changes that wait on a branch until somebody accepts or rejects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.archive.change import Change
from kg.archive.difference import reworked
from kg.archive.history import ids
from kg.archive.revision import Note, Revision
from kg.archive.store import DATASET, MAIN, Store
from kg.archive.undo import named
from kg.errors import ArchiveProblem

WAITING = "refs/heads/proposals/"
REJECTED = "refs/heads/rejected/"


@dataclass(frozen=True)
class Proposal:
    """A change that waits: its name, the state it would lead to, and the revision it starts from.

    What it would change is the difference between `base` and `revision.id`.
    """

    branch: str
    revision: Revision
    base: str


def propose(
    store: Store, branch: str, change: Change, note: Note, *, base: str | None, patience: float
) -> Proposal:
    """Let a change wait under a name; one that waits there already is replaced by it, and
    stays in its history.
    """
    if not DATASET.match(branch):
        raise ArchiveProblem(
            f"{branch!r} cannot name a proposal.",
            remedy="Use lower-case letters, digits and hyphens.",
        )
    with store.writing(note.who, patience):
        start = store.tip(MAIN) if base is None else base
        if not start or start not in ids(store, store.tip(MAIN)):
            raise ArchiveProblem(
                "A proposal must start from a revision of the archive, and this one does not.",
                remedy="Import something first, or start from a revision that the log lists.",
            )
        files, counts = change.on(store, start)
        if files == store.files(start):
            raise ArchiveProblem(
                "The proposal changes nothing.",
                remedy="Propose statements that the archive does not hold yet, or take some away.",
            )
        earlier = store.tip(WAITING + branch)
        if earlier:
            waiting = _read(store, branch, earlier)
            if waiting.base == start and store.files(earlier) == files:
                return waiting
        parents = [start, earlier] if earlier else [start]
        made = store.commit(files, counts, note, parents=parents, reference=WAITING + branch)
        return Proposal(branch, made, start)


def waiting(store: Store) -> list[Proposal]:
    """All that wait, by name."""
    names = [r.removeprefix(WAITING) for r in store.references(WAITING)]
    return [_read(store, name, store.tip(WAITING + name)) for name in names]


def one(store: Store, branch: str) -> Proposal:
    """The proposal of that name; raises ArchiveProblem when none waits under it."""
    tip = store.tip(WAITING + branch) if DATASET.match(branch) else ""
    if not tip:
        names = ", ".join(p.branch for p in waiting(store)) or "none at all"
        raise ArchiveProblem(
            f"No proposal called {branch!r} waits.",
            remedy=f"Those that wait: {names}. It may have been accepted or rejected.",
        )
    return _read(store, branch, tip)


def accept(store: Store, branch: str, *, who: str, why: str, patience: float) -> Revision:
    """Make the proposed change on the newest revision, and take the proposal off the list."""
    proposal = one(store, branch)
    note = Note(
        who,
        why or proposal.revision.why,
        importer=proposal.revision.importer,
        inputs=proposal.revision.inputs,
        accepts=branch,
    )
    with store.writing(who, patience):
        proposal = one(store, branch)
        newest = store.tip(MAIN)
        taken = _accepted(store, proposal, newest)
        if not taken:
            before, after = store.files(proposal.base), store.files(proposal.revision.id)
            made = reworked(store, before, after, store.files(newest))
            if made.missing:
                raise ArchiveProblem(
                    f"The proposal {branch!r} takes away statements that have been changed "
                    f"since it was made: {named(made.missing)}",
                    remedy="Have it made again on the newest revision, or reject it.",
                )
            if made.files == store.files(newest):
                taken = newest
            else:
                counts = store.counts(newest) | made.counts
                counts = {dataset: counts[dataset] for dataset in made.files}
                parents = [newest, proposal.revision.id]
                taken = store.commit(made.files, counts, note, parents=parents).id
        store.drop(WAITING + branch)
        return store.revision(taken)


def reject(store: Store, branch: str, *, who: str, why: str, patience: float) -> None:
    """Take the proposal off the list; it is kept under `rejected/` with who and why."""
    note = Note(who, why)
    with store.writing(who, patience):
        tip = one(store, branch).revision.id
        kept = f"{REJECTED}{branch}--{tip[:12]}"
        store.commit(store.files(tip), store.counts(tip), note, parents=[tip], reference=kept)
        store.drop(WAITING + branch)


def _read(store: Store, branch: str, tip: str) -> Proposal:
    revision = store.revision(tip)
    return Proposal(branch, revision, revision.parent or "")


def _accepted(store: Store, proposal: Proposal, newest: str) -> str:
    # Accepted already, when the process ended between the two steps: only the name is left.
    for id in ids(store, newest):
        parents: Sequence[object] = store.commit_object(id).parent_ids
        if proposal.revision.id in map(str, parents[1:]):
            return id
        if id == proposal.base:
            break
    return ""
