"""Starts our server and its peers over one graph, on this machine's loopback, and stops them.

Every server ends with the program that started it, and after an hour at the latest.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.asking import Address, connection
from tests.bench.generate import UNION

MOST = 3600
_READY = "ASK { ?s ?p ?o }"
_MEGA = 1e6


@dataclass
class Served:
    """A server that answers: where, who it is, and how long it took to get there."""

    name: str
    address: Address
    process: int
    load: float
    start: float

    def processor(self) -> float:
        """Seconds of processor that the server and all processes below it have had."""
        return sum(_computed(p) for p in (self.process, *below(self.process)))

    def settle(self, most: float = 120.0) -> None:
        """Waits until the server does nothing any more by itself, such as copying or compacting."""
        end = time.perf_counter() + most
        while time.perf_counter() < end:
            before = self.processor()
            time.sleep(2)
            if self.processor() - before < 0.1:
                return

    def memory(self) -> float:
        """MB of the server and all processes below it, shared pages counted once."""
        return sum(_proportional(p) for p in (self.process, *below(self.process))) / _MEGA


def below(process: int) -> list[int]:
    """The processes below one."""
    return [p for child in children(process) for p in (child, *below(child))]


def children(process: int) -> list[int]:
    """The processes whose parent one is."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(number) for number in listed]


def _computed(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    # Its own, and that of its children that have ended.
    return sum(int(f) for f in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(folder: Path, **settings: str) -> Iterator[Served]:
    """`kg serve` over the archive of a folder; settings as KG_ variables."""
    port = free_port()
    own = {"KG_VAR": str(folder / "var"), "KG_PORT": str(port), **settings}
    env = {k: v for k, v in os.environ.items() if not k.startswith("KG_")} | own
    kg = [str(Path(sys.executable).parent / "kg"), "serve"]
    with _running(kg, folder / "ours.log", env) as process:
        start = _wait(port, "/healthz", process, 600)
        yield Served("this house", Address(port), process.pid, 0.0, start)


@contextmanager
def oxigraph_disk(folder: Path) -> Iterator[Served]:
    """The Oxigraph server over its own files; the union is stored, as our engine has it."""
    with _oxigraph(folder, "oxigraph", "peers.nq", "Oxigraph server, disk") as served:
        yield served


@contextmanager
def oxigraph_published(folder: Path) -> Iterator[Served]:
    """The Oxigraph server as one who takes our dump would start it: the union made by its switch.

    The switch repeats a triple for each graph that holds it, so counts may be higher.
    """
    name = "Oxigraph server, dump and union switch"
    switch = "--union-default-graph"
    with _oxigraph(folder, "oxigraph-named", "named.nq", name, switch) as served:
        yield served


@contextmanager
def _oxigraph(folder: Path, files: str, quads: str, name: str, *more: str) -> Iterator[Served]:
    port, place = free_port(), folder / files
    log = folder / f"{files}.log"
    began = time.perf_counter()
    if not place.exists():
        _run(["oxigraph", "load", "-l", str(place), "-f", str(folder / quads)], log)
    loaded = time.perf_counter() - began
    serve = ["oxigraph", "serve-read-only", "-l", str(place), "-b", f"127.0.0.1:{port}", *more]
    with _running(_found(serve), log) as process:
        start = _answering(Address(port, "/query"), process, 60)
        yield Served(name, Address(port, "/query"), process.pid, loaded, start)


@contextmanager
def oxigraph_memory(folder: Path) -> Iterator[Served]:
    """The Oxigraph server in memory, filled over HTTP."""
    port = free_port()
    serve = ["oxigraph", "serve", "-b", f"127.0.0.1:{port}"]
    with _running(_found(serve), folder / "oxigraph-memory.log") as process:
        start = _answering(Address(port, "/query"), process, 60)
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=1200)
        with (folder / "peers.nq").open("rb") as file:
            headers = {
                "Content-Type": "application/n-quads",
                "Content-Length": str((folder / "peers.nq").stat().st_size),
            }
            line.request("POST", "/store", file, headers)
            answer = line.getresponse()
            answer.read()
        line.close()
        if answer.status not in (200, 201, 204):
            raise SystemExit(f"the Oxigraph server would not load: {answer.status}")
        loaded = time.perf_counter() - began
        address = Address(port, "/query")
        yield Served("Oxigraph server, memory", address, process.pid, loaded, start)


@contextmanager
def rdflib_endpoint(folder: Path) -> Iterator[Served]:
    """rdflib-endpoint as its own command starts it; loading and starting are one.

    A graph it has not loaded after ten minutes is too large for it here; take a smaller one.
    """
    port = free_port()
    serve = ["rdflib-endpoint", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command = _found([*serve, str(folder / "named.nq")])
    with _running(command, folder / "rdflib.log") as process:
        start = _answering(Address(port, "/"), process, 600)
        yield Served("rdflib-endpoint", Address(port, "/"), process.pid, start, start)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Served]:
    """Virtuoso 7 with a database of its own; the union is the graph that each query names."""
    home = folder / "virtuoso"
    port, sql = free_port(), free_port()
    fresh = not (home / "virtuoso.db").exists()
    home.mkdir(exist_ok=True)
    (home / "virtuoso.ini").write_text(_INI.format(home=home, data=folder, port=port, sql=sql))
    (home / "virtuoso.lck").unlink(missing_ok=True)
    serve = ["virtuoso-t", "-f", "-c", str(home / "virtuoso.ini")]
    more = (("default-graph-uri", UNION),)
    address = Address(port, "/sparql", more, post=True)
    with _running(_found(serve), folder / "virtuoso.log", stop=signal.SIGTERM) as process:
        start = _answering(address, process, 120)
        loaded = 0.0
        if fresh:
            began = time.perf_counter()
            _isql(
                sql,
                f"ld_add('{folder / 'union-named.nq'}', 'http://localhost/none');\n"
                "rdf_loader_run();\ncheckpoint;\nselect ll_state, ll_error from load_list;\n"
                'grant select on "DB"."DBA"."RDF_QUAD" to "SPARQL";',
                folder / "virtuoso-load.log",
            )
            loaded = time.perf_counter() - began
        yield Served("Virtuoso 7", address, process.pid, loaded, start)


def _isql(port: int, commands: str, log: Path) -> None:
    with log.open("w") as out:
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{port}", "dba", "dba"],
            input=commands, text=True, check=True, timeout=1800, stdout=out, stderr=out,
        )  # fmt: skip


