"""The keeper: the one process that decides which revision is served from a folder.

It holds no data itself, so nothing a revision does can block or end it. See the room's README.
"""

from __future__ import annotations

import fcntl
import logging
import os
import select
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from kg.engine import processes
from kg.engine.generation import TICK, Content, Place, live, orders
from kg.engine.lanes import SOCKETS, Staff
from kg.engine.state import State, forget_state, write_state
from kg.engine.wire import CALLED_OFF, ENDED, SERVED, WAKE, bind, unpack
from kg.errors import EngineUnavailable

log = logging.getLogger(__name__)

# A generation that dies before it is ready is tried again after this many seconds.
_AGAIN = 5.0
_FAREWELL = 2.0


@dataclass
class _Child:
    process: int
    control: socket.socket
    revision: str
    fresh: bool
    key: str = ""


class Keeper:
    """Serves the newest revision of a content to the clients of a folder.

    `poll` is the number of seconds between looks for a newer revision; touching the file `wake`
    in the folder has it look at once, and SIGHUP has it make the revision again even if it is
    the same (for a changed ontology). When the file descriptor `lifeline` is closed at its other
    end, the keeper stops.
    """

    def __init__(
        self,
        content: Content,
        folder: Path,
        *,
        staff: Staff,
        poll: float = 1.0,
        lifeline: int | None = None,
    ) -> None:
        self._content = content
        self._folder = folder
        self._staff = staff
        self._poll = poll
        self._lifeline = lifeline
        self._current: _Child | None = None
        self._next: _Child | None = None
        self._leaving: list[_Child] = []
        self._failed = ""
        self._problem = ""
        self._looked = float("-inf")
        self._served = ""
        self._published: State | None = None
        self._touched = 0
        self._forced = False
        self._not_before = float("-inf")

    def run(self) -> None:
        """Serves until SIGTERM, SIGINT or the end of the lifeline; for the main thread.

        Raises EngineUnavailable when another keeper serves the folder.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock(self._folder)
        try:
            self._clear()
            self._listeners = {
                lane: bind(self._folder, SOCKETS[lane]) for lane in self._staff.lanes
            }
            self._waker = processes.wake_on(
                signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD
            )
            processes.adopt_orphans()
            self._lock = lock
            self._place = Place(self._listeners, self._folder, self._staff, os.getpid())
            self._publish()
            log.info("keeper started folder=%s staff=%s", self._folder, self._staff)
            while self._turn():
                pass
            self._stop()
        finally:
            os.close(lock)

    def _clear(self) -> None:
        forget_state(self._folder)
        for name in (ENDED, CALLED_OFF):
            (self._folder / name).mkdir(mode=0o700, exist_ok=True)
            for entry in (self._folder / name).iterdir():
                entry.unlink(missing_ok=True)
        if (self._folder / SERVED).exists():
            self._served = (self._folder / SERVED).read_text(encoding="utf-8")

    def _turn(self) -> bool:
        """One round of the loop; False when it is time to stop."""
        poller = select.poll()
        poller.register(self._waker, select.POLLIN)
        if self._lifeline is not None:
            poller.register(self._lifeline, select.POLLIN)
        children = {child.control.fileno(): child for child in self._children()}
        for number in children:
            poller.register(number, select.POLLIN)
        ready = [number for number, _ in poller.poll(min(TICK, self._poll) * 1000)]
        came = processes.signals(self._waker)
        if came & {signal.SIGTERM, signal.SIGINT} or self._lifeline in ready:
            return False
        for number in ready:
            if number in children:
                self._hear(children[number])
        self._reap()
        self._look(again=signal.SIGHUP in came)
        return True

    def _children(self) -> list[_Child]:
        return [child for child in (self._current, self._next, *self._leaving) if child]

    def _hear(self, child: _Child) -> None:
        try:
            message = child.control.recv(65536)
        except ConnectionResetError:
            message = b""
        if not message:
            self._lost(child)
            return
        report = unpack(message)
        if report["event"] == "ready":
            child.key = report["key"]
            self._succeeded(child)
        elif report["event"] == "retired":
            # No worker of the old revision takes new connections from here on.
            self._publish()
        elif report["event"] == "failed":
            self._next = None
            self._leaving.append(child)
            if report["step"] == "difference" and not child.fresh:
                log.warning("difference failed, loading afresh revision=%s", child.revision)
                self._start(child.revision, fresh=True)
            else:
                self._give_up(child.revision, report["detail"])

    def _succeeded(self, child: _Child) -> None:
        self._next = None
        if self._current is not None or not self._failed:
            self._failed = self._problem = ""
        self._served = child.revision
        (self._folder / SERVED).write_text(child.revision, encoding="utf-8")
        old, self._current = self._current, child
        if old is None:
            self._publish()
        else:
            self._leaving.append(old)
            self._tell(old, orders("retire"))

    def _give_up(self, revision: str, detail: str) -> None:
        self._failed = revision
        self._problem = f"Revision {revision} cannot be served: {detail}"
        serving = self._current.revision if self._current else "none"
        log.error("revision refused revision=%s serving=%s detail=%s", revision, serving, detail)
        last, self._served = self._served, ""
        if self._current is None and last not in ("", revision):
            # Better the revision that was served last, before a restart perhaps, than none.
            self._start(last, fresh=True)
        else:
            self._served = self._current.revision if self._current else ""
            self._publish()

    def _lost(self, child: _Child) -> None:
        child.control.close()
        if child in self._leaving:
            self._leaving.remove(child)
            if self._current:
                self._publish()
        elif child is self._next:
            self._next = None
            self._give_up(child.revision, "its process died while making it.")
            if self._current is None and self._next is None:
                self._failed = ""
                self._not_before = time.monotonic() + _AGAIN
        else:
            log.error("generation died revision=%s process=%d", child.revision, child.process)
            self._current = None

    def _reap(self) -> None:
        """Buries children; what their end means is heard from their control sockets."""
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    return
            except ChildProcessError:
                return

    def _look(self, *, again: bool) -> None:
        """Starts on a newer revision when there is one and nothing is being made."""
        now = time.monotonic()
        touched = self._touch()
        self._forced = self._forced or again
        if touched != self._touched or again:
            self._touched, self._looked, self._failed = touched, float("-inf"), ""
        if self._next or now < max(self._looked + self._poll, self._not_before):
            return
        self._looked = now
        try:
            newest = self._content.newest()
        except Exception as reason:
            # Whatever the archive says wrong, what is served can be served on.
            if self._problem != f"The newest revision cannot be found: {reason}":
                log.exception("newest revision unknown")
                self._problem = f"The newest revision cannot be found: {reason}"
                self._publish()
            return
        if self._current is None or newest != self._current.revision or self._forced:
            if newest != self._failed:
                self._forced = False
                self._start(newest, fresh=self._current is None)
            elif self._current is None and self._served:
                self._start(self._served, fresh=True)
        elif self._problem:
            self._failed = self._problem = ""  # the change that was refused has been undone
            self._publish()

    def _touch(self) -> int:
        try:
            return (self._folder / WAKE).stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _start(self, revision: str, *, fresh: bool) -> None:
        log.info("revision begun revision=%s fresh=%s", revision, fresh)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = 0
        if fresh or self._current is None:
            process = processes.fork(lambda: self._first(theirs, ours, revision))
        else:
            self._tell(self._current, orders("succeed", revision=revision), theirs.fileno())
        theirs.close()
        self._next = _Child(process, ours, revision, fresh)

    def _first(self, control: socket.socket, ours: socket.socket, revision: str) -> None:
        """The body of a generation that starts from nothing."""
        processes.die_with(self._place.keeper)
        for child in self._children():
            child.control.close()
        ours.close()
        os.close(self._lock)
        os.close(self._waker)
        if self._lifeline is not None:
            os.close(self._lifeline)
        live(self._place, self._content, control, revision)

    def _tell(self, child: _Child, order: bytes, *files: int) -> None:
        try:
            socket.send_fds(child.control, [order], list(files))
        except (BrokenPipeError, ConnectionResetError):
            log.warning("generation away revision=%s", child.revision)

    def _publish(self) -> None:
        current = self._current
        # While the old revision takes its last connections, its key stays the published one.
        key, revision = (current.key, current.revision) if current else ("", "")
        state = State(os.getpid(), key, revision, self._problem)
        if state != self._published:
            self._published = state
            write_state(self._folder, state)
            log.info("serving key=%s problem=%r", key, self._problem)

    def _stop(self) -> None:
        """Lets queries under way end within moments, then ends every child."""
        forget_state(self._folder)
        for lane, listener in self._listeners.items():
            (self._folder / SOCKETS[lane]).unlink(missing_ok=True)
            listener.close()
        if self._current:
            self._tell(self._current, orders("retire"))
            self._current.control.settimeout(_FAREWELL)
            try:
                while self._current.control.recv(65536):
                    pass
            except TimeoutError:
                log.info("queries cut short at the end")
        for child in self._children():
            child.control.close()
        deadline = time.monotonic() + _FAREWELL
        while _any_child() and time.monotonic() < deadline:
            select.select([self._waker], [], [], TICK)
            processes.signals(self._waker)
        log.info("keeper stopped folder=%s", self._folder)


def _any_child() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def _lock(folder: Path) -> int:
    """Takes the folder for this process; the lock ends with it."""
    lock = os.open(folder / "keeper.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as reason:
        owner = os.pread(lock, 20, 0).decode(errors="replace").strip()
        os.close(lock)
        raise EngineUnavailable(
            f"Another keeper (process {owner or 'unknown'}) serves {folder}.",
            remedy="Stop it first, or set KG_VAR to another folder.",
        ) from reason
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock
