"""Tables of words kept by hand in data/reference: field words, names of bodies, publishers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputProblem


def _read(path: Path, columns: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [c for c in columns if c not in (reader.fieldnames or ())]
        if missing:
            raise InputProblem(
                f"{path.parent.name}/{path.name} lacks the column {', '.join(missing)}.",
                remedy="Its columns are " + ", ".join(columns) + ".",
            )
        yield from reader


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
        words[row["word"].strip().casefold()] = tuple(row["fields"].split(";"))
    return Words(
        field_ids=words,
        actors={
            row["name"].strip().casefold(): (row["kind"], row["key"])
            for row in _read(folder / "organisations.csv", ("name", "kind", "key"))
        },
        publishers={
            row["host"]: Publisher({"ko": row["name_ko"], "en": row["name_en"]}, row["kind"])
            for row in _read(folder / "publishers.csv", ("host", "name_ko", "name_en", "kind"))
        },
        spellings={
            row["spelling"]: Spelling(
                key=row["key"],
                url=row["url"],
                label={"ko": row["label_ko"], "en": row["label_en"]},
                publisher={"ko": row["publisher_ko"], "en": row["publisher_en"]},
                issued=row["issued"],
                kind=row["kind"],
            )
            for row in _read(folder / "sources.csv", SPELLING_COLUMNS)
        },
        place_keys={
            (row["name"].strip().casefold(), row["country_iso2"].upper()): row["key"]
            for row in _read(folder / "place-names.csv", ("name", "country_iso2", "key"))
        },
    )


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
