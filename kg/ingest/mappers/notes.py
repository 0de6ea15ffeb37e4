"""A row is a remark that keeps a reader of a page from a mistake."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.ingest.known import Known
from kg.ingest.mappers.observations import subject_of
from kg.ingest.row import Row
from kg.ingest.statements import SOURCE, Statement
from kg.terms import NOTE, RDF_TYPE

COLUMNS = ("subject", "note_ko", "note_en", "source_url")


def statements(row: Row, known: Known) -> Iterator[Statement]:
    """The remark on the thing of `subject`, as the document of the row bears it out.

    Only a thing without key properties, or a city, is spoken of: the register of places says
    where a city lies, and no other graph repeats it.
    """
    thing = subject_of(row, known)
    kind = row["subject"].partition("/")[0]
    if kind not in ("city", "country"):
        yield Statement(thing, RDF_TYPE, NamedNode(known.model.kind(kind).iri), SOURCE)
    for text in known.texts(row, "note"):
        yield Statement(thing, NOTE, text, SOURCE)
