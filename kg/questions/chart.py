"""The picture a question asks for: `# @chart bar x y [series]`, a small fixed list of kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import QuestionProblem

KINDS: dict[str, tuple[tuple[str, ...], int]] = {
    "bar": (("x", "y", "series"), 2),
    "line": (("x", "y", "series"), 2),
    "heat": (("x", "y", "value"), 3),
    "map": (("city", "relation"), 1),
}
"""What each kind's columns stand for, and how many of them must be named."""


@dataclass(frozen=True)
class Chart:
    """A kind of picture, and the answer's columns it draws, by what they stand for."""

    kind: str
    columns: dict[str, str]

    def __getitem__(self, part: str) -> str:
        """The column that stands for `x`, `y` …; empty when the header names none."""
        return self.columns.get(part, "")


def read_chart(told: str, answer: Sequence[str], where: str) -> Chart:
    """The picture of a header line; raises QuestionProblem for an unknown kind or column."""
    kind, *named = told.split()
    if kind not in KINDS:
        raise QuestionProblem(
            f"{where}: there is no chart {kind!r}.", remedy="Charts are " + ", ".join(KINDS) + "."
        )
    parts, least = KINDS[kind]
    if not least <= len(named) <= len(parts) or len(set(named)) < len(named):
        wanted = " ".join(p if i < least else f"[{p}]" for i, p in enumerate(parts))
        raise QuestionProblem(
            f"{where}: the chart {told!r} names {len(named)} columns.",
            remedy=f"Write @chart {kind} {wanted}, each column once.",
        )
    for column in named:
        if column not in answer:
            raise QuestionProblem(
                f"{where}: the chart draws {column!r}, which is no column of the answer.",
                remedy="Columns are " + ", ".join(answer) + ".",
            )
    return Chart(kind, dict(zip(parts, named, strict=False)))
