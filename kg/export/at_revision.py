"""Asking an older revision: a keeper of its own for a while, few at a time and small ones only.

`python -m kg.export.at_revision <revision> <process>` is that keeper; `open_revision` starts it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

from kg.archive import Archive
from kg.engine import processes
from kg.engine.embedded import EmbeddedEngine, EmbeddedSession
from kg.engine.protocol import Engine
from kg.engine.running import start_keeper
from kg.engine.state import StateFile
from kg.errors import EngineUnavailable, GraphMoved, QueryTooLarge
from kg.export.versions import full_id
from kg.projection import Projection
from kg.questions.examples import beside
from kg.questions.library import Library, Reading
from kg.settings import Settings

MOST = 300_000
"""Statements a revision may have to be asked here; a larger one is asked from its dump."""
ALIVE = 2
"""Older revisions that can be asked at one time, by all visitors together."""
IDLE = 120.0
"""Seconds after which a revision nobody asks is let go."""
PATIENCE = 20.0
"""Seconds to wait for a revision to be loaded before saying: try again."""
_WORKERS = 2
_START = 10.0
_TICK = 0.2
_MODULE = "kg.export.at_revision"
_log = logging.getLogger(__name__)


@contextmanager
def open_revision(
    settings: Settings, revision: str, *, patience: float = PATIENCE
) -> Iterator[Engine]:
    """An engine over one revision, named by its id or 8 digits of it or more.

    The newest is asked where it is served; an older one is loaded by a process of its own,
    which ends by itself. It is read by today's ontology and rules. Raises UnknownRevision,
    QueryTooLarge (with the dump as remedy) for a revision of more than MOST statements, and
    EngineUnavailable when others ask as many older revisions as can be asked, or this one is
    not loaded within `patience` seconds.
    """
    id = full_id(settings, revision)
    served = StateFile(settings.run).read()
    if served is not None and served.key and served.revision == id:
        yield _Pinned(settings, id)
        return
    _refuse_large(settings, id)
    folder = _shelf(settings) / id
    with _taken(settings, id, folder):
        _wait(folder, patience)
        yield _Pinned(replace(settings, var=folder), id)


@contextmanager
def reading_at(library: Library, revision: str, language: str) -> Iterator[Reading]:
    """A reading of one revision; raises as `open_revision` and sessions do."""
    with (
        open_revision(library.settings, revision) as engine,
        engine.session() as session,
    ):
        yield Reading(session, library.limits, library, language)


class _Pinned(EmbeddedEngine):
    """An engine whose sessions are on one revision or are none."""

    def __init__(self, settings: Settings, revision: str) -> None:
        super().__init__(settings)
        self._revision = revision

    @contextmanager
    def session(self, *, only: bool = False) -> Iterator[EmbeddedSession]:
        """A session on that revision; raises GraphMoved when it is no longer served."""
        with super().session(only=only) as session:
            if session.revision != self._revision:
                raise GraphMoved
            yield session


class _Old(Projection):
    """One revision of the archive, whatever comes after it, with the graphs served beside it."""

    def __init__(self, settings: Settings, revision: str) -> None:
        super().__init__(settings, beside(settings))
        self._revision = revision

    def newest(self) -> str:
        """That revision."""
        return self._revision


def _shelf(settings: Settings) -> Path:
    return settings.var / "revisions"


def _refuse_large(settings: Settings, id: str) -> None:
    count = sum(Archive.open(settings.archive).datasets(id).values())
    if count > MOST:
        raise QueryTooLarge(
            f"Revision {id[:12]} has {count} statements, and an older revision is asked here "
            f"only up to {MOST}.",
            remedy=f"Take its dump, /data/{id}.nq.gz, and ask it in an engine of your own.",
        )


@contextmanager
def _taken(settings: Settings, id: str, folder: Path) -> Iterator[None]:
    """Holds a running keeper of the revision, started if need be, against being let go."""
    shelf = _shelf(settings)
    shelf.mkdir(parents=True, exist_ok=True)
    with _locked(shelf / "lock"):
        folder.mkdir(exist_ok=True)
        users = (folder / "users").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            (folder / "used").touch()
            if not _alive(folder):
                _make_room(shelf, folder)
                _start(settings, id, folder)
        except BaseException:
            users.close()
            raise
    with users:
        yield
        (folder / "used").touch()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keeper(folder: Path) -> int:
    """The process of the folder's keeper, 0 when none runs.

    Not found out by trying its lock: a keeper that starts at that moment would be refused.
    """
    state = StateFile(folder / "run").read()
    if state is None:
        return 0
    try:
        command = Path(f"/proc/{state.keeper}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # The number may belong to another process by now.
    return state.keeper if _MODULE.encode() in command else 0


def _alive(folder: Path) -> bool:
    return _keeper(folder) > 0


def _in_use(folder: Path) -> bool:
    with (folder / "users").open("w") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _make_room(shelf: Path, wanted: Path) -> None:
    """Ends the keeper asked least lately when there are as many as may be."""
    running = [f for f in shelf.iterdir() if f.is_dir() and f != wanted and _alive(f)]
    idle = sorted(
        (f for f in running if not _in_use(f)), key=lambda f: (f / "used").stat().st_mtime
    )
    for folder in idle[: max(0, len(running) + 1 - ALIVE)]:
        running.remove(folder)
        os.kill(_keeper(folder), signal.SIGTERM)
        if _soon(folder, alive=False):
            shutil.rmtree(folder, ignore_errors=True)
        else:
            _log.warning("older revision does not end folder=%s", folder.name)
    if len(running) >= ALIVE:
        raise EngineUnavailable(
            f"{ALIVE} older revisions are being asked, and no more can be at one time.",
            remedy="Try again in a few seconds, or take the dump.",
        )


def _start(settings: Settings, id: str, folder: Path) -> None:
    (folder / "run" / "state.json").unlink(missing_ok=True)
    # A process of its own, not a fork: the one that asks has threads.
    own = {f.metadata["variable"]: str(getattr(settings, f.name)) for f in fields(settings)}
    try:
        subprocess.run(  # noqa: S603 - this module, and an id that was looked up
            [sys.executable, "-m", _MODULE, id, str(os.getpid())],
            env=os.environ | {variable: text for variable, text in own.items() if text},
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=_START,
        )
    except (subprocess.SubprocessError, OSError) as reason:
        raise _no_start(id) from reason
    if not _soon(folder, alive=True):
        raise _no_start(id)


def _no_start(id: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"The keeper of revision {id[:12]} does not start.",
        remedy="Take its dump; the server's log says why.",
    )


def _soon(folder: Path, *, alive: bool) -> bool:
    """Whether the folder's keeper runs, or does not, within a short time."""
    end = time.monotonic() + _START
    while _alive(folder) is not alive:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _wait(folder: Path, patience: float) -> None:
    file = StateFile(folder / "run")
    end = time.monotonic() + patience
    while True:
        state = file.read()
        if state is not None and state.key:
            return
        if state is not None and state.problem:
            raise EngineUnavailable(state.problem, remedy="Take the dump of that revision.")
        if time.monotonic() > end or not _alive(folder):
            raise EngineUnavailable(
                "That revision is being loaded.", remedy="Try again in a few seconds."
            )
        time.sleep(0.02)


