"""The bare git repository underneath: files, commits, references, and their damage."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, ObjectType, RepositoryOpenFlag

from kg.archive.lock import clear_stale, held
from kg.archive.loose import loose
from kg.archive.revision import Note, Revision, read_message, read_revision
from kg.archive.statements import count
from kg.errors import ArchiveProblem, RevisionMoved

MAIN = "refs/heads/main"
DATASET = re.compile(r"[a-z0-9-]+\Z")
_SUFFIX = ".nq"
Files = dict[str, str]
"""The id of each dataset's file."""


class Store:
    """Reads and writes the repository; a thread has its own handle, as libgit2 asks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._handles = threading.local()

    @property
    def repository(self) -> pygit2.Repository:
        """This thread's handle; raises GitError when the folder is no bare repository."""
        handle: pygit2.Repository | None = getattr(self._handles, "repository", None)
        if handle is None:
            flags = RepositoryOpenFlag.BARE | RepositoryOpenFlag.NO_SEARCH
            handle = self._handles.repository = pygit2.Repository(self.folder, flags)
        return handle

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Tell what libgit2 cannot read as damage, with the remedy."""
        try:
            yield
        except (pygit2.GitError, KeyError, OSError) as reason:
            raise ArchiveProblem(
                f"The archive {self.folder} is damaged or cannot be read: {_said(reason)}.",
                remedy="`git fsck` in that folder says what is missing; bring the folder back "
                "from its backup (a clone of it is one).",
            ) from reason

    @contextmanager
    def writing(self, who: str, patience: float) -> Iterator[None]:
        """Hold the write lock, with what a killed writer left behind cleared away."""
        with held(self.folder, who, patience):
            clear_stale(self.folder)
            yield

    @contextmanager
    def _changing(self) -> Iterator[None]:
        # Without it libgit2 leaves the bytes to the system, and a power cut could lose a commit.
        pygit2.settings.enable_fsync_gitdir(True)
        try:
            yield
        except (pygit2.GitError, OSError) as reason:
            raise ArchiveProblem(
                f"The archive {self.folder} could not be written: {_said(reason)}.",
                remedy="Nothing was changed. Free space on its disk (or correct the rights on "
                "the folder) and do it again.",
            ) from reason

    def tip(self, reference: str = MAIN) -> str:
        """The id of the commit a reference points to, '' when there is no such reference."""
        with self.reading():
            try:
                return str(self.repository.lookup_reference(reference).target)
            except KeyError:
                return ""

    def commit_object(self, id: str) -> pygit2.Commit:
        """The commit with a full id; raises ArchiveProblem when it is missing or is none."""
        with self.reading():
            loose(self.folder, id)
            found: object = self.repository[id]
        if not isinstance(found, pygit2.Commit):
            raise ArchiveProblem(
                f"{id} is a part of a revision, not a revision.",
                remedy="Give the id of a revision; the log lists them.",
            )
        return found

    def revision(self, id: str) -> Revision:
        """The revision with a full id."""
        commit = self.commit_object(id)
        with self.reading():
            parent = str(commit.parent_ids[0]) if commit.parent_ids else None
            return read_revision(
                id, parent, commit.commit_time, commit.message, commit.author.name, self._number(id)
            )

    def _number(self, id: str) -> int:
        steps = 0
        while True:
            commit = self.commit_object(id)
            number = read_message(commit.message)[1].get("number")
            if number is not None:
                return steps + int(number)
            steps += 1
            if not commit.parent_ids:
                return steps
            id = str(commit.parent_ids[0])

    def files(self, id: str) -> Files:
        """The file of each dataset in a revision; none for ''.

        Raises ArchiveProblem when the revision holds anything else.
        """
        if not id:
            return {}
        commit = self.commit_object(id)
        files = {}
        with self.reading():
            loose(self.folder, str(commit.tree_id))
            for entry in commit.tree:
                name = entry.name or ""
                dataset = name.removesuffix(_SUFFIX)
                if dataset == name or not DATASET.match(dataset) or entry.type_str != "blob":
                    raise ArchiveProblem(
                        f"{self.folder} holds {name!r}, which is no dataset of an archive.",
                        remedy="Give the folder of an archive, or a new one.",
                    )
                files[dataset] = str(entry.id)
        return files

    def counts(self, id: str) -> dict[str, int]:
        """How many statements each dataset has; counted only where the message does not say."""
        files = self.files(id)
        said = read_message(self.commit_object(id).message)[1].get("counts", {}) if id else {}
        return {d: said[d] if d in said else count(self.read(files[d])) for d in files}

    def read(self, file: str | None) -> bytes:
        """The bytes of a file, none for None; their checksum is verified."""
        if file is None:
            return b""
        with self.reading():
            found = loose(self.folder, file)
            if found is not None:
                kind, data = found
                if kind != "blob":
                    raise KeyError(f"{file} is no file")
                return data
            # The object database hands over a large file twice as fast as a Blob does.
            number, data = self.repository.odb.read(file)
            if number != ObjectType.BLOB:
                raise KeyError(f"{file} is no file")
            return data

    def write(self, file: bytes) -> str:
        """Store the bytes of a file and return its id; no revision holds it yet."""
        with self._changing():
            return str(self.repository.create_blob(file))

    def commit(
        self,
        files: Mapping[str, str],
        counts: Mapping[str, int],
        note: Note,
        *,
        parents: Sequence[str],
        reference: str = MAIN,
        when: datetime | None = None,
    ) -> Revision:
        """Make a revision of these files and then move the reference to it, at once or not at all.

        The first of `parents` is the revision before. Raises RevisionMoved when the reference
        points to another one by now.
        """
        number = self.revision(parents[0]).number + 1 if parents else 1
        seconds = int(when.timestamp() if when else time.time())
        signature = pygit2.Signature(_plain(note.who), "archive", seconds, 0)
        message = note.message(number, counts)
        with self._changing():
            builder = self.repository.TreeBuilder()
            for dataset, file in files.items():
                builder.insert(dataset + _SUFFIX, pygit2.Oid(hex=file), FileMode.BLOB)
            tree = builder.write()
            made = self.repository.create_commit(
                None, signature, signature, message, tree, list(parents)
            )
        before = self.tip(reference)
        if reference == MAIN and before != (parents[0] if parents else ""):
            raise moved(parents[0] if parents else "", before)
        self.point(reference, str(made))
        return self.revision(str(made))

    def point(self, reference: str, id: str) -> None:
        """Move a reference, or make it; a reader sees the old or the new, nothing between."""
        with self._changing():
            self.repository.create_reference_direct(reference, pygit2.Oid(hex=id), True)

    def drop(self, reference: str) -> None:
        """Remove a reference; what it pointed to stays."""
        with self._changing():
            self.repository.lookup_reference(reference).delete()

    def references(self, prefix: str) -> list[str]:
        """The names of the references that begin so, sorted."""
        with self.reading():
            return sorted(r for r in self.repository.references if r.startswith(prefix))


def moved(parent: str, newest: str) -> RevisionMoved:
    """The error that says another change came first."""
    return RevisionMoved(
        f"The change was made on revision {parent[:8] or '(none)'}, but the newest is now "
        f"{newest[:8] or '(none)'}.",
        remedy="Look at what has changed since, and make the change again on the newest revision.",
    )


def _plain(who: str) -> str:
    # Git allows no angle brackets or line ends in a name and no name of marks alone; the true
    # text stands in the message.
    plain = re.sub(r"[<>\x00-\x1f]", " ", who).strip()
    return plain if re.search(r"\w", plain) else "archive"


def _said(reason: Exception) -> str:
    # libgit2 reports a refused write as "no error".
    text = str(reason).strip("'\". ")
    return text if text and text != "no error" else "the system refused without a reason"
