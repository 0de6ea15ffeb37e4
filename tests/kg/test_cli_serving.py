"""Serving from the command line: from the first start to the last process gone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.kg.tiny import Office, environment


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [n for child in map(int, listed.split()) for n in (child, *_children(child))]


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _answer(address: str, seconds: float) -> str:
    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_the_server_takes_a_free_port_answers_and_leaves_nothing_behind(built: Office, wish):
    server = subprocess.Popen(
        [sys.executable, "-c", "from kg.cli import main; main()", "serve"],
        env=os.environ | environment(built) | {"KG_PORT": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    try:
        address = next(
            found[1] for line in server.stderr if (found := re.search(r"address=(\S+)", line))
        )
        assert ":0/" not in address
        text = _answer(address + "cities/turin-it?lang=en", 60)
        assert "Turin" in text
        family = _children(server.pid)
        assert len(family) >= 3, "keeper, its workers, the web server"
    finally:
        server.send_signal(wish)
        rest = server.stderr.read()
        server.stderr.close()
        status = server.wait(30)

    assert status == 0, rest
    assert "Traceback" not in rest
    end = time.monotonic() + 10
    while any(map(_runs, family)) and time.monotonic() < end:
        time.sleep(0.02)
    assert [process for process in family if _runs(process)] == []
