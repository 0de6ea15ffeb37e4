"""A program that commits, to be raced, starved of disk and killed; the tests start it."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import signal
import sys
import time
from itertools import count
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.archive import Archive
from kg.errors import ArchiveProblem, RevisionMoved

SEAL = NamedNode("https://example.org/seal")


def quads(number: int, size: int) -> list[Quad]:
    node = NamedNode
    return [
        Quad(node(f"https://e.org/{i}"), node("https://e.org/p"), Literal(f"{number} {i}"), SEAL)
        for i in range(size)
    ]


def seal(lines: list[bytes]) -> Quad:
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    return Quad(SEAL, SEAL, Literal(f"{len(lines)} {digest}"), SEAL)


def commit(archive: Archive, number: int, size: int, why: str = "x") -> str:
    """Commit statements in three datasets and, in a fourth, a seal on their number and sum."""
    whole = quads(number, size)
    lines = sorted(f"{q} .\n".encode() for q in whole)
    changes = {f"part{i}": whole[i::3] for i in range(3)} | {"seal": [seal(lines)]}
    return archive.commit(changes, parent=None, who=f"process {os.getpid()}", why=why).id


def check(archive: Archive, revision: str) -> None:
    """The revision is one of the whole ones."""
    sealed = list(archive.lines(revision, "seal"))
    lines = [x for x in archive.lines(revision) if x not in sealed]
    assert sealed == [f"{seal(lines)} .\n".encode()], f"{revision} is not whole"
    assert sum(archive.datasets(revision).values()) == len(lines) + 1


def killed(folder: Path, rounds: int) -> None:
    """Kill a committing process again and again; after each, the archive must be whole."""
    chance = random.Random(5)
    archive = Archive.open(folder)
    for turn in range(rounds):
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            own = Archive.open(folder)
            for number in count():
                os.write(tell, f"{commit(own, turn * 1000 + number, 40 + number % 90)}\n".encode())
        os.close(tell)
        first = os.read(told, 41)
        time.sleep(chance.random() * 0.12)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = b""
        while block := os.read(told, 65536):
            rest += block
        os.close(told)

        acknowledged = (first + rest).decode().split()
        history = [r.id for r in archive.revisions()]
        assert acknowledged == history[::-1][-len(acknowledged) :] or (
            acknowledged == history[::-1][-len(acknowledged) - 1 : -1]
        ), "an acknowledged revision is lost"
        again = Archive.open(folder)
        check(again, again.newest_id())
        assert commit(again, -turn - 1, 30) == archive.newest_id()
        check(archive, archive.newest_id())
    for revision in archive.revisions():
        check(archive, revision.id)
    print(len(list(archive.revisions())))


def race(folder: Path, parent: str) -> None:
    """Wait for the start, commit once on the parent, and say how it went."""
    archive = Archive.open(folder)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        changes = {"d": quads(os.getpid(), 500)}
        base = None if parent == "any" else parent
        print(archive.commit(changes, parent=base, who="racer", why="x").id)
    except RevisionMoved:
        print("moved")


def starved(folder: Path, limit: int) -> None:
    """Commit, then more than the disk takes, then, with room again, once more."""
    archive = Archive.open(folder)
    before = commit(archive, 1, 60, "before")
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    with pytest.raises(ArchiveProblem, match="could not be written") as caught:
        commit(archive, 7, 20_000)
    assert "Free space" in caught.value.remedy
    assert archive.newest_id() == before
    check(Archive.open(folder), before)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    made = commit(archive, 7, 20_000, "after")
    check(archive, made)
    print(made)


if __name__ == "__main__":
    task, where, value = sys.argv[1:]
    if task == "killed":
        killed(Path(where), int(value))
    elif task == "race":
        race(Path(where), value)
    else:
        starved(Path(where), int(value))
