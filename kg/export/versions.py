"""The revisions as strangers meet them: which there are, and what one changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.archive import Archive, Difference, Revision
from kg.errors import UnknownRevision
from kg.export.citation import version_iri
from kg.model import Model
from kg.questions.library import Reading
from kg.questions.values import Value
from kg.settings import Settings
from kg.terms import Names, shorten

SHORTEST = 8
"""Digits a revision's name must have at least in an address."""
SHOWN = 200
"""Statements of a change that are shown; the whole is in its patch."""
_NAME = re.compile(rf"[0-9a-f]{{{SHORTEST},40}}\Z")


@dataclass(frozen=True)
class Tally:
    """How many statements a dataset has, and how many went and came with the revision."""

    dataset: str
    statements: int
    removed: int = 0
    added: int = 0


@dataclass(frozen=True)
class Version:
    """A revision, how many statements each dataset has, and what the revision changed."""

    revision: Revision
    tallies: tuple[Tally, ...]
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]
    following: str | None
    """The revision after it, None for the newest."""

    @property
    def statements(self) -> int:
        """How many statements all datasets have together."""
        return sum(t.statements for t in self.tallies)


@dataclass(frozen=True)
class Statement:
    """A statement in the reader's words."""

    came: bool
    subject: Value
    property: str
    object: Value
    source: Value


def full_id(settings: Settings, name: str) -> str:
    """The full id of a revision named by it, or by its first digits.

    Raises UnknownRevision when the name is shorter than 8 digits or no revision bears it.
    """
    if not _NAME.match(name):
        raise UnknownRevision(
            f"{name[:60]!r} does not name a revision.",
            remedy=f"Give its id, or the first {SHORTEST} digits of it or more; /data lists all.",
        )
    archive = Archive.open(settings.archive)
    try:
        id = archive.revision(name).id
    except UnknownRevision as reason:
        raise UnknownRevision(
            reason.problem, remedy="Give more of its digits, or all; /data lists every revision."
        ) from reason
    if not any(id == revision.id for revision in archive.revisions()):
        # A proposal that waits is in the archive too, but was never published.
        raise UnknownRevision(
            f"No published revision is called {name}.", remedy="/data lists all of them."
        )
    return id


def history(settings: Settings, page: int, size: int) -> tuple[list[Revision], int]:
    """A page of the revisions, newest first (pages count from 1), and how many there are."""
    archive = Archive.open(settings.archive)
    newest = archive.newest()
    if newest is None:
        return [], 0
    start = (page - 1) * size
    return list(islice(archive.revisions(), start, start + size)), newest.number


def revision(settings: Settings, id: str) -> Revision:
    """The revision with a full id; raises UnknownRevision."""
    return Archive.open(settings.archive).revision(id)


def first(settings: Settings) -> Revision:
    """The first revision ever made; raises UnknownRevision when there is none."""
    archive = Archive.open(settings.archive)
    newest = archive.newest()
    if newest is None:
        raise UnknownRevision("There is no revision yet.", remedy="Run kg build first.")
    return archive.revision(f"HEAD~{newest.number - 1}")


def version(settings: Settings, id: str) -> Version:
    """All about the revision with a full id; raises UnknownRevision."""
    archive = Archive.open(settings.archive)
    found = archive.revision(id)
    counts = archive.datasets(id)
    if found.parent:
        parts = archive.difference_by_dataset(found.parent, id)
        changes = {d: (len(x.removed), len(x.added)) for d, x in parts.items()}
        removed = _first(x.removed for x in parts.values())
        added = _first(x.added for x in parts.values())
    else:
        # All of it came; a difference would hold every statement in memory.
        changes = {d: (0, count) for d, count in counts.items()}
        removed, added = (), tuple(islice(archive.lines(id), SHOWN))
    return Version(
        revision=found,
        tallies=tuple(
            Tally(d, counts.get(d, 0), *changes.get(d, (0, 0)))
            for d in sorted(counts.keys() | changes.keys())
        ),
        removed=removed,
        added=added,
        following=_after(archive, id),
    )


def _first(parts: Iterable[Sequence[bytes]]) -> tuple[bytes, ...]:
    # A statement may come in two datasets at once (a source spread over several).
    return tuple(dict.fromkeys(line for lines in parts for line in lines[:SHOWN]))[:SHOWN]


def _after(archive: Archive, id: str) -> str | None:
    after = None
    for entry in archive.revisions():
        if entry.id == id:
            return after
        after = entry.id
    return None


def readable(
    version: Version, reading: Reading, model: Model, most: int = SHOWN
) -> list[Statement]:
    """The first statements that went, then came, named as things are called now."""
    gone = min(len(version.removed), max(most - len(version.added), most // 2))
    lines = [(False, line) for line in version.removed[:gone]]
    lines += [(True, line) for line in version.added[: most - gone]]
    quads = [(came, quad) for came, line in lines for quad in parse(line, RdfFormat.N_QUADS)]
    terms = {t.value for _, q in quads for t in (q.subject, q.object, q.graph_name) if _iri(t)}
    named = reading.name(sorted(terms))
    labels = {p.path: p.name[reading.language] for kind in model for p in kind.properties}

    def word(term: object) -> Value:
        if isinstance(term, NamedNode):
            return named[term.value]
        assert isinstance(term, Literal)  # the archive keeps no blank nodes
        return Value(term.value, term.language or "")

    return [
        Statement(
            came,
            word(q.subject),
            labels.get(q.predicate.value, shorten(q.predicate.value)),
            word(q.object),
            word(q.graph_name),
        )
        for came, q in quads
    ]


def _iri(term: object) -> bool:
    return isinstance(term, NamedNode)


def patch(settings: Settings, id: str, names: Names) -> Iterator[bytes]:
    """What a revision changed in the whole archive, as RDF Patch: `D` goes, `A` comes.

    Applied to the revision before, it gives this one. Raises UnknownRevision.
    """
    archive = Archive.open(settings.archive)
    found = archive.revision(id)
    yield f"H id <{version_iri(names, id)}> .\n".encode()
    if found.parent:
        yield f"H prev <{version_iri(names, found.parent)}> .\n".encode()
        difference = archive.difference(found.parent, id)
    else:
        difference = Difference()
    yield b"TX .\n"
    added: Iterable[bytes] = difference.added if found.parent else archive.lines(id)
    for mark, lines in ((b"D ", difference.removed), (b"A ", added)):
        piece = bytearray()
        for line in lines:
            piece += mark + line
            if len(piece) > 64 << 10:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)
    yield b"TC .\n"
