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
from typing import Any, NamedTuple

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
# Deadline, memory, answer, call, last; bytes of the media type and of the graphs, which follow
# in that order, and after them the text.
_QUESTION = struct.Struct("!dQQQ?HI")
# A text may hold halves of a surrogate pair, which plain UTF-8 does not allow.
_UTF_8 = "utf-8", "surrogatepass"
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


class Ask(NamedTuple):
    """A query as it goes to a worker; seconds and bytes as in Limits.

    Each small query is one: written and read without JSON, which takes ten times as long.
    """

    text: str
    default_graphs: list[str]
    named_graphs: list[str]
    media_type: str
    deadline: float
    memory: int
    answer: int
    last: bool = False
    call: int = 0

    def packed(self) -> bytes:
        """The question as the bytes of a frame."""
        graphs = b""
        if self.default_graphs or self.named_graphs:
            graphs = _encode([self.default_graphs, self.named_graphs]).encode(*_UTF_8)
        media_type = self.media_type.encode()
        head = _QUESTION.pack(
            self.deadline, self.memory, self.answer, self.call, self.last,
            len(media_type), len(graphs),
        )  # fmt: skip
        return b"".join((head, media_type, graphs, self.text.encode(*_UTF_8)))

    @classmethod
    def unpacked(cls, payload: bytes) -> Ask:
        """The question in the bytes of a frame."""
        deadline, memory, answer, call, last, named, graphs = _QUESTION.unpack_from(payload)
        start = _QUESTION.size + named
        end = start + graphs
        media_type = payload[_QUESTION.size : start].decode()
        default: list[str] = []
        listed: list[str] = []
        if graphs:
            default, listed = json.loads(payload[start:end].decode(*_UTF_8))
        text = payload[end:].decode(*_UTF_8)
        return cls(text, default, listed, media_type, deadline, memory, answer, last, call)


class End(NamedTuple):
    """How an answer ended: the form of its query, and the bytes it has."""

    form: str
    size: int

    def packed(self) -> bytes:
        """The end as the bytes of a frame."""
        return b"%d %s" % (self.size, self.form.encode())

    @classmethod
    def unpacked(cls, payload: bytes) -> End:
        """The end in the bytes of a frame."""
        size, _, form = payload.partition(b" ")
        return cls(form.decode(), int(size))


class Gone(Exception):
    """The other end closed the connection."""


def pack(message: Hello | dict[str, Any]) -> bytes:
    """A message as the bytes of a frame."""
    content = message if isinstance(message, dict) else vars(message)
    return _encode(content).encode(*_UTF_8)


def unpack(payload: bytes) -> dict[str, Any]:
    """The message in the bytes of a frame."""
    content: dict[str, Any] = json.loads(payload.decode(*_UTF_8))
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
    connection.setblocking(True)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)


class Frames:
    """A connection whose frames are read with as few calls of the kernel as there are."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._held = b""

    @property
    def held(self) -> bool:
        """Whether more has been read than was asked for: another frame, or part of one."""
        return bool(self._held)

    def next(self) -> tuple[bytes, bytes]:
        """The kind and bytes of the next frame; raises as `receive` does."""
        held = self._held
        while len(held) < _HEAD.size:
            held += self._more()
        kind, length = _HEAD.unpack_from(held)
        end = _HEAD.size + length
        if len(held) >= end:
            self._held = held[end:]
            return kind, held[_HEAD.size : end]
        begun, self._held = held[_HEAD.size :], b""
        return kind, begun + _exactly(self.connection, length - len(begun))

    def _more(self) -> bytes:
        try:
            content = self.connection.recv(_AT_ONCE)
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
