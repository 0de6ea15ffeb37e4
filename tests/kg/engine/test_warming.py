"""Memory copied ahead: a fork's own, within what the machine can spare, one fork at a time."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys

import pytest

from kg.engine import processes, warming
from kg.engine.warming import HUGE, Turn, Warming


def in_a_fork(body):
    """What a body gives in a process of its own, as one byte."""
    reading, writing = os.pipe()
    child = processes.fork(lambda: os.write(writing, bytes([body()])) and None)
    os.waitpid(child, 0)
    try:
        return os.read(reading, 1)[0]
    finally:
        os.close(reading)
        os.close(writing)


@pytest.fixture
def filled():
    """Ten huge pages' worth of this process's memory, written to."""
    with mmap.mmap(-1, 10 * HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(b"\1" * len(memory))
        yield memory


def test_a_fork_copies_ahead_what_its_parent_holds_and_the_parent_sees_no_change(filled):
    held = warming.held()
    assert len(held.blocks) >= 9

    def copied():
        own = held.again()
        while not own.done:
            own.step()
        filled[0] = 7
        return filled[HUGE]

    assert in_a_fork(copied) == 1
    assert filled[0] == 1


def test_what_the_parent_laid_out_in_huge_pages_is_copied_too():
    # In a program of its own with one thread, as a generation is.
    ended = subprocess.run([sys.executable, "-c", _LAID_OUT], timeout=120, capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()
    assert int(ended.stdout) >= 9


_LAID_OUT = """
import mmap, os
from pathlib import Path
from kg.engine import processes, warming

def private():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(l.split()[1]) << 10 for l in lines if l.startswith("Private_Dirty:"))

def body():
    before = private()
    while not held.done:
        held.step()
    os.write(1, str((private() - before) // warming.HUGE).encode())

memory = mmap.mmap(-1, 12 * warming.HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.write(b"1" * len(memory))
warming.lay_out()
held = warming.held()
os.waitpid(processes.fork(body), 0)
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
    turn = Turn()
    try:
        assert in_a_fork(turn.mine) == 1
        assert turn.mine()
        assert in_a_fork(lambda: Turn.mine(_like(turn))) == 0
        turn.over()
        assert in_a_fork(lambda: Turn.mine(_like(turn))) == 1
    finally:
        os.close(turn.file)


def _like(turn):
    """The turn as a fork has it that did not have it before."""
    other = Turn.__new__(Turn)
    other.file, other._have = turn.file, False
    return other
