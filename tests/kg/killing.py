"""Starts imports on the command line and kills each at some moment; tells what stood after each.

A program of its own: it loads the command line once and forks, so that fifty starts take
seconds. Arguments: how many, the seed, a file that the imports read.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from kg.archive import Archive
from kg.cli import main
from kg.settings import Settings


def import_in_child(path: Path, value: int) -> int:
    """Forks a child that imports a table with this value; answers its process id."""
    path.write_text(f"id,lat,source_url\nturin-it,{value}.5,place-register\n")
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            main(["import", str(path), "--kind", "city"], standalone_mode=False)
        finally:
            os._exit(0)
    return child


def latitudes(archive: Archive) -> tuple[str, int, list[str]]:
    """The newest revision, how many statements it has, and the latitudes of Turin in it."""
    newest = archive.newest_id()
    lines = list(archive.lines(newest))
    marked = [
        line.split(b'"')[1].decode()
        for line in lines
        if b"/city/turin-it>" in line and b"latitude>" in line
    ]
    return newest, len(lines), marked


def kill_many(count: int, seed: int, path: Path) -> None:
    folder = Settings.from_environment().archive
    choose = random.Random(seed)
    began = time.monotonic()
    os.waitpid(import_in_child(path, 1), 0)
    usual = time.monotonic() - began
    for value in range(2, count + 2):
        child = import_in_child(path, value)
        # Most of the time goes into reading; the commit is the last part.
        low = choose.choice((0.0, 0.7))
        time.sleep(usual * choose.uniform(low, 1.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        newest, statements, found = latitudes(Archive.open(folder))
        told = {"value": f"{value}.5", "newest": newest, "statements": statements, "found": found}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    kill_many(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
