"""The words between a client and a query worker: frames over a Unix socket.

A frame is one byte of kind, four bytes of length, and that many bytes. The worker greets with
HELLO; for each ASK it sends CHUNKs and then END or FAILED. An answer without END is none.

A client that has no more questions for now may keep the connection: it says so with its last ASK
or with PARK. From then on the worker may give the connection up for another client, or because it
retires; it says BYE, and an ASK sent meanwhile was not read.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HELLO = b"H"
ASK = b"Q"
CHUNK = b"C"
END = b"E"
FAILED = b"F"
PARK = b"P"
BYE = b"B"

# The media type a client names when it wants terms, not bytes.
TERMS = "terms"
SOCKET = "engine.sock"
STATE = "state.json"
ENDED = "ended"
CALLED_OFF = "called-off"
WAKE = "wake"
SERVED = "served"

_HEAD = struct.Struct("!cI")
_TIME = struct.Struct("ll")  # seconds and microseconds
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_AT_ONCE = 16 * 1024
# The kernel's bound on the path of a Unix socket is 108 bytes, the closing zero included.
_LONGEST_PATH = 107


@dataclass(frozen=True)
class Hello:
    """Who answers: the worker's name and the state of the graph it holds."""

    worker: str
    key: str
    revision: str


@dataclass(frozen=True)
class Ask:
    """A query as it goes to a worker; seconds and bytes as in Limits."""

    text: str
    default_graphs: list[str]
    named_graphs: list[str]
    media_type: str
    deadline: float
    memory: int
    answer: int
    last: bool = False
    call: int = 0


class Gone(Exception):
    """The other end closed the connection."""


def pack(message: Hello | Ask | dict[str, Any]) -> bytes:
    """A message as the bytes of a frame."""
    content = message if isinstance(message, dict) else vars(message)
    return _encode(content).encode("utf-8", "surrogatepass")


def unpack(payload: bytes) -> dict[str, Any]:
    """The message in the bytes of a frame."""
    content: dict[str, Any] = json.loads(payload.decode("utf-8", "surrogatepass"))
    return content


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """A frame as it goes over the socket."""
    return _HEAD.pack(kind, len(payload)) + payload


def send(connection: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    """Sends one frame. Raises Gone when the other end is away."""
    deliver(connection, frame(kind, payload))


def deliver(connection: socket.socket, *frames: bytes) -> None:
    """Sends frames in one go. Raises Gone when the other end is away."""
    try:
        connection.sendall(b"".join(frames))
    except (BrokenPipeError, ConnectionResetError) as reason:
        raise Gone from reason


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """The kind and bytes of the next frame. Raises Gone when the other end is away.

    A time limit set on the socket raises as the socket does (TimeoutError, BlockingIOError).
    """
    kind, length = _HEAD.unpack(_exactly(connection, _HEAD.size))
    return kind, _exactly(connection, length)


def wait_up_to(connection: socket.socket, seconds: float) -> None:
    """Bounds each step of a connection in the kernel; one that takes longer is a BlockingIOError.

    A time limit of Python's own costs another call, and another turn of its lock, with each step.
    """
    bound = _TIME.pack(int(seconds), int(seconds % 1 * 1e6))
    if connection.gettimeout() is None:
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIME.size) == bound:
            return
    else:
        connection.setblocking(True)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)


class Frames:
    """Reads frames of a connection with as few calls of the kernel as there are."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = b""

    def next(self) -> tuple[bytes, bytes]:
        """The kind and bytes of the next frame; raises as `receive` does."""
        while len(self._held) < _HEAD.size:
            self._held += self._more()
        kind, length = _HEAD.unpack_from(self._held)
        end = _HEAD.size + length
        if len(self._held) >= end:
            payload, self._held = self._held[_HEAD.size : end], self._held[end:]
            return kind, payload
        begun, self._held = self._held[_HEAD.size :], b""
        return kind, begun + _exactly(self._connection, length - len(begun))

    def _more(self) -> bytes:
        try:
            content = self._connection.recv(_AT_ONCE)
        except ConnectionResetError as reason:
            raise Gone from reason
        if not content:
            raise Gone
        return content


def _exactly(connection: socket.socket, size: int) -> bytes:
    content = bytearray(size)
    view = memoryview(content)
    done = 0
    while done < size:
        try:
            count = connection.recv_into(view[done:])
        except ConnectionResetError as reason:
            raise Gone from reason
        if count == 0:
            raise Gone
        done += count
    return bytes(content)


def bind(folder: Path, name: str = SOCKET) -> socket.socket:
    """A listening socket in the folder; one a dead keeper left there is replaced."""
    (folder / name).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _through(folder, name, listener.bind)
        (folder / name).chmod(0o600)
        listener.listen(256)
        # Several workers are told of one connection; those that come late must not wait in accept.
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def connect(folder: Path, seconds: float, name: str = SOCKET) -> socket.socket:
    """A connection to a socket in the folder, with that time limit on each step.

    Raises OSError as `connect` does: FileNotFoundError and ConnectionRefusedError where nobody
    listens, BlockingIOError where too many wait already.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        _through(folder, name, connection.connect)
    except BaseException:
        connection.close()
        raise
    return connection


def _through(folder: Path, name: str, step: Any) -> None:
    path = str(folder / name)
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        step(path)
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        step(f"/proc/self/fd/{opened}/{name}")
    finally:
        os.close(opened)
