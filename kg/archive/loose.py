"""Objects that git keeps as files of their own, read with their checksum.

libgit2 1.9 runs for ever on such a file when it is cut short (measured), and holds Python's lock
meanwhile; read here, damage is told, other threads go on, and a large file comes three times as
fast. What is packed is left to libgit2.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

_HEADER = 64


def loose(folder: Path, id: str) -> tuple[str, bytes] | None:
    """The kind (`blob`, `tree`, `commit`) and bytes of an object; None when it is no file.

    Raises OSError when the file cannot be read or is not what its id says.
    """
    try:
        packed = (folder / "objects" / id[:2] / id[2:]).read_bytes()
    except FileNotFoundError:
        return None
    inflate = zlib.decompressobj()
    try:
        header, _, start = inflate.decompress(packed, _HEADER).partition(b"\0")
        data = start + inflate.decompress(inflate.unconsumed_tail)
    except zlib.error as reason:
        raise OSError(f"object {id} is changed: {reason}") from reason
    if not inflate.eof:
        raise OSError(f"object {id} is cut short")
    digest = hashlib.sha1(header + b"\0", usedforsecurity=False)
    digest.update(data)
    if digest.hexdigest() != id:
        raise OSError(f"object {id} is changed")
    return header.partition(b" ")[0].decode(), data
