"""A change to datasets: made ready outside the lock, then put on the newest revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Quad

from kg.archive.statements import Edit, count, edited, file_of, lines_of
from kg.archive.store import DATASET, Files, Store
from kg.errors import ArchiveProblem

Changes = Mapping[str, Iterable[Quad] | Edit | None]
"""By dataset: all its statements, or an edit of some, or None for the dataset to go."""


@dataclass
class Change:
    """Whole files already written, edits as lines, and datasets that go."""

    whole: dict[str, tuple[str, int]] = field(default_factory=dict)
    edits: dict[str, tuple[set[bytes], list[bytes]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def on(self, store: Store, id: str) -> tuple[Files, dict[str, int]]:
        """The files and counts that the revision `id` has after this change."""
        files, counts = store.files(id), store.counts(id)
        for dataset in self.gone:
            files.pop(dataset, None)
            counts.pop(dataset, None)
        for dataset, (file, number) in self.whole.items():
            files[dataset], counts[dataset] = file, number
        for dataset, (removed, added) in self.edits.items():
            data = edited(store.read(files.get(dataset)), removed, added)
            files[dataset], counts[dataset] = store.write(data), count(data)
        return files, counts


def prepared(store: Store, changes: Changes) -> Change:
    """Read every statement and write the whole files, one dataset in memory at a time.

    The statements may come from a slow reader, so this is done before the lock is taken.
    Raises ArchiveProblem on a name that is no slug, a blank node, or a statement in no graph.
    """
    change = Change()
    for dataset, wanted in changes.items():
        if not DATASET.match(dataset):
            raise ArchiveProblem(
                f"{dataset!r} cannot name a dataset.",
                remedy="Use lower-case letters, digits and hyphens.",
            )
        if wanted is None:
            change.gone.add(dataset)
        elif isinstance(wanted, Edit):
            change.edits[dataset] = (set(lines_of(wanted.removed)), lines_of(wanted.added))
        else:
            data = file_of(lines_of(wanted))
            change.whole[dataset] = (store.write(data), count(data))
    return change
