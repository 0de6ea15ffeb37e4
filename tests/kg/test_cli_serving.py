"""Serving from the command line: from the first start to the last process gone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
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


def _address(server: subprocess.Popen[str], told: Path, seconds: float) -> str:
    """The address that the server tells on its error stream."""
    end = time.monotonic() + seconds
    while (found := re.search(r"address=(\S+)", told.read_text())) is None:
        assert server.poll() is None, told.read_text()
        assert time.monotonic() < end, told.read_text()
        time.sleep(0.05)
    return found[1]


def _answer(address: str, seconds: float) -> str:
    """What the address answers once its server is up; an error of a page is not asked away."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urlopen(address, timeout=seconds) as answer:
                return answer.read().decode()
        except HTTPError as refused:
            if refused.code != 503 or time.monotonic() > end:
                pytest.fail(refused.read().decode())
        except OSError:
            if time.monotonic() > end:
                raise
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_the_server_takes_a_free_port_answers_and_leaves_nothing_behind(
    built: Office, tmp_path: Path, wish: signal.Signals
) -> None:
    # A file, not a pipe: a pipe that nobody empties stops the server that writes to it.
    told = tmp_path / "told"
    with told.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-c", "from kg.cli import main; main()", "serve"],
            env=os.environ | environment(built) | {"KG_PORT": "0"},
            stdout=subprocess.DEVNULL,
            stderr=stream,
            text=True,
        )
    try:
        address = _address(server, told, 120)
        assert ":0/" not in address
        text = _answer(address + "cities/turin-it?lang=en", 120)
        assert "Turin" in text
        family = _children(server.pid)
        assert len(family) >= 3, "keeper, its workers, the web server"
    finally:
        server.send_signal(wish)
        try:
            status = server.wait(120)
        except subprocess.TimeoutExpired:
            server.kill()
            raise

    rest = told.read_text()
    assert status == 0, rest
    assert "Traceback" not in rest
    end = time.monotonic() + 60
    while any(map(_runs, family)) and time.monotonic() < end:
        time.sleep(0.02)
    assert [process for process in family if _runs(process)] == []
