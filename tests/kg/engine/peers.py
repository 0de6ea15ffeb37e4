"""Servers of other makers, started on loopback for a test and ended by it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from kg.engine import processes
from kg.settings import Settings
from tests.kg.engine.serving import eventually

VIRTUOSO = "apt-get install --no-install-recommends virtuoso-opensource"


def free_port():
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_of(folder, address, **others):
    """Settings that point at a peer."""
    return Settings(var=folder / "var", engine=address, **others)


@contextmanager
def oxigraph(folder, seconds=15, port=None):
    """An Oxigraph server on disk; yields settings."""
    binary = Path(sys.executable).with_name("oxigraph")
    if not binary.exists():
        pytest.skip("the Oxigraph server is not installed: pip install oxigraph")
    port = port or free_port()
    folder.mkdir(exist_ok=True, parents=True)
    command = [
        binary, "serve", "--location", folder / "store", "--bind", f"127.0.0.1:{port}",
        "--timeout-s", str(seconds),
    ]  # fmt: skip
    with _running(command, folder, f"http://127.0.0.1:{port}/"):
        yield settings_of(folder, f"http://127.0.0.1:{port}/query")


@contextmanager
def virtuoso(folder, seconds=15, rows=1_000_000):
    """A Virtuoso 7 with a database of its own; yields settings."""
    binary = shutil.which("virtuoso-t")
    if binary is None:
        pytest.skip(f"Virtuoso is not installed: {VIRTUOSO}")
    folder.mkdir(exist_ok=True, parents=True)
    port, sql = free_port(), free_port()
    ini = _INI.format(port=port, sql=sql, seconds=seconds, rows=rows)
    (folder / "virtuoso.ini").write_text(ini)
    command = [binary, "+configfile", "virtuoso.ini", "+foreground"]
    with _running(command, folder, f"http://127.0.0.1:{port}/sparql"):
        yield settings_of(
            folder, f"http://127.0.0.1:{port}/sparql",
            engine_update=f"http://127.0.0.1:{port}/sparql-auth",
            engine_user="dba", engine_password="dba",
        )  # fmt: skip


@contextmanager
def _running(command, folder, address):
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log,
            # Ends with the tests, however those end.
            preexec_fn=partial(processes.die_with, os.getpid()),  # noqa: PLW1509
        )  # fmt: skip
    try:
        ready = eventually(lambda: process.poll() is not None or _answers(address), 60)
        assert ready, "it does not answer"
        assert process.poll() is None, (folder / "log").read_text()
        yield process
    finally:
        process.kill()  # its data go with the test's folder: nothing to save
        process.wait(30)


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


# Few buffers and no journal to speak of: a database for minutes.
_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
SchedulerInterval = 10
NumberOfBuffers = 8000
MaxDirtyBuffers = 6000
MaxClientConnections = 20
CheckpointInterval = 0
DirsAllowed = .
MaxQueryMem = 256M
ThreadsPerQuery = 2
CaseMode = 2

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 20
MaxClientConnections = 20

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}
MaxQueryCostEstimationTime = 0
"""
