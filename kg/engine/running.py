"""Starting a keeper as a child process, and stopping it: for the command line and tests."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.engine import processes
from kg.engine.embedded import EmbeddedEngine
from kg.engine.generation import Content
from kg.engine.keeper import Keeper
from kg.engine.lanes import Staff
from kg.engine.state import StateFile
from kg.errors import EngineUnavailable, KgError
from kg.settings import Settings

log = logging.getLogger(__name__)


@dataclass
class RunningKeeper:
    """A keeper this process started; it stops, too, when this process ends in whatever way."""

    process: int
    settings: Settings
    lifeline: int
    status: int | None = None

    def alive(self) -> bool:
        """Whether the keeper still runs."""
        if self.status is None:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def wait_until_ready(self, seconds: float) -> None:
        """Waits until a first revision is served.

        Raises EngineUnavailable when the keeper ended, cannot load the revision, or takes longer.
        """
        file = StateFile(self.settings.run)
        end = time.monotonic() + seconds
        while True:
            alive = self.alive()
            state = file.read()
            if state is not None and state.keeper == self.process:
                if state.key:
                    return
                if state.problem:
                    raise EngineUnavailable(state.problem, remedy="Correct it and start again.")
            if not alive:
                raise EngineUnavailable(
                    "The keeper could not start.",
                    remedy=f"Read its log; another keeper may serve {self.settings.run}.",
                )
            if time.monotonic() > end:
                raise EngineUnavailable(
                    f"The graph was not loaded within {seconds:g} seconds.",
                    remedy="Give it longer, or look at the keeper's log.",
                )
            time.sleep(0.005)

    def stop(self, seconds: float = 10.0) -> None:
        """Stops the keeper and waits for its end; kills it after that many seconds."""
        if self.lifeline >= 0:
            os.close(self.lifeline)
            self.lifeline = -1
        if not self.alive():
            return
        os.kill(self.process, signal.SIGTERM)
        end = time.monotonic() + seconds
        while self.alive():
            if time.monotonic() > end:
                os.kill(self.process, signal.SIGKILL)
                end = float("inf")
            time.sleep(0.005)


def start_keeper(content: Content, settings: Settings, *, poll: float = 1.0) -> RunningKeeper:
    """Forks a keeper for the settings' folder and numbers of workers; returns at once.

    To be called before this process starts threads: a fork takes only the calling one along.
    """
    reading, writing = os.pipe()

    def body() -> None:
        os.close(writing)
        staff = Staff.from_settings(settings)
        keeper = Keeper(content, settings.run, staff=staff, poll=poll, lifeline=reading)
        try:
            keeper.run()
        except KgError as problem:
            log.error("keeper refused problem=%s", problem)
            processes.leave(1)

    process = processes.fork(body)
    os.close(reading)
    return RunningKeeper(process, settings, writing)


@contextmanager
def running_engine(
    content: Content,
    folder: Path,
    *,
    workers: int = 2,
    visitors: int = 0,
    long: int = 1,
    poll: float = 0.05,
    patience: float = 3.0,
    seconds: float = 600.0,
) -> Iterator[EmbeddedEngine]:
    """An engine over a content, ready to be asked, with `folder` as its var folder.

    With `visitors` workers for visitors it is an engine as visitors have it, else one for pages.
    Raises EngineUnavailable when it is not ready within that many seconds.
    """
    settings = Settings(var=folder, workers=workers, visitor_workers=visitors, long_queries=long)
    keeper = start_keeper(content, settings, poll=poll)
    try:
        keeper.wait_until_ready(seconds)
        yield EmbeddedEngine(settings, patience=patience, visitors=bool(visitors))
    finally:
        keeper.stop()
