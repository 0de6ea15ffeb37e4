"""Running the keeper and the web server, and answering from the command line."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.archive import Archive
from kg.engine.embedded import EmbeddedEngine
from kg.engine.protocol import Engine
from kg.engine.remote import RemoteEngine
from kg.engine.running import start_keeper
from kg.engine.state import StateFile
from kg.errors import ArchiveProblem, EngineUnavailable, KgError, SettingProblem
from kg.model import read_model
from kg.projection import Projection
from kg.questions.catalogue import Catalogue
from kg.questions.examples import beside
from kg.settings import Settings
from kg.terms import Names

EMBEDDED = "embedded"
LOADING = 600.0
"""Seconds the keeper may take to load a revision."""
GRACE = 5.0
"""Seconds beyond the deadline of a query that the web server has to answer what it began."""
OVERLAP = 10
"""Seconds an old web process goes on beside its successor, which takes some to begin."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names to the web processes the folder in which they count together (`web.metrics`)."""
_log = logging.getLogger(__name__)


def serve_forever(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM: the keeper, then Granian with the pages.

    At SIGHUP ontology, questions, pages and code are read anew: the keeper makes the revision
    again and the web processes are replaced one by one, each when its successor has begun. (Each
    listens for itself: a connection that waits unaccepted at a process that closes is reset, and
    browsers and proxies make it again.)
    Settings are the environment's and stay as they are until the next start.

    Raises ArchiveProblem when nothing was built, ModelProblem when a shape is not understood,
    SettingProblem when the port is taken, EngineUnavailable when the web server ends by itself.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    if settings.engine != EMBEDDED:
        _pages_alone(settings)
        return
    _something_to_serve(settings)
    # A broken shape or question is told here, not by each of the web processes.
    Catalogue.read(read_model(settings.ontology), Names(settings.base))
    port = _free_port(settings)
    keeper = start_keeper(Projection(settings, beside(settings)), settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    try:
        keeper.wait_until_ready(LOADING)
        _serve_pages(settings, port, keeper.process)
    finally:
        keeper.stop()


def _pages_alone(settings: Settings) -> None:
    """Serves pages over a remote engine, which `kg publish` keeps up to date."""
    port = _free_port(settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    _serve_pages(settings, port)


def _leave(number: int, frame: object) -> None:
    """Ends by way of every `finally`."""
    raise SystemExit(0)


def _serve_pages(settings: Settings, port: int, keeper: int = 0) -> None:
    environment = {"PYTHONUNBUFFERED": "1", SHARED: str(_counting(settings))}
    web = subprocess.Popen(  # noqa: S603 - our own interpreter, with arguments of our own
        _granian(settings, port), env=os.environ | environment
    )

    def reload(number: int, frame: object) -> None:
        # What is broken is told before anything is replaced, and what runs runs on.
        try:
            Catalogue.read(read_model(settings.ontology), Names(settings.base))
        except KgError as problem:
            _log.error("not reloaded problem=%s", problem)
            return
        if keeper:
            os.kill(keeper, signal.SIGHUP)
        web.send_signal(signal.SIGHUP)
        _log.info("reloading")

    signal.signal(signal.SIGHUP, reload)
    try:
        _log.info("serving address=http://%s:%d/", settings.host, port)
        web.wait()
    finally:
        if web.poll() is None:
            web.terminate()
            try:
                web.wait(settings.deadline + 2 * GRACE)
            except subprocess.TimeoutExpired:
                web.kill()
    raise EngineUnavailable(
        f"The web server ended with status {web.returncode}.", remedy="Read the lines above."
    )


def _counting(settings: Settings) -> Path:
    """An empty folder for what the web processes count together."""
    folder = settings.run / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _granian(settings: Settings, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory",
        "--host", settings.host, "--port", str(port),
        "--workers", str(settings.web_workers),
        "--blocking-threads", str(settings.web_threads),
        "--workers-kill-timeout", str(int(settings.deadline + GRACE)),
        "--respawn-interval", str(OVERLAP),
        "--backpressure", "64", "--no-ws", "--log-level", "warning", "web:create_app",
    ]  # fmt: skip


def _something_to_serve(settings: Settings) -> None:
    if not Archive.open(settings.archive).newest_id():
        raise ArchiveProblem(
            "The archive holds no revision to serve.", remedy="Run kg build first."
        )


def _free_port(settings: Settings) -> int:
    """The port to listen on: the one wished for, or for 0 any that is free."""
    with socket.socket(_family(settings.host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as reason:
            raise SettingProblem(
                f"Nothing can listen on {settings.host}:{settings.port}: {reason.strerror}.",
                remedy="Stop what listens there, or set KG_PORT or KG_HOST.",
            ) from reason
        port: int = probe.getsockname()[1]
        return port


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@contextmanager
def answering(settings: Settings) -> Iterator[Engine]:
    """An engine to ask: the keeper that runs already, else one for as long as is needed.

    Raises ArchiveProblem when nothing was built.
    """
    if settings.engine != EMBEDDED:
        yield RemoteEngine(settings)
        return
    if _running(settings.run):
        yield EmbeddedEngine(settings)
        return
    _something_to_serve(settings)
    keeper = start_keeper(Projection(settings, beside(settings)), settings)
    try:
        keeper.wait_until_ready(LOADING)
        yield EmbeddedEngine(settings)
    finally:
        keeper.stop()


def _running(folder: Path) -> bool:
    """Whether a keeper serves this folder: it holds the lock there for as long as it lives.

    Without a state of a living process the lock is not touched, lest a keeper that is starting
    finds it taken.
    """
    state = StateFile(folder).read()
    if state is None:
        return False
    try:
        os.kill(state.keeper, 0)
        lock = os.open(folder / "keeper.lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
