"""What a search answers: hits, how they match, and what there is in all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Match = Literal["exact", "prefix", "infix", "similar"]
Reason = Literal["", "empty", "unsearchable", "nothing"]


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with the text of it that fits best.

    `match` says how: `exact` is the whole text, `prefix` its beginning, `infix` anywhere else,
    `similar` only after the spelling was corrected. `score` (above 0, at most 1) falls from hit
    to hit and compares within one answer only.
    """

    thing: str
    kind: str
    text: str
    lang: str
    score: float
    match: Match


@dataclass(frozen=True)
class Found:
    """A page of hits and what there is in all.

    `total` counts things of the kinds asked for, `by_kind` things of every kind, so that the
    other kinds can be offered with their numbers. `corrected` is what the question was taken to
    mean where hits are `similar`, None where it was taken as it stands. `reason` says why there
    is no hit at all: `empty` question, `unsearchable` (neither letter nor digit), `nothing`
    found among the kinds asked for. `cut`: the question was longer than 200 characters or 12
    words and only these were read.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    corrected: str | None = None
    reason: Reason = ""
    cut: bool = False
