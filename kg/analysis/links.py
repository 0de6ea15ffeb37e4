"""What links cities: ties, and the bodies, events and works in which several have a part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.errors import QuestionProblem
from kg.questions.library import Reading
from kg.questions.values import plain

THROUGH = {
    "ties": "tie-links",
    "networks": "network-links",
    "forum": "forum-links",
    "exchanges": "exchange-links",
    "projects": "project-links",
    "practices": "practice-links",
}
"""What may link two cities, each with the stored question that lists it."""

NOW = "9999"
"""The year that stands for now: links of unknown date count too."""


@dataclass(frozen=True, slots=True)
class Link:
    """A city and what it is linked to: by a tie another city, else something it has a part in."""

    through: str
    city: str
    other: str
    fact: str
    """The thing that records it: a tie, a membership, a participation."""
    role: str = ""
    """IRI of a relation or role, or words."""
    start: str = ""
    sources: tuple[str, ...] = field(default=(), compare=False)

    @property
    def direct(self) -> bool:
        """Whether it joins two cities without anything between."""
        return self.through == "ties"

    @property
    def role_id(self) -> str:
        """The role's id: `sister`, `speaker`."""
        return self.role.rpartition("/")[2]


def chosen(wanted: Sequence[str]) -> tuple[str, ...]:
    """The kinds of link wanted, in their order here; all when none is named.

    Raises QuestionProblem for a kind there is none of.
    """
    for name in wanted:
        if name not in THROUGH:
            raise QuestionProblem(
                f"Cities are not linked through {name[:40]!r}.",
                remedy="Use " + ", ".join(THROUGH) + ".",
            )
    return tuple(name for name in THROUGH if name in wanted or not wanted)


def links(reading: Reading, through: Iterable[str], year: str = NOW) -> list[Link]:
    """The links that stood at the end of a year, or stand now, each once with all its sources.

    Where a tie was in several stages at once, each stage is a link.
    """
    found: dict[tuple[str, str, str, str, str], tuple[str, list[str]]] = {}
    for name in through:
        # Terms, not words: what is linked is named later, and only where it is shown.
        answer = reading.answer(THROUGH[name], year=year)
        for row in answer.rows:
            told = dict(zip(answer.variables, map(plain, row), strict=True))
            key = (name, told["city"], told["other"], told["fact"], told["role"])
            kept, sources = found.setdefault(key, (told["start"], []))
            if told["source"] and told["source"] not in sources:
                sources.append(told["source"])
            if _better(told["start"], kept):
                found[key] = (told["start"], sources)
    return [
        Link(*key, start=start, sources=tuple(sources)) for key, (start, sources) in found.items()
    ]


def _better(start: str, kept: str) -> bool:
    """Whether a date says more than the one kept: known before unknown, precise before rough."""
    return bool(start) and (not kept or (start.startswith(kept) and len(start) > len(kept)))