def _found(command: list[str]) -> list[str]:
    """The command with the full path of its program: beside our Python first, then anywhere."""
    places = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    program = shutil.which(command[0], path=places)
    if program is None:
        raise SystemExit(f"{command[0]} is not installed; docs/performance.md says how.")
    return [program, *command[1:]]


def _run(command: list[str], log: Path) -> None:
    with log.open("ab") as out:
        subprocess.run(_found(command), check=True, timeout=MOST, stdout=out, stderr=out)


@contextmanager
def _running(
    command: list[str],
    log: Path,
    env: dict[str, str] | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=env, stdout=out, stderr=out,
            preexec_fn=_end_with_us,  # noqa: PLW1509 - no thread of ours runs yet
        )  # fmt: skip
    watch = signal.signal(signal.SIGALRM, lambda *_: process.terminate())
    signal.alarm(MOST)
    try:
        yield process
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, watch)
        process.send_signal(stop)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with_us() -> None:
    """In the child: the kernel ends it (PR_SET_PDEATHSIG) when its parent ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)


def _wait(port: int, path: str, process: subprocess.Popen[bytes], most: float) -> float:
    began = time.perf_counter()
    while True:
        line = connection(port, 10)
        try:
            if line.ask(path)[0] == 200:
                return time.perf_counter() - began
        except OSError:
            pass
        finally:
            line.close()
        _patience(process, began, most)


def _answering(address: Address, process: subprocess.Popen[bytes], most: float) -> float:
    began = time.perf_counter()
    while True:
        line = connection(address.port, 30)
        try:
            json = "application/sparql-results+json"
            if address.request(line, _READY, json)[0] == 200:
                return time.perf_counter() - began
        except OSError:
            pass
        finally:
            line.close()
        _patience(process, began, most)


def _patience(process: subprocess.Popen[bytes], began: float, most: float) -> None:
    if process.poll() is not None or time.perf_counter() - began > most:
        raise SystemExit(f"{process.args!r} did not come to answer; read its log.")
    time.sleep(0.02)


_INI = """
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
ErrorLogLevel = 3
[TempDatabase]
DatabaseFile = {home}/temp.db
TransactionFile = {home}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {home}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 120
MaxQueryCostEstimationTime = 100000
"""
