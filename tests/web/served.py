"""The graph of the real data, built once for all who serve it in tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.engine.running import RunningKeeper, start_keeper
from kg.ingest.run import build
from kg.projection import Projection
from kg.questions.examples import beside
from kg.settings import Settings

LOADING = 120.0
DEADLINE = 60.0
"""Seconds a query may take: what runs long yields to everybody, and to tests beside it too."""


def shared_folder(factory: Any) -> Path:
    """The folder that all xdist workers of a run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def built(folder: Path) -> Path:
    """The var folder with the archive of everything in data/; whoever comes first builds it."""
    var = folder / "built"
    with (folder / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var / "done").exists():
            shutil.rmtree(var, ignore_errors=True)
            build(Settings(var=var))
            (var / "done").touch()
    return var


def copied(var: Path, folder: Path, **more: Any) -> Settings:
    """Settings on a copy of the archive: two keepers cannot share one folder."""
    shutil.copytree(var / "archive", folder / "archive")
    return Settings(var=folder, **{"workers": 2, "deadline": DEADLINE, **more})


@contextmanager
def kept(settings: Settings) -> Iterator[RunningKeeper]:
    """A keeper that serves the settings' archive."""
    keeper = start_keeper(Projection(settings, beside(settings)), settings, poll=0.05)
    try:
        keeper.wait_until_ready(LOADING)
        yield keeper
    finally:
        keeper.stop()
