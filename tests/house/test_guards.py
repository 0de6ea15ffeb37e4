"""The guards of tests/conftest.py: no network, and no settings from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from kg.settings import Settings


def test_a_test_that_connects_to_another_machine_fails_at_once():
    with socket.socket() as line, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        line.connect(("192.0.2.1", 80))


def test_a_test_may_connect_to_this_machine():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as line,
    ):
        assert line.getpeername() == server.getsockname()


def test_a_setting_of_the_person_who_runs_the_tests_changes_none(repo, tmp_path):
    test = tmp_path / "test_port.py"
    test.write_text(
        "from kg.settings import Settings\n\n"
        "def test_port():\n    assert Settings.from_environment().port == 8000\n"
    )
    options = ["-q", "-c", str(repo / "pyproject.toml"), "--rootdir", str(repo)]
    plugins = ["-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *plugins, str(test)],
        cwd=repo,
        env={**os.environ, "KG_PORT": "9999"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    assert Settings.from_environment({"KG_PORT": "9999"}).port == 9999
