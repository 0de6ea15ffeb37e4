"""A kind's sheet with what stands: a row for each thing and source, ready to import again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.engine.protocol import Query
from kg.export.tables import as_csv
from kg.model import Kind, Property
from kg.model.sheet import column_of, columns, entered, in_languages
from kg.questions.library import Reading
from kg.questions.sources import Source
from kg.questions.values import Value, in_blocks, values_clause
from kg.terms import NAMESPACES, source_key

Cells = dict[str, list[str]]
"""The values of a row by column."""


def filled(reading: Reading, kind: Kind, things: Sequence[str]) -> bytes:
    """The sheet as CSV; importing it unchanged changes nothing.

    A row holds what one source says of a thing, so that an edit touches that source's statements
    only. Texts of other languages than the blank sheet's get columns of their own.
    """
    rows: dict[tuple[str, str], Cells] = {}
    sources: dict[str, Source] = {}
    for block in in_blocks(things):
        table = reading.table(Query(_query(kind, block)))
        sources |= table.sources
        for row in table:
            thing, source, path, value = (row[v] for v in ("thing", "source", "property", "value"))
            assert thing is not None
            assert source is not None
            cells = rows.setdefault((thing.key, source.iri), {})
            if path is not None and value is not None:
                prop = kind.find(path.iri)
                column = column_of(prop, value.language)
                cells.setdefault(column, []).append(_written(prop, value))
    header = _header(kind, {column for cells in rows.values() for column in cells})
    return b"".join(as_csv(header, _lines(kind, header, rows, sources)))


def _query(kind: Kind, things: Sequence[str]) -> str:
    """What each source says of the things; a source that gives the type alone has a row too."""
    paths = values_clause("property", (p.path for p in entered(kind)))
    source = f"?source a <{NAMESPACES['cd']}Source>"
    return (
        f"SELECT ?thing ?source ?property ?value WHERE {{ {values_clause('thing', things)} "
        f"GRAPH ?source {{ ?thing a <{kind.iri}> }} {source} "
        f"OPTIONAL {{ {paths} GRAPH ?source {{ ?thing ?property ?value }} }} }}"
    )


def _header(kind: Kind, used: Collection[str]) -> list[str]:
    """The blank sheet's columns, each followed by those of further languages that are used."""
    blank = columns(kind)
    header = list(blank)
    for prop in entered(kind):
        if in_languages(prop):
            own = [c for c in blank if c in (column_of(prop, "ko"), column_of(prop, "en"))]
            more = {
                c for c in used if c == prop.column or c.rpartition("_")[0] == prop.column
            } - set(blank)
            place = header.index(own[-1]) + 1
            header[place:place] = sorted(more)
    return header


def _lines(
    kind: Kind,
    header: Sequence[str],
    rows: Mapping[tuple[str, str], Cells],
    sources: Mapping[str, Source],
) -> Iterator[list[str]]:
    listed = {prop.column for prop in entered(kind) if not in_languages(prop)}
    for (key, source), cells in sorted(rows.items()):
        said = (
            (";" if column in listed else "\n").join(sorted(set(cells.get(column, ()))))
            for column in header[1:-1]
        )
        yield [key, *said, _address(source, sources.get(source))]


def _written(prop: Property, value: Value) -> str:
    """How the sheet's reader takes a value: key, concept id, address or the text itself."""
    if prop.value == "concept":
        return value.id
    if prop.value == "thing" and value.kind is not None:
        several = prop.of not in (value.kind.iri, None)
        return f"{value.kind.name}/{value.key}" if several else value.key
    return value.iri or value.text


def _address(iri: str, source: Source | None) -> str:
    """The address of a document where it tells which Source is meant, else the Source's IRI."""
    url = source.url if source else ""
    return url if url and iri.endswith("/" + source_key(url)) else iri
