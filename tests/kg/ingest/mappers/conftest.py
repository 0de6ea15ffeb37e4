"""A few places, words and bodies to map rows against, and what a row then says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kg.ingest.known import Known
from kg.ingest.names import Gazetteer, Place
from kg.ingest.row import Row
from kg.ingest.statements import Statement
from kg.ingest.words import Words
from kg.model import Model, read_model
from kg.terms import Names

NAMES = Names()
PLACES = {
    "gwangju-kr": ("KR", "metropolitan-city", "Gwangju", "광주"),
    "turin-it": ("IT", "city", "Turin", "토리노", "Torino"),
    "yancheng-cn": ("CN", "city", "Yancheng", "옌청"),
    "yokohama-jp": ("JP", "city", "Yokohama", "요코하마"),
    "quanzhou-cn": ("CN", "city", "Quanzhou", "취안저우"),
}


@pytest.fixture(scope="session")
def model(repo: Path) -> Model:
    return read_model(repo / "ontology")


@pytest.fixture
def known(model: Model) -> Known:
    places = Gazetteer(
        Place(NAMES.thing("city", key).value, country, names, kind)
        for key, (country, kind, *rest) in PLACES.items()
        for names in [tuple(rest)]
    )
    words = Words(
        field_ids={"culture": ("culture",), "waste": ("circular-economy",)},
        actors={"gic": ("organisation", "gic"), "uclg": ("network", "uclg")},
    )
    return Known(model, NAMES, places, words, "gwangju-kr")


Said = Callable[..., set[tuple[str, str, str, str]]]


@pytest.fixture
def said(known: Known) -> Said:
    """What a mapper says of a row: thing, property, value and voice, each by its last segment."""

    def run(
        mapper: Callable[[Row, Known], Iterable[Statement]], cells: dict[str, str], **more: str
    ) -> set[tuple[str, str, str, str]]:
        row = Row("table.csv", 2, {**cells, **more})
        return {
            (_last(s.subject.value), _last(s.predicate.value), _last(s.object.value), s.by)
            for s in mapper(row, known)
        }

    return run


def _last(iri: str) -> str:
    if not iri.startswith("http"):
        return iri
    return iri.rpartition("/")[2].rpartition("#")[2]
