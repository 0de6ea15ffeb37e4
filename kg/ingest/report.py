"""What an import found: each finding with file, row, column, problem and remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from typing import Literal as OneOf

Severity = OneOf["refused", "warning", "note"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding; `refused` rows are not loaded, the others are."""

    severity: Severity
    problem: str
    remedy: str
    file: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{self.severity}: {place + ': ' if place else ''}{self.problem} {self.remedy}"


@dataclass
class Tally:
    """Rows of one dataset: every row read is loaded, set aside or refused."""

    dataset: str
    title: str = ""
    read: int = 0
    loaded: int = 0
    set_aside: int = 0
    """Left out on purpose, with the reason in the manifest."""
    refused: int = 0
    expected: int = 0
    statements: int = 0


@dataclass
class Report:
    """The outcome of a build or import."""

    tallies: list[Tally] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    revision: str = ""
    added: int = 0
    removed: int = 0
    dry_run: bool = False

    @property
    def refused(self) -> list[Finding]:
        """Findings that kept a row, or the whole file, out."""
        return [f for f in self.findings if f.severity == "refused"]

    def add(self, findings: Iterable[Finding]) -> None:
        """Adds findings."""
        self.findings.extend(findings)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)
