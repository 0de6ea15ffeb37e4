"""The whole graph of one revision as files: made once, kept, and the same to the byte each time."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, RdfFormat, parse, serialize

from kg.archive import Archive
from kg.errors import UnknownRevision
from kg.settings import Settings
from kg.terms import NAMESPACES

DUMP_FORMATS: Mapping[str, str] = {
    "nq.gz": "application/gzip",
    "trig.gz": "application/gzip",
    "nq": "application/n-quads",
    "trig": "application/trig",
}
"""Media types by the ending of an address."""
KEPT = 40
"""Revisions whose files are kept; those not asked for longest go, and can be made again."""
_PIECE = 256 << 10
_SUMS = "sums.json"


@dataclass(frozen=True)
class Dump:
    """A file of a revision: its name, media type, bytes, and SHA-256 in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Dumps:
    """The files of one revision by ending; the plain ones are unpacked while they are read."""

    folder: Path
    files: Mapping[str, Dump]

    def read(self, ending: str) -> Iterator[bytes]:
        """The bytes of a file in pieces; memory stays flat."""
        path = self.packed(ending)
        with path.open("rb") if ending.endswith(".gz") else gzip.open(path) as file:
            while piece := file.read(_PIECE):
                yield piece

    def packed(self, ending: str) -> Path:
        """The file as it lies on the disk, packed."""
        return self.folder / f"graph.{ending.removesuffix('.gz')}.gz"

    def checksums(self) -> str:
        """One line a file, as `sha256sum --check` reads it."""
        return "".join(f"{d.sha256}  {d.name}\n" for d in self.files.values())


def whole(settings: Settings, revision: str) -> Iterator[bytes]:
    """The N-Quads lines of a revision, in pieces of many lines; raises UnknownRevision."""
    archive = Archive.open(settings.archive)
    return _pieces(archive.lines(archive.revision(revision).id))


def dataset(settings: Settings, revision: str, name: str) -> Iterator[bytes]:
    """The N-Quads lines of one dataset, in pieces; raises UnknownRevision where there is none."""
    archive = Archive.open(settings.archive)
    id = archive.revision(revision).id
    if name not in (known := archive.datasets(id)):
        raise UnknownRevision(
            f"Revision {id[:12]} has no dataset {name!r}.",
            remedy=f"It has: {', '.join(known) or 'none'}.",
        )
    return _pieces(archive.lines(id, name))


def _pieces(lines: Iterator[bytes]) -> Iterator[bytes]:
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) > _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def dumps(settings: Settings, revision: str) -> Dumps:
    """The files of a revision, made when they are first asked for.

    They hold what the archive holds: no ontology (that is at /ontology) and nothing derived.
    Raises UnknownRevision, or ArchiveProblem when the archive cannot be read.
    """
    id = Archive.open(settings.archive).revision(revision).id
    shelf = settings.var / "dumps"
    folder = shelf / id
    if not folder.exists():
        with _turn(shelf):
            if not folder.exists():
                _make(settings, id, folder)
                _let_go(shelf)
    os.utime(folder)
    told = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
    return Dumps(folder, {ending: Dump(**told[ending]) for ending in DUMP_FORMATS})


@contextmanager
def _turn(shelf: Path) -> Iterator[None]:
    """One process makes files at a time; the others wait, and find them made."""
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / "making").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _make(settings: Settings, id: str, folder: Path) -> None:
    part = folder.with_name(f"{id}.part")
    shutil.rmtree(part, ignore_errors=True)  # what a process that was killed left
    part.mkdir()
    found: dict[str, Dump] = {}
    with _Written(part / "graph.nq.gz") as lines:
        for piece in whole(settings, id):
            lines.write(piece)
    found |= lines.told(id, "nq")
    with _Written(part / "graph.trig.gz") as trig, gzip.open(part / "graph.nq.gz") as source:
        quads = parse(source, RdfFormat.N_QUADS)  # type: ignore[arg-type]
        serialize(_by_graph(quads), trig, RdfFormat.TRIG, prefixes=NAMESPACES)  # type: ignore[arg-type]
    found |= trig.told(id, "trig")
    told = {ending: asdict(dump) for ending, dump in found.items()}
    (part / _SUMS).write_text(json.dumps(told), encoding="utf-8")
    part.rename(folder)


def _by_graph(quads: Iterator[Quad]) -> Iterator[Quad]:
    # The archive sorts by subject first. Sorting all by graph would take memory for the whole
    # graph; sorting one thing's statements gives blocks that can be read, at no cost.
    for _, about in groupby(quads, key=lambda quad: quad.subject):
        yield from sorted(about, key=lambda quad: str(quad.graph_name))


def _let_go(shelf: Path) -> None:
    kept = sorted(
        (p for p in shelf.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for old in kept[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


class _Written:
    """A packed file being written, with length and checksum of it packed and plain."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _Summed(path.open("wb"))
        # No time and no name within: the same revision gives the same bytes on any day.
        self._gzip = gzip.GzipFile("", "wb", compresslevel=6, fileobj=self._file, mtime=0)
        self._plain = hashlib.sha256()
        self._size = 0

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *raised: object) -> None:
        self._gzip.close()
        self._file.close()

    def write(self, content: bytes) -> int:
        self._plain.update(content)
        self._size += len(content)
        self._gzip.write(content)
        return len(content)

    def flush(self) -> None:
        """Nothing: flushing between statements would spoil the packing."""

    def told(self, id: str, ending: str) -> dict[str, Dump]:
        packed, sums = f"{ending}.gz", self._file
        return {
            packed: Dump(f"{id}.{packed}", DUMP_FORMATS[packed], sums.size, sums.sum.hexdigest()),
            ending: Dump(
                f"{id}.{ending}", DUMP_FORMATS[ending], self._size, self._plain.hexdigest()
            ),
        }


class _Summed:
    """A file that counts and sums what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sum = hashlib.sha256()
        self.size = 0

    def write(self, content: bytes) -> int:
        self.sum.update(content)
        self.size += len(content)
        return self._file.write(content)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
