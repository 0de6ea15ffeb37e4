"""A revision, and the commit message that holds what is known about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kg.errors import ArchiveProblem


@dataclass(frozen=True)
class Input:
    """A file that went into a revision: its name and the SHA-256 of its bytes, in hex."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Revision:
    """One state of the whole archive: who made it, when (UTC, whole seconds), why and from what.

    `number` counts from 1 along the history. `reverts` is the id of the revision that this one
    takes back; `accepts` is the name of the proposal that this one takes over.
    """

    id: str
    parent: str | None
    when: datetime
    who: str
    why: str
    importer: str = ""
    inputs: tuple[Input, ...] = ()
    number: int = 1
    reverts: str | None = None
    accepts: str | None = None


@dataclass(frozen=True)
class Note:
    """What a commit is to say: who and why, and what a machine reads back later.

    Raises ArchiveProblem when nobody says who or why, or the text is not plain Unicode.
    """

    who: str
    why: str
    importer: str = ""
    inputs: tuple[Input, ...] = ()
    reverts: str | None = None
    accepts: str | None = None

    def __post_init__(self) -> None:
        for field, text in (("who", self.who), ("why", self.why)):
            if not text.strip():
                raise ArchiveProblem(
                    f"A change must say {field}, and this one does not.",
                    remedy="Name the office that makes it and give the reason in a few words.",
                )
            if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
                raise ArchiveProblem(
                    f"The text that says {field} holds characters that cannot be kept.",
                    remedy="Write it again in plain text.",
                )

    def message(self, number: int, counts: Mapping[str, int]) -> str:
        """The reason, a blank line, and one line of JSON that `read` understands."""
        block = {
            "archive": 1,
            "number": number,
            "who": self.who.strip(),
            "importer": self.importer,
            "inputs": [[i.name, i.sha256] for i in self.inputs],
            "counts": dict(sorted(counts.items())),
        }
        if self.reverts:
            block["reverts"] = self.reverts
        if self.accepts:
            block["accepts"] = self.accepts
        return f"{self.why.strip()}\n\n{json.dumps(block, ensure_ascii=False)}\n"


def read_message(message: str) -> tuple[str, dict[str, Any]]:
    """The reason and the block of a commit message; the block is empty in a commit not ours."""
    why, _, last = message.rstrip("\n").rpartition("\n\n")
    if last.startswith("{"):
        try:
            block = json.loads(last)
        except ValueError:
            block = {}
        if "archive" in block:
            return why, block
    return message.strip(), {}


def read_revision(
    id: str, parent: str | None, seconds: int, message: str, author: str, number: int
) -> Revision:
    """The revision that a commit is; `author` and `number` serve where its message has none."""
    why, block = read_message(message)
    return Revision(
        id=id,
        parent=parent,
        when=datetime.fromtimestamp(seconds, UTC),
        who=block.get("who", author),
        why=why,
        importer=block.get("importer", ""),
        inputs=tuple(Input(name, sha256) for name, sha256 in block.get("inputs", ())),
        number=number,
        reverts=block.get("reverts"),
        accepts=block.get("accepts"),
    )
