"""A small folder of data: five cities, three countries, two ties; and tables to import."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from kg.archive import Archive
from kg.ingest.imports import ImportRequest, import_table
from kg.ingest.report import Report
from kg.ingest.run import build
from kg.settings import Settings
from kg.terms import Names

Row = Mapping[str, str]

PAPER = "https://paper.example/news/1"
OTHER_PAPER = "https://paper.example/news/2"

COUNTRIES = [
    {"id": "kr", "iso2": "KR", "iso3": "KOR", "name_ko": "대한민국", "name_en": "Korea"},
    {"id": "it", "iso2": "IT", "iso3": "ITA", "name_ko": "이탈리아", "name_en": "Italy"},
    {"id": "cn", "iso2": "CN", "iso3": "CHN", "name_ko": "중국", "name_en": "China"},
]
_REGIONS = {"kr": "eastern-asia", "it": "southern-europe", "cn": "eastern-asia"}
for _row in COUNTRIES:
    _row |= {"region": _REGIONS[_row["id"]], "region_by": "m49"}

PLACES = [
    {"id": "gwangju-kr", "city_en": "Gwangju", "city_ko": "광주", "country_iso2": "KR"},
    {"id": "turin-it", "city_en": "Turin", "city_ko": "토리노", "country_iso2": "IT"},
    {"id": "yancheng-cn", "city_en": "Yancheng", "city_ko": "옌청", "country_iso2": "CN"},
    {"id": "suzhou-cn", "city_en": "Suzhou", "city_ko": "쑤저우", "country_iso2": "CN"},
    {"id": "suzhou-anhui-cn", "city_en": "Suzhou", "city_ko": "쑤저우", "country_iso2": "CN"},
]
for _row in PLACES:
    _row |= {"place_type": "city", "native": "", "native_lang": "", "lat": "", "lon": ""}
PLACES[1] |= {"native": "Torino", "native_lang": "it", "lat": "45.07", "lon": "7.69"}

TIES = [
    {"stage": "s1", "city_en": "Turin", "country_iso2": "IT", "relation": "sister"},
    {"stage": "s2", "city_en": "Turin", "country_iso2": "IT", "relation": "cooperation"},
    {"stage": "s1", "city_en": "Yancheng", "country_iso2": "CN", "relation": "friendship"},
]
for _row, _id, _start, _source in zip(
    TIES,
    ("gwangju-kr--turin-it", "gwangju-kr--turin-it", "gwangju-kr--yancheng-cn"),
    ("2002-05-21", "2024", "2017-03"),
    (PAPER, OTHER_PAPER, PAPER),
    strict=True,
):
    _row |= {"id": _id, "start": _start, "source_url": _source, "fields": "culture"}

PUBLISHERS = [
    {"host": "paper.example", "name_ko": "어느 신문", "name_en": "A paper", "kind": "press"}
]


def table(rows: Iterable[Row], columns: Sequence[str] = ()) -> bytes:
    """Rows as CSV; the columns are those of the first row unless they are given."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or list(rows[0]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def manifest(order: int, *files: str, more: str = "") -> str:
    """A dataset.toml; `files` are the lines of a [[file]] each."""
    told = f"""
publisher = "Tests"
licence = "https://creativecommons.org/licenses/by/4.0/"
retrieved = "2026-01-02"
order = {order}
[title]
ko = "시험 {order}"
en = "Test {order}"
"""
    return told + "".join(f"\n[[file]]\n{lines}\n" for lines in files) + more


@dataclass(frozen=True)
class Office:
    """A data folder, an archive, and what one does with them."""

    settings: Settings

    @property
    def archive(self) -> Archive:
        return Archive.open(self.settings.archive)

    def put(self, path: str, content: str | bytes | Sequence[Row]) -> Path:
        """Writes a file of data/: text, bytes, or rows as CSV."""
        file = self.settings.data / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        elif not isinstance(content, bytes):
            content = table(content)
        file.write_bytes(content)
        return file

    def paper(self, name: str, content: bytes | Sequence[Row]) -> Path:
        """A file on somebody's desk."""
        file = self.settings.var.parent / name
        file.write_bytes(content if isinstance(content, bytes) else table(content))
        return file

    def build(self, **options: bool) -> Report:
        return build(self.settings, **options)

    def bring(
        self, rows: bytes | Sequence[Row], name: str = "rows.csv", **request: object
    ) -> Report:
        """Imports a table."""
        dry_run = bool(request.pop("dry_run", False))
        wanted = ImportRequest(path=self.paper(name, rows), **request)  # type: ignore[arg-type]
        return import_table(self.settings, wanted, dry_run=dry_run)

    def quads(self) -> set[Quad]:
        """Every statement of the newest revision."""
        newest = self.archive.newest_id()
        lines = b"".join(self.archive.lines(newest)) if newest else b""
        return set(parse(input=lines, format=RdfFormat.N_QUADS))

    def said(self, kind: str, key: str, local: str) -> set[tuple[str, str]]:
        """What is said of a thing's property: value and source, each by its last segment."""
        thing = Names(self.settings.base).thing(kind, key)
        return {
            (_last(q.object.value), _last(q.graph_name.value))  # type: ignore[union-attr]
            for q in self.quads()
            if q.subject == thing and _last(q.predicate.value) == local
        }

    def newest(self) -> str:
        return self.archive.newest_id()


def _last(iri: str) -> str:
    if not iri.startswith("http"):
        return iri
    return iri.rpartition("/")[2].rpartition("#")[2]


def furnish(folder: Path, ontology: Path) -> Office:
    """An office over a folder, with the small data in it and nothing built."""
    office = Office(
        Settings(var=folder / "var", data=folder / "data", ontology=ontology, workers=2)
    )
    office.put(
        "countries/dataset.toml", manifest(1, 'name = "countries.csv"\nmapper = "countries"')
    )
    office.put("countries/countries.csv", COUNTRIES)
    office.put("places/dataset.toml", manifest(2, 'name = "places.csv"\nmapper = "places"'))
    office.put("places/places.csv", PLACES)
    tie = 'name = "partnerships.csv"\nmapper = "partnerships"\nrepeats = true'
    office.put("partnerships/dataset.toml", manifest(3, tie))
    office.put("partnerships/partnerships.csv", TIES)
    office.put("reference/publishers.csv", PUBLISHERS)
    return office


def copied(office: Office, folder: Path) -> Office:
    """The same office somewhere else, with its archive."""
    folder.mkdir(exist_ok=True)
    for part in (office.settings.data, office.settings.var):
        shutil.copytree(part, folder / part.name)
    moved = replace(office.settings, var=folder / "var", data=folder / "data")
    return Office(moved)


def environment(office: Office) -> dict[str, str]:
    """The settings of an office as the environment gives them."""
    settings = office.settings
    return {
        "KG_VAR": str(settings.var),
        "KG_DATA": str(settings.data),
        "KG_ONTOLOGY": str(settings.ontology),
        "KG_WORKERS": "2",
        "KG_WEB_WORKERS": "1",
    }
