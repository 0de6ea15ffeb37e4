"""A visitor's own SPARQL: what it is, which formats answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.engine.formats import Format, find, formats
from kg.engine.guard import inspect
from kg.engine.protocol import Query
from kg.questions.library import Reading


@dataclass(frozen=True)
class Asked:
    """A query that may be run, and the formats of its answer, the usual one first."""

    query: Query
    form: str
    formats: tuple[Format, ...]
    lasting: bool
    """Whether asking again gives the same answer on the same revision (no NOW, RAND, UUID)."""

    def format(self, name: str) -> Format | None:
        """The format of a media type or ending, None when it does not fit the query's form."""
        return find(name, self.formats)

    def answer(self, reading: Reading, media_type: str) -> Iterator[bytes]:
        """The answer as bytes; raises as `Session.stream` does."""
        return reading.stream(self.query, media_type)


def asked(
    text: str, default_graphs: tuple[str, ...] = (), named_graphs: tuple[str, ...] = ()
) -> Asked:
    """A visitor's query; raises QuerySyntax, QueryRefused or QueryTooLarge."""
    inspection = inspect(text)
    return Asked(
        Query(text, default_graphs, named_graphs),
        inspection.form,
        formats(inspection.form),
        inspection.cacheable,
    )
