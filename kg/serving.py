"""Running the keeper and the web server, and answering from the command line."""

from __future__ import annotations

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
from kg.engine.running import start_keeper
from kg.engine.state import StateFile
from kg.errors import ArchiveProblem, EngineUnavailable, SettingProblem
from kg.projection import Projection
from kg.settings import Settings

LOADING = 600.0
"""Seconds the keeper may take to load a revision."""
_log = logging.getLogger(__name__)


def serve_forever(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM: the keeper, then Granian with the pages.

    Raises ArchiveProblem when nothing was built, SettingProblem when the port is taken.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    _something_to_serve(settings)
    _port_is_free(settings)
    keeper = start_keeper(Projection(settings), settings)
    try:
        keeper.wait_until_ready(LOADING)
        web = subprocess.Popen(_granian(settings), env=os.environ | {"PYTHONUNBUFFERED": "1"})
        _log.info("serving address=http://%s:%d/", settings.host, settings.port)
        _wait(web)
    finally:
        keeper.stop()


def _granian(settings: Settings) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory",
        "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.web_workers), "--blocking-threads", "4",
        "--backpressure", "64", "--no-ws", "--log-level", "warning", "web:create_app",
    ]  # fmt: skip


def _wait(web: subprocess.Popen[bytes]) -> None:
    """Waits for the web server's end; passes a wish to stop on to it."""

    def stop(number: int, frame: object) -> None:
        web.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if web.wait() not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise EngineUnavailable(
            f"The web server ended with status {web.returncode}.", remedy="Read the lines above."
        )


def _something_to_serve(settings: Settings) -> None:
    if not Archive.open(settings.archive).newest_id():
        raise ArchiveProblem(
            "The archive holds no revision to serve.", remedy="Run kg build first."
        )


def _port_is_free(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as reason:
            raise SettingProblem(
                f"Nothing can listen on {settings.host}:{settings.port}: {reason.strerror}.",
                remedy="Stop what listens there, or set KG_PORT or KG_HOST.",
            ) from reason


@contextmanager
def answering(settings: Settings) -> Iterator[Engine]:
    """An engine to ask: the keeper that runs already, else one for as long as is needed.

    Raises ArchiveProblem when nothing was built.
    """
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
    state = StateFile(folder).read()
    if state is None:
        return False
    try:
        os.kill(state.keeper, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
