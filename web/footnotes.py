"""Numbered sources of a page: a mark at each value, the list at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup

from kg.questions.sources import Source


class Footnotes:
    """The sources cited so far, in the order of their first mark."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: dict[str, Source] = {}

    def know(self, sources: Mapping[str, Source]) -> None:
        """Takes in descriptions of sources that may be cited."""
        self._known.update(sources)

    def numbers(self, iris: Iterable[str], most: int | None = None) -> tuple[int, ...]:
        """The numbers of some sources, best-ranked first; a source cited anew takes the next.

        `most` keeps the best-ranked few.
        """
        known = [self._known[iri] for iri in dict.fromkeys(iris) if iri in self._known]
        known.sort(key=lambda s: (s.rank, s.iri))
        return tuple(self._numbers.setdefault(s.iri, len(self._numbers) + 1) for s in known[:most])

    def cite(self, iris: Iterable[str]) -> Markup:
        """The marks of some sources, best-ranked first."""
        marks = [
            Markup('<a href="#s{n}" aria-label="{label} {n}">{n}</a>').format(
                n=number, label=_("Source")
            )
            for number in self.numbers(iris)
        ]
        return (
            Markup('<sup class="s">{}</sup>').format(Markup("").join(marks))
            if marks
            else (Markup(""))
        )

    def listed(self) -> list[tuple[int, Source]]:
        """The cited sources with their numbers."""
        return [(number, self._known[iri]) for iri, number in self._numbers.items()]


def footnotes() -> Footnotes:
    """The footnotes of the page being made."""
    if "footnotes" not in g:
        g.footnotes = Footnotes()
    return g.footnotes  # type: ignore[no-any-return]