def keep(settings: Settings, id: str, asker: int, idle: float = IDLE) -> None:
    """Serves a revision until nobody has asked it for a while, or the process `asker` is gone."""
    folder = _shelf(settings) / id
    place = replace(settings, var=folder, workers=_WORKERS)
    keeper = start_keeper(_Old(settings, id), place)
    try:
        while keeper.alive() and Path(f"/proc/{asker}").exists():
            if _quiet(folder) > idle:
                with _locked(_shelf(settings) / "lock"):
                    if not _in_use(folder):
                        keeper.stop()
                        shutil.rmtree(folder, ignore_errors=True)
                        return
            time.sleep(_TICK)
    finally:
        keeper.stop()


def _quiet(folder: Path) -> float:
    """Seconds since somebody asked."""
    try:
        return time.time() - (folder / "used").stat().st_mtime
    except FileNotFoundError:  # it was let go to make room
        return 0.0


def main() -> None:
    """Starts the keeper in the background and returns, so that nobody has to wait for its end."""
    logging.basicConfig(level=logging.WARNING)
    settings = Settings.from_environment()
    id, asker = sys.argv[1], int(sys.argv[2])
    processes.fork(lambda: _apart(settings, id, asker))


def _apart(settings: Settings, id: str, asker: int) -> None:
    os.setsid()
    keep(settings, id, asker)


if __name__ == "__main__":
    main()
