"""Exports for the command line: a kind, or the whole graph, as one file."""

from __future__ import annotations

from kg.engine.protocol import Engine
from kg.errors import QuestionProblem
from kg.export.context import context
from kg.export.filled import filled
from kg.export.graphs import GRAPH_FORMATS, description, part_paths
from kg.export.tables import as_csv, as_json, as_xlsx, columns, rows
from kg.questions.library import Library
from kg.questions.listing import Selection
from kg.settings import Settings


def exported(
    settings: Settings, engine: Engine, kind: str | None, form: str, language: str
) -> bytes:
    """The bytes of an export; raises QuestionProblem for an unknown kind."""
    library = Library(settings, engine)
    try:
        wanted = library.model.kind(kind or "")
    except KeyError:
        raise QuestionProblem(
            f"No kind is called {kind!r}.",
            remedy="Kinds are: " + ", ".join(k.name for k in library.model) + ".",
        ) from None
    with library.reading(language) as reading:
        things = reading.selected(Selection(kind=wanted))
        if form in GRAPH_FORMATS:
            media, parts = GRAPH_FORMATS[form], part_paths(library.model, wanted)
            return b"".join(description(reading, things, media, parts, context(library.model)))
        if form == "sheet":
            return filled(reading, wanted, things)
        records = reading.records(wanted, things)
        if form == "json":
            return b"".join(as_json(wanted, records, language))
        header, lines = columns(wanted, language), rows(wanted, records)
        if form == "xlsx":
            return as_xlsx(header, lines, wanted.plural[language])
        return b"".join(as_csv(header, lines))
