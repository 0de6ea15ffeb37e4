"""A new kind needs a shape and a table, and no line of Python."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from kg.engine.running import running_engine
from kg.export.files import exported
from kg.projection import Projection
from kg.questions.library import Library
from tests.kg.tiny import PAPER, Office, copied, manifest
from web import create_app

SHAPE = """
@prefix cd: <https://w3id.org/city-diplomacy/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

cd:Festival a rdfs:Class ; rdfs:subClassOf schema:Event ;
    rdfs:label "축제"@ko, "Festival"@en ;
    rdfs:comment "도시가 함께 여는 축제."@ko, "A feast that cities hold together."@en .

cd:FestivalShape a sh:NodeShape ; sh:node cd:LabelledShape ;
    sh:targetClass cd:Festival ;
    cd:kind "festival" ; cd:slug "festivals" ; cd:plural "축제"@ko, "Festivals"@en ; sh:order 14 ;
    sh:property
    [   sh:path cd:guestCity ; sh:order 10 ; sh:class cd:City ; sh:minCount 1 ;
        cd:listed true ; cd:facet true ;
        sh:name "손님 도시"@ko, "Guest city"@en ;
        sh:description "초대받은 도시."@ko, "The city that is invited."@en ;
        sh:message "손님 도시는 등록된 도시여야 합니다."@ko, "A guest city is a known city."@en ] ,
    [   sh:path cd:start ; sh:order 11 ; sh:node cd:PartialDate ; sh:maxCount 1 ; cd:listed true ;
        sh:name "시작"@ko, "Start"@en ;
        sh:description "첫날."@ko, "Its first day."@en ;
        sh:message "시작은 날짜 하나입니다."@ko, "A start is one date."@en ] ,
    [   sh:path cd:visitors ; sh:order 12 ; sh:datatype xsd:integer ; sh:maxCount 1 ;
        sh:minInclusive 0 ;
        sh:name "손님"@ko, "Visitors"@en ;
        sh:description "찾아온 사람 수."@ko, "How many people came."@en ;
        sh:message "손님은 0 이상의 정수 하나입니다."@ko, "Visitors are one count."@en ] .
""".replace("@prefix sh:", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n@prefix sh:", 1)

ROWS = [
    {
        "id": f"kimchi-{year}",
        "label_ko": f"김치 축제 {year}",
        "label_en": f"Kimchi festival {year}",
        "guest_city": "Turin" if year % 2 else "옌청",
        "start": f"{year}-10",
        "visitors": f"{year - 2000},000",
        "source_url": PAPER,
    }
    for year in range(2011, 2021)
]


@pytest.fixture(scope="module")
def festive(_built: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("festive")
    office = copied(_built, folder / "office")
    ontology = folder / "ontology"
    shutil.copytree(office.settings.ontology, ontology)
    (ontology / "shapes" / "festival.ttl").write_text(SHAPE)
    office = Office(replace(office.settings, ontology=ontology))
    office.put("festivals/dataset.toml", manifest(9, 'name = "festivals.csv"\nkind = "festival"'))
    office.put("festivals/festivals.csv", ROWS)
    report = office.build()
    assert report.findings == []
    assert report.tallies[-1].loaded == len(ROWS)
    return office


@pytest.fixture(scope="module")
def library(festive: Office) -> Iterator[Library]:
    with running_engine(Projection(festive.settings), festive.settings.var) as engine:
        yield Library(festive.settings, engine)


@pytest.fixture(scope="module")
def visitor(library: Library) -> FlaskClient:
    return create_app(library.settings, library).test_client()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/festivals?lang=en", ["Festivals", "Kimchi festival 2011", "Guest city", "Turin"]),
        ("/festivals?lang=ko", ["축제", "김치 축제 2011", "손님 도시", "토리노"]),
        ("/festivals?lang=en&guestCity=yancheng-cn", ["Kimchi festival 2012"]),
        ("/festivals/kimchi-2012?lang=en", ["Kimchi festival 2012", "Yancheng", "Visitors"]),
        ("/festivals/kimchi-2012?lang=ko", ["김치 축제 2012", "옌청", "손님"]),
        ("/cities/turin-it?lang=en", ["Kimchi festival 2011"]),
        ("/ontology?lang=en", ["Festival", "A feast that cities hold together.", "Guest city"]),
        ("/ontology?lang=ko", ["축제", "도시가 함께 여는 축제.", "손님 도시"]),
    ],
)
def test_the_kind_stands_in_lists_pages_and_code_book(visitor: FlaskClient, address, words):
    answer = visitor.get(address)

    assert answer.status_code == 200, answer.text
    assert [word for word in words if word not in answer.text] == []


def test_a_filter_of_the_kind_narrows_its_list(visitor: FlaskClient):
    text = visitor.get("/festivals?lang=en&guestCity=yancheng-cn").text

    assert "Kimchi festival 2012" in text
    assert "Kimchi festival 2011" not in text


def test_its_list_is_exported(visitor: FlaskClient):
    answer = visitor.get("/festivals.csv?lang=en")
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))

    assert answer.status_code == 200
    assert {row["key"] for row in rows} == {row["id"] for row in ROWS}
    assert {row["Visitors"] for row in rows} == {str((y - 2000) * 1000) for y in range(2011, 2021)}


def test_its_blank_sheet_has_the_columns_its_shape_declares(visitor: FlaskClient):
    header = visitor.get("/sheets/festivals.csv").get_data().decode("utf-8-sig").strip().split(",")
    book = load_workbook(io.BytesIO(visitor.get("/sheets/festivals.xlsx?lang=ko").get_data()))

    assert header[0] == "id"
    assert header[-1] == "source_url"
    assert {"label_ko", "label_en", "guest_city", "start", "visitors"} <= set(header)
    assert [cell.value for cell in book.worksheets[0][1]] == header
    assert "손님 도시" in {cell.value for row in book.worksheets[1].rows for cell in row}


def test_its_checks_hold(festive: Office):
    before = festive.newest()
    rows = [{**ROWS[0], "guest_city": ""}, {**ROWS[1], "visitors": "-5"}]
    report = festive.bring(rows, kind="festival")

    told = {(f.row, f.column): f.problem for f in report.refused}
    assert told == {
        (2, "guest_city"): "A guest city is a known city.",
        (3, "visitors"): "Visitors are one count. (value: -5)",
    }
    assert festive.newest() == before


def test_its_exported_sheet_imported_again_changes_nothing(festive: Office, library: Library):
    sheet = exported(festive.settings, library.engine, "festival", "sheet", "en")
    report = festive.bring(sheet, "festivals.csv", kind="festival", dry_run=True)

    assert report.tallies[0].loaded == len(ROWS)
    assert (report.added, report.removed, report.findings) == (0, 0, [])
