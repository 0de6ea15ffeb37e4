"""Running the keeper and the web server, and answering from the command line."""

from __future__ import annotations

import fcntl
import logging
import os
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
from kg.errors import ArchiveProblem, EngineUnavailable, SettingProblem
from kg.model import read_model
from kg.projection import Projection
from kg.questions.catalogue import Catalogue
from kg.settings import Settings
from kg.terms import Names

EMBEDDED = "embedded"
LOADING = 600.0
"""Seconds the keeper may take to load a revision."""
STOPPING = 10.0
"""Seconds the web server has to answer what it began."""
_log = logging.getLogger(__name__)


def serve_forever(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM: the keeper, then Granian with the pages.

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
    keeper = start_keeper(Projection(settings), settings)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    try:
        keeper.wait_until_ready(LOADING)
        _serve_pages(settings, port)
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


def _serve_pages(settings: Settings, port: int) -> None:
    web = subprocess.Popen(  # noqa: S603 - our own interpreter, with arguments of our own
        _granian(settings, port), env=os.environ | {"PYTHONUNBUFFERED": "1"}
    )
    try:
        _log.info("serving address=http://%s:%d/", settings.host, port)
        web.wait()
    finally:
        if web.poll() is None:
            web.terminate()
            try:
                web.wait(STOPPING)
            except subprocess.TimeoutExpired:
                web.kill()
    raise EngineUnavailable(
        f"The web server ended with status {web.returncode}.", remedy="Read the lines above."
    )


def _granian(settings: Settings, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory",
        "--host", settings.host, "--port", str(port),
        "--workers", str(settings.web_workers),
        "--blocking-threads", str(settings.web_threads),
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
    keeper = start_keeper(Projection(settings), settings)
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
