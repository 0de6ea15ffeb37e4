"""A server that runs: told to read all again, and to stop, without a request lost."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from tests.kg.engine.serving import children, descendants, eventually, processor_time
from tests.kg.tiny import environment

pytestmark = pytest.mark.slow
SLOW = """SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"""


@contextmanager
def serving(office, **more):
    """`kg serve` over an office: its port, its process, the lines it writes."""
    server = subprocess.Popen(
        [sys.executable, "-c", "from kg.cli import main; main()", "serve"],
        env=os.environ | environment(office) | {"KG_PORT": "0"} | more,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(iter(server.stderr.readline, "")))
    reader.start()

    def address():
        return re.search(r"address=http://[\d.]+:(\d+)/", "".join(lines))

    try:
        assert eventually(lambda: address() or server.poll() is not None, 60), lines
        assert address(), lines
        port = int(address()[1])
        assert eventually(lambda: get(port, "/healthz") == 200, 60), lines
        yield SimpleNamespace(port=port, process=server, lines=lines)
    finally:
        _stop(server)
        reader.join(30)
        server.stderr.close()


def _stop(server):
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def get(port, path):
    """The status of an answer; 0 where there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        response.read()
        return response.status
    except OSError:
        return 0
    finally:
        connection.close()


def web_processes(server):
    """The web processes, below Granian, which is below `kg serve` beside the keeper."""
    found = set()
    for child in children(server.pid):
        if "granian" in Path(f"/proc/{child}/cmdline").read_text():
            found |= set(children(child))
    return found


def get_again(port, path):
    """The status of an answer, as browsers and proxies ask: once more after a reset."""
    return get(port, path) or get(port, path)


def test_hup_replaces_the_web_processes_while_every_visitor_is_answered(built):
    with serving(built, KG_WEB_WORKERS="2") as it:
        before = web_processes(it.process)
        statuses, over = [], threading.Event()

        def visit():
            number = 0
            while not over.is_set():
                number += 1
                statuses.append(get_again(it.port, f"/cities?q={number}"))

        visitors = [threading.Thread(target=visit) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        try:
            it.process.send_signal(signal.SIGHUP)
            assert eventually(lambda: not before & web_processes(it.process), 60), it.lines
            assert eventually(lambda: len(web_processes(it.process)) >= 2, 10)
        finally:
            over.set()
            for visitor in visitors:
                visitor.join(60)
        assert len(statuses) > 20
        assert set(statuses) == {200}
        assert get(it.port, "/healthz") == 200


def test_hup_has_the_ontology_read_again_and_a_broken_one_changes_nothing(built, tmp_path):
    terms = Path(shutil.copytree(built.settings.ontology, tmp_path / "ontology"))
    with serving(built, KG_ONTOLOGY=str(terms)) as it:
        ask = "/sparql?format=csv&query=" + quote(
            'ASK { ?x <http://www.w3.org/2000/01/rdf-schema#label> "A word of today"@en }'
        )

        def holds():
            connection = HTTPConnection("127.0.0.1", it.port, timeout=30)
            try:
                connection.request("GET", ask)
                return b"true" in connection.getresponse().read()
            finally:
                connection.close()

        assert not holds()
        file = terms / "terms.ttl"
        kept = file.read_bytes()
        word = b'\n<x:word> <http://www.w3.org/2000/01/rdf-schema#label> "A word of today"@en .\n'
        file.write_bytes(kept + word)
        it.process.send_signal(signal.SIGHUP)
        assert eventually(holds, 30), it.lines
        (terms / "shapes" / "city.ttl").write_bytes(b"this is no Turtle")
        it.process.send_signal(signal.SIGHUP)
        assert eventually(lambda: "not reloaded" in "".join(it.lines), 30)
        assert holds()


def test_a_query_under_way_is_answered_before_the_server_stops(built):
    with serving(built, KG_DEADLINE="5") as it:
        statuses = []
        asking = threading.Thread(
            target=lambda: statuses.append(get(it.port, "/sparql?query=" + quote(SLOW)))
        )
        before = {n: processor_time(n) for n in descendants(it.process.pid)}
        asking.start()
        # Less than it is given before it yields to everybody, be the machine as busy as it may.
        assert eventually(
            lambda: any(processor_time(n) > spent + 0.1 for n, spent in before.items())
        ), "not under way"
        began = time.monotonic()
        it.process.terminate()
        asking.join(30)
        assert it.process.wait(30) == 0
        assert statuses[0] in (200, 504), "an answer, or that it took too long: not a cut line"
        assert time.monotonic() - began < 20
