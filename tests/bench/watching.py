"""Watching a server's processes from outside: memory, open files, who computes without a pause."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.peers import Served, below, children

_EVERY = 0.25
# PF_EXITING of the kernel's flags of a process; SIGKILL among the signals that wait for it.
_EXITING = 0x4
_PENDING = ("SigPnd:", "ShdPnd:")
_KILLED = 1 << (signal.SIGKILL - 1)


def open_files(process: int) -> int:
    """The files a process and those below it hold open."""
    total = 0
    for number in (process, *below(process)):
        try:
            total += sum(1 for _ in Path(f"/proc/{number}/fd").iterdir())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def memory_in_use() -> float:
    """MB in use on the machine, without what the kernel could take back."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    told = {name: int(value.split()[0]) for name, value in (line.split(":") for line in lines)}
    return (told["MemTotal"] - told["MemAvailable"]) * 1024 / 1e6


def _runs(process: int) -> bool:
    """Whether a process computes, or would if it were given a processor.

    One that the kernel is ending runs no instruction of its program any more.
    """
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        told = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    pending = [line.split()[1] for line in told.splitlines() if line.startswith(_PENDING)]
    ending = int(fields[6]) & _EXITING or any(int(bits, 16) & _KILLED for bits in pending)
    return fields[0] in "RD" and not ending


def _workers(server: int) -> list[int]:
    """The query workers: server, keeper, generation, worker."""
    level = [server]
    for _ in range(3):
        level = [child for process in level for child in children(process)]
    return level


def _described(process: int) -> str:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return "gone since"
    computed = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return f"niceness {fields[16]}, {computed:.1f} s of processor"


@dataclass
class Watch:
    """What was seen of a server while the block ran.

    `most_memory` is by how many MB the memory in use on the machine was above that at the start: the
    memory of each process, shared pages counted once, would be better, but to count them the kernel
    goes through tables of gigabytes for half a second, and visitors wait that long.
    `longest` is the longest stretch, in seconds, in which one query worker was met computing at
    every look: an upper bound on how long a query that ought to have ended went on, as long as
    each worker has pauses between its queries. `who` says which it was: its niceness, and the
    seconds of processor it had been given.
    """

    served: Served
    longest: float = 0.0
    most_memory: float = 0.0
    most_files: int = 0
    who: str = ""
    _since: dict[int, float] = field(default_factory=dict)
    _end: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        looks, before = 0, memory_in_use()
        while not self._end.wait(_EVERY):
            now = time.monotonic()
            running = {p for p in _workers(self.served.process) if _runs(p)}
            self._since = {p: self._since.get(p, now) for p in running}
            for process, since in self._since.items():
                if now - since > self.longest:
                    self.longest, self.who = now - since, _described(process)
            self.most_memory = max(self.most_memory, memory_in_use() - before)
            looks += 1
            if looks % 8 == 0:
                self.most_files = max(self.most_files, open_files(self.served.process))


_BEAT = """
import sys, time
last, end, late = time.monotonic(), time.monotonic() + float(sys.argv[1]), []
while last < end:
    time.sleep(0.002)
    now = time.monotonic()
    late.append(now - last - 0.002)
    last = now
print(*late)
"""


class Metronome:
    """A program that only sleeps, and what it had to wait for a processor: the machine's own share.

    Whatever stops it stops a server, too: another machine on the same host, or the kernel.
    """

    def __init__(self, seconds: float) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-c", _BEAT, str(seconds)], stdout=subprocess.PIPE, text=True
        )

    def milliseconds(self, hundredth: int) -> float:
        """The wait that so many in a hundred who come at any time do not exceed; ends it."""
        told, _ = self._program.communicate()
        waits: list[float] = []
        for line in told.split():
            late = max(0.0, float(line)) * 1000
            # One comes each two milliseconds; those who come during a pause wait for its rest.
            waits.extend(late - n * 2.0 for n in range(1 + int(late / 2)))
        waits.sort()
        return waits[min(len(waits) - 1, len(waits) * hundredth // 100)]
