"""Small contents to serve, engines over them, and looks at their processes."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from kg.engine.protocol import MIB, Limits
from kg.engine.running import running_engine
from kg.errors import QueryProblem

PREFIX = "PREFIX ex: <http://example.org/> "


class Shelf:
    """A content whose revisions are written down; the newest stands in a file."""

    def __init__(self, folder, revisions):
        self.revisions = revisions
        self.file = folder / "newest"
        self.refused = folder / "refused"
        self.set(next(iter(revisions)))

    def set(self, revision):
        part = self.file.with_suffix(".part")
        part.write_text(revision)
        part.replace(self.file)

    def newest(self):
        return self.file.read_text()

    def lines(self, revision):
        return [line.encode() for line in self.revisions[revision]]

    def difference(self, old, new):
        before, after = set(self.lines(old)), set(self.lines(new))
        return before - after, after - before

    def prepare(self, store, revision, changed):
        if self.refused.exists() and revision == self.refused.read_text():
            raise ValueError("a rule is broken")
        return "rules1"


def quad(subject, predicate, value, graph):
    """A line of N-Quads in example.org; `value` is a literal."""
    base = "http://example.org/"
    return f'<{base}{subject}> <{base}{predicate}> "{value}" <{base}{graph}> .'


def numbers(count):
    """`count` things with a number each, in the graph `numbers`."""
    return [quad(f"n{i}", "number", i, "numbers") for i in range(count)]


TWO_SOURCES = [
    quad("gwangju", "label", "Gwangju", "registry"),
    quad("gwangju", "label", "Gwangju", "article"),
    quad("turin", "label", "Turin", "article"),
    quad("state", "revision", "first", "registry"),
]
SECOND = [
    quad("gwangju", "label", "Gwangju", "registry"),
    quad("state", "revision", "second", "registry"),
]

LIMITS = Limits(deadline=10, memory=256 * MIB, answer=64 * MIB)


@contextmanager
def embedded(folder, revisions, **options):
    """An embedded engine and its shelf."""
    folder.mkdir(exist_ok=True)
    shelf = Shelf(folder, revisions)
    with running_engine(shelf, folder / "var", **options) as engine:
        yield engine, shelf


def eventually(condition, seconds=60.0):
    """Waits until something holds; False if it does not within the bound."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


@contextmanager
def meanwhile(body):
    """Runs something in a thread and hands on what it raised when the block ends."""
    raised = []

    def run():
        try:
            body()
        except QueryProblem as reason:
            raised.append(reason)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield raised
    finally:
        thread.join(30)
        assert not thread.is_alive()


def children(process):
    """The processes whose parent is that one."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []  # it has just ended
    return [int(number) for number in listed.split()]


def descendants(process):
    """The processes below that one."""
    return [n for child in children(process) for n in (child, *descendants(child))]


def alive(process):
    """Whether a process runs (a zombie does not)."""
    try:
        return _status(process)[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def running(process):
    """Whether a process computes, or would if a processor were free."""
    try:
        return _status(process)[0] == "R"
    except (FileNotFoundError, ProcessLookupError):
        return False


def processor_time(process):
    """The seconds a process has computed; none where it has ended and nobody asks for it."""
    try:
        fields = _status(process)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _status(process):
    """The fields of /proc/<process>/stat after the name."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def keeper_of(engine):
    """The keeper's process id, as its state says it."""
    return engine._state.read().keeper


def worker_of(session):
    """The process id of the worker a session talks to."""
    generation, _ = session._line.hello.worker.split("-")
    connection = session._line.connection if session._line else None
    busy = [child for child in children(int(generation)) if _holds(child)]
    assert connection is not None
    assert len(busy) == 1, busy
    return busy[0]


def _holds(process):
    """Whether a worker has a connection open, beside the listening socket."""
    links = {str(entry.readlink()) for entry in Path(f"/proc/{process}/fd").iterdir()}
    return len({link for link in links if link.startswith("socket:")}) > 1
