"""Memory copied ahead: a fork's own, within what the machine can spare, one fork at a time."""

from __future__ import annotations

import mmap
import subprocess
import sys

import pytest

from kg.engine import warming
from kg.engine.warming import HUGE, Warming

_FORKING = """
import mmap, os
from pathlib import Path
from kg.engine import processes, warming
from kg.engine.warming import HUGE, Turn

def in_a_fork(body):
    reading, writing = os.pipe()
    os.waitpid(processes.fork(lambda: os.write(writing, str(body()).encode()) and None), 0)
    os.close(writing)
    told = os.read(reading, 20).decode()
    os.close(reading)
    return told

memory = mmap.mmap(-1, 12 * HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.write(b"1" * len(memory))
"""


def told_by(program):
    """What a program writes that forks: one of its own with one thread, as a generation is.

    A fork of the tests' process would take locks along that its other threads hold.
    """
    ended = subprocess.run(
        [sys.executable, "-c", _FORKING + program], timeout=120, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


@pytest.fixture
def filled():
    """Ten huge pages' worth of this process's memory, written to."""
    with mmap.mmap(-1, 10 * HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(b"\1" * len(memory))
        yield memory


def test_a_fork_copies_ahead_what_its_parent_holds_and_the_parent_sees_no_change():
    assert told_by(_COPYING) == ["True", "49", "49"]


_COPYING = """
held = warming.held()
print(len(held.blocks) >= 9)

def copied():
    own = held.again()
    while not own.done:
        own.step()
    memory[0] = 7
    return memory[HUGE]

print(in_a_fork(copied), memory[0])
"""


def test_what_the_parent_laid_out_in_huge_pages_is_copied_too():
    (copied,) = told_by(_LAID_OUT)
    assert int(copied) >= 9


_LAID_OUT = """
def private():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(l.split()[1]) << 10 for l in lines if l.startswith("Private_Dirty:"))

def copied():
    before = private()
    while not held.done:
        held.step()
    return (private() - before) // HUGE

warming.lay_out()
held = warming.held()
print(in_a_fork(copied))
"""


def test_memory_that_was_never_written_to_is_not_copied():
    before = len(warming.held().blocks)
    with mmap.mmap(-1, 10 * HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        assert len(warming.held().blocks) - before < 2


def test_nothing_is_copied_when_memory_is_short(filled, monkeypatch):
    monkeypatch.setattr(warming, "_room", lambda: False)
    held = warming.held()
    assert held.step() == 0
    assert held.done


def test_a_block_that_is_gone_is_passed_over():
    gone = Warming((0x10000,))
    gone.step()
    assert gone.done


def test_one_process_has_the_turn_and_its_end_gives_it_back():
    # Taken by a fork that ends, by this process, asked for by another, given back, taken again.
    assert told_by(_TAKING_TURNS) == ["True", "True", "False", "True"]


_TAKING_TURNS = """
turn = Turn()

def another():
    # As a fork has the turn that did not have it before.
    other = Turn.__new__(Turn)
    other.file, other._have = turn.file, False
    return other.mine()

print(in_a_fork(turn.mine), turn.mine(), in_a_fork(another))
turn.over()
print(in_a_fork(another))
"""
