"""What is seen can be taken away: exactly the list, exactly the page, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import openpyxl
import pytest
from rdflib import RDF, Graph, URIRef

from kg.export.tables import as_csv, as_xlsx
from kg.questions.listing import Selection
from kg.terms import NAMESPACES

FILTERED = "/partnerships{}?currentRelation=sister&lang=en"
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
}


@pytest.fixture
def sisters(library):
    """The keys of the filtered list, in its order."""
    kind = library.model.kind("partnership")
    with library.reading("en") as reading:
        chosen = reading.selected(Selection(kind=kind, chosen={"currentRelation": ("sister",)}))
    return [iri.rpartition("/")[2] for iri in chosen]


def table(content):
    assert content.startswith(b"\xef\xbb\xbf"), "Excel takes CSV without this mark for Latin"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("ending", "media"), MEDIA.items())
def test_each_export_of_a_list_has_its_media_type_and_a_name(program, ending, media):
    response = program.get(FILTERED.format(f".{ending}"))
    assert response.status_code == 200
    assert response.mimetype == media
    assert f'filename="partnerships.{ending}"' in response.headers["Content-Disposition"]


def test_csv_holds_exactly_the_filtered_list_in_its_order_with_sources(program, sisters):
    rows = table(program.get(FILTERED.format(".csv")).data)
    assert [row["key"] for row in rows] == sisters
    assert all(row["source"] for row in rows)


def test_xlsx_holds_the_same_cells_as_csv(program):
    rows = table(program.get(FILTERED.format(".csv")).data)
    book = openpyxl.load_workbook(io.BytesIO(program.get(FILTERED.format(".xlsx")).data))
    header, *body = [[cell or "" for cell in row] for row in book.active.values]
    assert header == list(rows[0])
    assert body == [list(row.values()) for row in rows]


def test_json_gives_each_value_with_its_sources(program, sisters):
    told = json.loads(program.get(FILTERED.format(".json")).data)
    assert [thing["key"] for thing in told] == sisters
    parties = told[0]["values"]["party"]
    assert len(parties) == 2
    assert all(value["sources"] and value["id"] for value in parties)


# rdflib's own reader of JSON-LD still makes the class that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("ending", ["ttl", "jsonld", "nt", "rdf"])
def test_each_rdf_export_holds_the_ties_and_their_stages_and_no_other_tie(program, sisters, ending):
    response = program.get(FILTERED.format(f".{ending}"))
    names = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
    graph = Graph().parse(data=response.data, format=names[ending])
    cd = NAMESPACES["cd"]
    ties = set(graph.subjects(RDF.type, URIRef(cd + "Partnership")))
    assert {str(tie).rpartition("/")[2] for tie in ties} == set(sisters)
    for tie in ties:
        for stage in graph.objects(tie, URIRef(cd + "stage")):
            assert (stage, URIRef(cd + "relation"), None) in graph


def test_an_empty_list_exports_as_an_empty_file_of_each_kind(program):
    for ending in MEDIA:
        response = program.get(f"/partnerships.{ending}?q=nobody-is-called-so")
        assert response.status_code == 200
    assert table(program.get("/partnerships.csv?q=nobody-is-called-so").data) == []


def test_headings_are_in_the_reader_s_language(program):
    first = program.get("/partnerships.csv", headers={"Accept-Language": "ko"}).data.decode()
    assert "협정 도시" in first.splitlines()[0]


def longest(library):
    with library.reading("en") as reading:
        sizes = [(len(reading.selected(Selection(kind=k))), k.name) for k in library.model]
    size, name = max(sizes)
    return library.model.kind(name), size


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "ttl", "jsonld", "nt", "rdf"])
@pytest.mark.parametrize("slug", [None, "sources"])
def test_the_longest_list_exports_whole(library, program, slug, ending):
    kind, size = longest(library)
    if slug:
        kind = library.model.kind(slug)
        with library.reading("en") as reading:
            size = len(reading.selected(Selection(kind=kind)))
    assert size > 400
    response = program.get(f"/{kind.slug}.{ending}")
    assert response.status_code == 200, response.text
    if ending == "csv":
        assert len(table(response.data)) == size
    elif ending == "json":
        assert len(response.get_json()) == size
    elif ending == "nt":
        mark = f"<{NAMESPACES['rdf']}type> <{kind.iri}> .".encode()
        assert response.data.count(mark) == size
        lines = response.data.splitlines()
        assert len(lines) == len(set(lines))
    elif ending == "ttl":
        graph = Graph().parse(data=response.data, format="turtle")
        assert len(set(graph.subjects(RDF.type, URIRef(kind.iri)))) == size


def test_a_list_knows_which_endings_it_has(program, get):
    response = program.get("/partnerships.docx")
    assert response.status_code == 404
    assert "graphml" in response.get_json()["remedy"]
    assert program.get("/cities.graphml").status_code == 404


@pytest.mark.parametrize("ending", ["csv", "json", "jsonld", "ttl", "xlsx", "nt", "rdf"])
def test_the_page_of_a_thing_exports_that_thing(program, ending):
    response = program.get(f"/cities/san-antonio-us.{ending}")
    assert response.mimetype == MEDIA[ending]
    if ending == "json":
        assert [thing["key"] for thing in response.get_json()] == ["san-antonio-us"]
    elif ending != "xlsx":
        assert b"san-antonio-us" in response.data


def test_the_export_of_a_thing_that_is_not_there_is_not_found(program):
    assert program.get("/cities/atlantis-xx.ttl").status_code == 404


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_ties_are_a_network_of_named_placed_cities(program, sisters, ending):
    content = io.BytesIO(program.get(FILTERED.format(f".{ending}")).data)
    graph = nx.read_graphml(content) if ending == "graphml" else nx.read_gexf(content)
    node = graph.nodes["san-antonio-us"]
    assert (node["name_ko"], node["name_en"]) == ("샌안토니오", "San Antonio")
    assert node["country"] == "us"
    assert (round(node["latitude"]), round(node["longitude"])) == (29, -98)
    assert graph.number_of_edges() == len(sisters)
    edge = next(d for _, __, d in graph.edges("san-antonio-us", data=True))
    assert edge["currentRelation"] == "sister"
    assert edge["since"] == "1982-02-04"
    assert edge["currentStatus"] == "in-force"
    assert edge["source"].startswith("http")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+82-62", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_a_cell_a_spreadsheet_would_run_is_written_as_text(cell):
    written = b"".join(as_csv(["name"], [[cell]]))
    (row,) = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))[1:]
    assert row == ["'" + cell]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(["name"], [[cell]], "t")))
    assert book.active["A2"].data_type == "s"


@pytest.mark.parametrize("cell", ["-98.49363", "-5", "Sister city", "1982-02-04"])
def test_numbers_and_words_are_written_as_they_are(cell):
    assert f"\r\n{cell}\r\n" in b"".join(as_csv(["name"], [[cell]])).decode()
