"""What differs between two revisions, and the same change made again on a third."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from kg.archive.statements import compare, count, edited
from kg.archive.store import Files, Store


@dataclass(frozen=True)
class Difference:
    """The lines (N-Quads, newline included) that went and those that came, each sorted."""

    removed: tuple[bytes, ...] = ()
    added: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def by_dataset(store: Store, old: Files, new: Files) -> dict[str, Difference]:
    """The difference of each dataset's file, for those that differ; one that only comes or
    goes without a statement in it is named too, with nothing removed and nothing added.
    """
    found = {}
    for dataset in sorted(old.keys() | new.keys()):
        before, after = old.get(dataset), new.get(dataset)
        if before != after:
            removed, added = compare(store.read(before), store.read(after))
            found[dataset] = Difference(tuple(removed), tuple(added))
    return found


def of_archive(store: Store, old: Files, new: Files) -> Difference:
    """The difference of the whole: a quad is removed only when no new file holds it, and added
    only when no old file held it (a source may be spread over several datasets).
    """
    changed = by_dataset(store, old, new)
    removed = {line for difference in changed.values() for line in difference.removed}
    added = {line for difference in changed.values() for line in difference.added}
    before, after = set(old.values()), set(new.values())
    if len(changed) == 1:
        # The one changed file has been compared with itself; only the others can hold more.
        dataset = next(iter(changed))
        before.discard(old.get(dataset, ""))
        after.discard(new.get(dataset, ""))
    for file in sorted(before | after):
        gone = removed if file in after else set()
        come = added if file in before else set()
        if gone or come:
            data = store.read(file)
            gone -= gone.intersection(BytesIO(data))
            come -= come.intersection(BytesIO(data))
    return Difference(tuple(sorted(removed)), tuple(sorted(added)))


@dataclass(frozen=True)
class Reworked:
    """A change made again on other files.

    `missing` are the statements it should take away that are not there, `present` those it
    should bring that are there already, by dataset; when a caller minds them, it makes no use
    of `files`.
    """

    files: Files
    counts: dict[str, int]
    missing: dict[str, set[bytes]]
    present: dict[str, set[bytes]]


def reworked(store: Store, before: Files, after: Files, onto: Files) -> Reworked:
    """The change from `before` to `after`, made on `onto`, statement by statement.

    A dataset that `after` no longer has goes when nothing else is left in it. `counts` holds
    the datasets touched only.
    """
    made = Reworked(dict(onto), {}, {}, {})
    for dataset, change in by_dataset(store, before, after).items():
        now = store.read(onto.get(dataset))
        removed, added = set(change.removed), set(change.added)
        missing = removed - removed.intersection(BytesIO(now))
        present = added.intersection(BytesIO(now))
        if missing:
            made.missing[dataset] = missing
        if present:
            made.present[dataset] = present
        file = edited(now, removed, added)
        if not file and dataset not in after:
            made.files.pop(dataset, None)
            continue
        made.files[dataset] = store.write(file)
        made.counts[dataset] = count(file)
    return made
