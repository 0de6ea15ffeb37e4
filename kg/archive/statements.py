"""Statements as the archive keeps them: canonical N-Quads lines, distinct and sorted by bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from io import BytesIO
from itertools import groupby

from pyoxigraph import BlankNode, DefaultGraph, Quad, Triple

from kg.errors import ArchiveProblem

_SMALL = 256
_LARGE = 1 << 20
_SHOWN = 300


@dataclass(frozen=True)
class Edit:
    """A change to some statements of a dataset, the others stay.

    What is to go and is not there needs no removing; what is to come and is there, no adding.
    """

    removed: Iterable[Quad] = ()
    added: Iterable[Quad] = ()


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """One line a quad, in the order given, newline included.

    Raises ArchiveProblem naming the statement when it has a blank node (its name would differ
    from file to file, so no later revision could speak of it) or names no graph (then nobody
    says it).
    """
    lines = []
    for quad in quads:
        line = f"{quad} .\n".encode()
        if isinstance(quad.graph_name, DefaultGraph):
            raise ArchiveProblem(
                f"A statement lies in no graph, so that nobody says it: {shown(line)}",
                remedy="Put it into the graph of the source that says it.",
            )
        # The two characters also stand in honest texts: only then are the terms looked at.
        if b"_:" in line and _has_blank(quad):
            raise ArchiveProblem(
                f"A statement has a blank node, which the archive does not keep: {shown(line)}",
                remedy="Give the thing an IRI of its own.",
            )
        lines.append(line)
    return lines


def _has_blank(part: object) -> bool:
    if isinstance(part, Quad):
        parts: tuple[object, ...] = (part.subject, part.object, part.graph_name)
    elif isinstance(part, Triple):
        parts = (part.subject, part.object)
    else:
        return isinstance(part, BlankNode)
    return any(map(_has_blank, parts))


def file_of(lines: list[bytes]) -> bytes:
    """The bytes of a dataset's file; the list is sorted in place, so that no second one exists."""
    lines.sort()
    return b"".join(line for line, _ in groupby(lines))


def edited(file: bytes, removed: set[bytes], added: Iterable[bytes]) -> bytes:
    """The file without some lines and with some others."""
    lines = [line for line in BytesIO(file) if line not in removed]
    lines.extend(added)
    return file_of(lines)


def count(file: bytes) -> int:
    """How many statements a file holds."""
    return file.count(b"\n")


def union(files: list[bytes]) -> Iterator[bytes]:
    """The lines of several files in order, each distinct one once."""
    if len(files) == 1:
        return iter(BytesIO(files[0]))
    return (line for line, _ in groupby(merge(*map(BytesIO, files))))


def compare(old: bytes, new: bytes) -> tuple[list[bytes], list[bytes]]:
    """The lines that only the old file has, and those that only the new one has.

    Both are sorted, so equal stretches are skipped by whole blocks: a small change to a
    million statements costs little time and no memory beyond the two files.
    """
    removed: list[bytes] = []
    added: list[bytes] = []
    i, j, step = 0, 0, _SMALL
    while i < len(old) and j < len(new):
        block = old[i : i + step]
        if block == new[j : j + step] and (whole := block.rfind(b"\n") + 1):
            i, j, step = i + whole, j + whole, min(step * 2, _LARGE)
        elif step > _SMALL:
            step = max(_SMALL, step // 8)
        else:
            end, other_end = old.index(b"\n", i) + 1, new.index(b"\n", j) + 1
            line, other = old[i:end], new[j:other_end]
            if line <= other:
                i = end
            if other <= line:
                j = other_end
            if line < other:
                removed.append(line)
            elif other < line:
                added.append(other)
    removed.extend(BytesIO(old[i:]))
    added.extend(BytesIO(new[j:]))
    return removed, added


def shown(line: bytes) -> str:
    """A statement as text for a message, shortened when it is long."""
    text = line.decode().rstrip("\n")
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
