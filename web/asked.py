"""A stored question as a part of a page: what was asked, its answer, and where it can be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from flask import url_for
from markupsafe import Markup

from kg.questions.library import Table
from kg.questions.page import outspoken
from kg.questions.question import Question
from kg.questions.sources import Source
from kg.questions.values import Value
from web.footnotes import footnotes
from web.pictures.figure import figure, on_map
from web.pictures.plotted import number_of
from web.reading import library, reading, settings

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Asked:
    """A question, the values it was asked with, and the answer in the reader's words."""

    question: Question
    values: dict[str, Any]
    table: Table

    @property
    def address(self) -> str:
        """The question's own page with these values: every figure on a page links there."""
        return url_for("questions.page", name=self.question.name, **self.values)

    def file(self, ending: str) -> str:
        """The address of the answer as a file, such as `csv`."""
        return url_for("questions.page", name=f"{self.question.name}.{ending}", **self.values)

    @cached_property
    def count(self) -> int:
        """How many rows the answer has."""
        return len(self.table.rows)

    @cached_property
    def picture(self) -> Markup:
        """What the question's header has drawn (`@chart`); empty where it names no picture."""
        chart = self.question.chart
        if chart is None or not self.table.rows:
            return Markup("")
        if chart.kind != "map":
            return figure(self.question, self.table)
        centre = self._centre()
        home = library().names.thing("city", centre).value
        cities = {v.iri for row in self.table if (v := row[chart["city"]]) and v.iri}
        places = reading().whereabouts({*cities, home})
        return on_map(self.question, self.table, places, centre, reading().name([home])[home].text)

    def _centre(self) -> str:
        """The key of the city in the middle of a map: the one asked about, else the home city."""
        values = library().catalogue.values(self.question.name, **self.values)
        return next(
            (
                values[p.name]
                for p in self.question.parameters
                if p.of == "City" and p.name in values
            ),
            settings().home,
        )

    def merged(self, *by: str) -> list[dict[str, Any]]:
        """Rows that agree in the columns `by` as one, each with the IRIs of all its `sources`."""
        return merged(self.table, *by)


def ask(name: str, **values: str) -> Asked:
    """Asks a stored question on the request's reading; its sources become footnotes if cited."""
    return ask_all({name: values})[name]


def ask_all(questions: Mapping[str, Mapping[str, str]]) -> dict[str, Asked]:
    """Asks several stored questions, each with its values, as `ask` does; by name."""
    asked = {}
    for name, table in reading().ask_all(questions).items():
        footnotes().know(table.sources)
        asked[name] = Asked(library().catalogue[name], dict(questions[name]), table)
    return asked


def merged(table: Table, *by: str) -> list[dict[str, Any]]:
    """Rows of the same thing from several sources as one, with all its sources.

    Of values that differ, the one of the best-ranked source stands.
    """
    alike: dict[tuple[str, ...], list[dict[str, Value | None]]] = {}
    for row in table:
        key = tuple(v.iri or v.text if (v := row[column]) else "" for column in by)
        alike.setdefault(key, []).append(row)
    return [_one(sorted(rows, key=partial(_rank, table))) for rows in alike.values()]


def _one(rows: list[dict[str, Value | None]]) -> dict[str, Any]:
    held: dict[str, Any] = dict(rows[0])
    for row in rows[1:]:
        for column, value in row.items():
            if value is not None and _fits_better(value, held.get(column)):
                held[column] = value
    sources = [source.iri for row in rows if (source := row.get("source"))]
    return {**held, "sources": outspoken(sources, library().names)}


def _rank(table: Table, row: dict[str, Value | None]) -> tuple[int, str]:
    """The place of a row's source, as the rule of the shown value has it (kinds.md, rule 1)."""
    source = row.get("source")
    iri = source.iri if source else ""
    known = table.sources.get(iri)
    return known.rank if known else Source.rank, iri


def _fits_better(value: Value, held: Value | None) -> bool:
    """Whether a value is to be shown in place of the one held.

    The reader's language wins; of dates that differ in precision only, the fuller one.
    """
    if held is None:
        return True
    if _DATE.fullmatch(value.text) and _DATE.fullmatch(held.text):
        return value.text.startswith(f"{held.text}-")
    wanted = reading().language
    return value.language == wanted and held.language not in (wanted, "")


def number_columns(table: Table) -> set[str]:
    """The columns that hold numbers only, but for the first, which says what a row is about."""
    found = set()
    for place, column in enumerate(table.columns[1:], 1):
        values = [v for row in table.rows if (v := row[place]) is not None]
        if values and all(not v.iri and number_of(v) is not None for v in values):
            found.add(column)
    return found
