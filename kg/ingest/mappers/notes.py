"""A row is a remark that keeps a reader of a page from a mistake."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.errors import RowProblem
from kg.ingest.known import Known
from kg.ingest.mappers.observations import subject_of
from kg.ingest.row import Row
from kg.ingest.statements import PLACES, SOURCE, Statement
from kg.terms import NOTE, RDF_TYPE, cd

COLUMNS = ("subject", "note_ko", "note_en", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The remark on a place, in the voice of the register, or on a tie, in the document's.

    Places are described in the register and nowhere else; a tie is named with its parties, so
    that the graph of the document stands by itself.
    """
    thing = subject_of(row, known)
    kind, _, key = row["subject"].partition("/")
    if kind not in ("city", "partnership"):
        raise RowProblem(
            "subject",
            f"Remarks are kept on places and ties, not on {kind!r}.",
            remedy="Write city/… or partnership/…, or use the note of the thing's own table.",
        )
    voice = PLACES if kind == "city" else SOURCE
    yield Statement(thing, RDF_TYPE, NamedNode(known.model.kind(kind).iri), voice)
    if kind == "partnership":
        for party in key.split("--"):
            yield Statement(thing, cd("party"), known.names.thing("city", party), voice)
    for text in known.texts(row, "note"):
        yield Statement(thing, NOTE, text, voice)
