"""The archive: every revision of the datasets, and the only way to make another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from kg.archive import history, opening, proposals, undo
from kg.archive.change import Changes, prepared
from kg.archive.difference import Difference, by_dataset, of_archive
from kg.archive.lock import PATIENCE
from kg.archive.proposals import Proposal
from kg.archive.revision import Input, Note, Revision
from kg.archive.statements import union
from kg.archive.store import Store, moved
from kg.errors import ArchiveProblem


class Archive:
    """The truth: one file of N-Quads a dataset, in a bare git repository, a commit a revision.

    Threads and processes may share a folder: readers see whole revisions, writers wait for one
    another. Every method raises ArchiveProblem when the archive cannot be read or written, and
    UnknownRevision for a name that no revision bears. A revision may be named as `revision`
    says; '' means the state before the first one.
    """

    def __init__(self, store: Store, patience: float = PATIENCE) -> None:
        self._store = store
        self._patience = patience

    @classmethod
    def open(cls, folder: Path, *, patience: float = PATIENCE) -> Archive:
        """The archive in a folder, made when absent; writers wait `patience` seconds at most."""
        opening.opened(folder)
        return cls(Store(folder), patience)

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._store.folder

    def newest_id(self) -> str:
        """The id of the newest revision, '' when there is none; cheap enough for every request."""
        return self._store.tip()

    def newest(self) -> Revision | None:
        """The newest revision, None when there is none."""
        id = self.newest_id()
        return self._store.revision(id) if id else None

    def revisions(self, limit: int | None = None, last: str = "") -> Iterator[Revision]:
        """The revisions, newest first, at most `limit`: all, or up to the one with the id `last`."""
        return history.revisions(self._store, limit, last)

    def revision(self, name: str) -> Revision:
        """The revision with a full id, a prefix of one of 4 digits or more, `HEAD`, or `HEAD~2`
        for the second before the newest.
        """
        return self._store.revision(history.named(self._store, name))

    def datasets(self, revision: str) -> dict[str, int]:
        """How many statements each dataset has, by name."""
        return dict(sorted(self._store.counts(self._id(revision)).items()))

    def lines(self, revision: str, dataset: str | None = None) -> Iterator[bytes]:
        """N-Quads lines, newline included, in the order of their bytes: of one dataset, or of
        all, each distinct line once.
        """
        files = self._store.files(self._id(revision))
        if dataset is None:
            return union([self._store.read(file) for file in files.values()])
        if dataset not in files:
            raise ArchiveProblem(
                f"Revision {revision[:8]} has no dataset {dataset!r}.",
                remedy=f"It has: {', '.join(sorted(files)) or 'none'}.",
            )
        return union([self._store.read(files[dataset])])

    def commit(
        self,
        changes: Changes,
        *,
        parent: str | None,
        who: str,
        why: str,
        importer: str = "",
        inputs: Iterable[Input] = (),
        when: datetime | None = None,
    ) -> Revision:
        """Make a revision, all or nothing: each dataset named gets the statements given, or the
        Edit of some, or goes (None); the others stay. Nothing changed returns the newest one.

        `parent` is the full id the change was made on ('' for none yet); RevisionMoved is raised
        when it is no longer the newest. None goes onto whatever is newest.
        """
        store, note = self._store, Note(who, why, importer, tuple(inputs))
        self._expect(parent)
        change = prepared(store, changes)
        with store.writing(who, self._patience):
            self._expect(parent)
            newest = store.tip()
            files, counts = change.on(store, newest)
            if newest and files == store.files(newest):
                return store.revision(newest)
            if not newest and not files:
                raise ArchiveProblem(
                    "There is nothing to keep: the change has no dataset.",
                    remedy="Import a dataset first.",
                )
            parents = [newest] if newest else []
            return store.commit(files, counts, note, parents=parents, when=when)

    def difference(self, old: str, new: str) -> Difference:
        """What the whole archive lost and gained: a quad is removed only when no dataset of the
        new revision holds it, and added only when none of the old one held it.
        """
        files = self._store.files
        return of_archive(self._store, files(self._id(old)), files(self._id(new)))

    def difference_by_dataset(self, old: str, new: str) -> dict[str, Difference]:
        """What each dataset lost and gained, for those that differ."""
        files = self._store.files
        return by_dataset(self._store, files(self._id(old)), files(self._id(new)))

    def undo(self, revision: str, *, who: str, why: str = "") -> Revision:
        """Make a revision that takes back the changes of another; an undo can be undone.

        Raises ArchiveProblem, naming the statements, when a later revision touched them.
        """
        id = history.named(self._store, revision)
        return undo.take_back(self._store, id, who=who, why=why, patience=self._patience)

    def propose(
        self,
        branch: str,
        changes: Changes,
        *,
        who: str,
        why: str,
        parent: str | None = None,
        importer: str = "",
        inputs: Iterable[Input] = (),
    ) -> Proposal:
        """Let a change wait under a name (a slug), made on `parent` or else on the newest.

        A proposal that waits under the name is replaced. Raises ArchiveProblem when the change
        changes nothing.
        """
        note = Note(who, why, importer, tuple(inputs))
        change = prepared(self._store, changes)
        base = None if parent is None else self._id(parent)
        return proposals.propose(
            self._store, branch, change, note, base=base, patience=self._patience
        )

    def proposals(self) -> list[Proposal]:
        """All proposals that wait, by name."""
        return proposals.waiting(self._store)

    def proposal(self, branch: str) -> Proposal:
        """The proposal that waits under a name; raises ArchiveProblem when none does."""
        return proposals.one(self._store, branch)

    def accept(self, branch: str, *, who: str, why: str = "") -> Revision:
        """Make the proposed change on the newest revision, as it is by now.

        Raises ArchiveProblem, naming the statements, when it takes away some that are gone.
        """
        return proposals.accept(self._store, branch, who=who, why=why, patience=self._patience)

    def reject(self, branch: str, *, who: str, why: str) -> None:
        """Take a proposal off the list; git keeps it under `rejected/` with who and why."""
        proposals.reject(self._store, branch, who=who, why=why, patience=self._patience)

    def _id(self, name: str) -> str:
        return history.named(self._store, name) if name else ""

    def _expect(self, parent: str | None) -> None:
        newest = self.newest_id()
        if parent is not None and parent != newest:
            raise moved(parent, newest)
