"""Tables of words kept by hand in data/reference: field words, names of bodies, publishers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputProblem
from kg.ingest.readers.tables import read_table, require_columns
from kg.ingest.row import Row
from kg.terms import Names, partial_date


def _read(path: Path, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of a table that may be absent; raises InputProblem when it cannot be read."""
    if not path.exists():
        return ()
    table = read_table(path, file=f"{path.parent.name}/{path.name}")
    require_columns(table, columns)
    return table.rows


def _refuse(row: Row, column: str, wanted: str) -> InputProblem:
    return InputProblem(
        f"{row.file}, row {row.number}, column {column}: {row[column]!r} cannot be used.",
        remedy=f"Write {wanted}.",
    )


@dataclass(frozen=True)
class Publisher:
    """Who publishes at a host, and what rank its word has (kinds.md, rank)."""

    label: Mapping[str, str]
    kind: str


@dataclass(frozen=True)
class Spelling:
    """A document known by a spelling: its key or address, and its own description."""

    key: str
    url: str
    label: Mapping[str, str]
    publisher: Mapping[str, str]
    issued: str
    kind: str


@dataclass(frozen=True)
class Words:
    """The reference tables, read once."""

    field_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    actors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    spellings: Mapping[str, Spelling] = field(default_factory=dict)
    place_keys: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Key of a place by a spelling of its name, case folded, and country code."""

    def fields(self, word: str) -> tuple[str, ...]:
        """Ids of the fields a word means."""
        return self.field_ids.get(word.strip().casefold(), ())

    def actor(self, text: str) -> tuple[str, str] | None:
        """Kind and key of the body of that name."""
        return self.actors.get(text.strip().casefold())

    def place(self, text: str, code: str) -> str | None:
        """Key of the place that bears this spelling in a country; None when the table has none.

        Without a country the spelling counts only where a single country has it.
        """
        name = text.strip().casefold()
        if code:
            return self.place_keys.get((name, code.upper()))
        found = {key for (known, _), key in self.place_keys.items() if known == name}
        return found.pop() if len(found) == 1 else None


def read_words(folder: Path, fields: Mapping[str, Mapping[str, str]]) -> Words:
    """The tables of data/reference; `fields` are the concepts of the scheme, whose own ids and
    labels are words too."""
    words: dict[str, tuple[str, ...]] = {}
    for iri, labels in fields.items():
        id = iri.rpartition("/")[2]
        for text in (id, *labels.values()):
            words[text.casefold()] = (id,)
    for row in _read(folder / "fields.csv", ("word", "fields")):
        words[row["word"].casefold()] = tuple(row.many("fields"))
    return Words(
        field_ids=words,
        actors={
            row["name"].casefold(): (row["kind"], _key(row))
            for row in _read(folder / "organisations.csv", ("name", "kind", "key"))
        },
        publishers={
            row["host"]: Publisher({"ko": row["name_ko"], "en": row["name_en"]}, _source_kind(row))
            for row in _read(folder / "publishers.csv", ("host", "name_ko", "name_en", "kind"))
        },
        spellings={
            row["spelling"]: _spelling(row)
            for row in _read(folder / "sources.csv", SPELLING_COLUMNS)
        },
        place_keys={
            (row["name"].casefold(), row["country_iso2"].upper()): _key(row)
            for row in _read(folder / "place-names.csv", ("name", "country_iso2", "key"))
        },
    )


def _spelling(row: Row) -> Spelling:
    if row["issued"]:
        try:
            partial_date(row["issued"])
        except ValueError as reason:
            raise _refuse(row, "issued", "2013, 2013-07 or 2013-07-16") from reason
    if row["url"] and not row["url"].startswith(("http://", "https://")):
        raise _refuse(row, "url", "a web address, or nothing")
    return Spelling(
        key=_key(row),
        url=row["url"],
        label={"ko": row["label_ko"], "en": row["label_en"]},
        publisher={"ko": row["publisher_ko"], "en": row["publisher_en"]},
        issued=row["issued"],
        kind=_source_kind(row) if row["kind"] or not row["url"] else "",
    )


def _key(row: Row) -> str:
    try:
        Names().thing("x", row["key"])
    except ValueError as reason:
        raise _refuse(row, "key", "lower-case letters, digits and hyphens") from reason
    return row["key"]


def _source_kind(row: Row) -> str:
    if row["kind"] not in RANKS:
        raise _refuse(row, "kind", "one of " + ", ".join(RANKS))
    return row["kind"]


RANKS = {
    "register": 1,
    "official": 2,
    "international-body": 3,
    "press": 4,
    "encyclopaedia": 5,
    "editors": 6,
}
"""Rank of a source by its kind: 1 is heard first where sources differ (kinds.md, rank)."""

SPELLING_COLUMNS = (
    "spelling",
    "key",
    "url",
    "label_ko",
    "label_en",
    "publisher_ko",
    "publisher_en",
    "issued",
    "kind",
)
