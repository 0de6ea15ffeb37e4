"""`/sparql` as the SPARQL 1.1 Protocol says (the query part)."""

from __future__ import annotations

import csv
import io
import json
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html
import pytest
from lxml import etree
from rdflib import Graph
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from werkzeug.serving import make_server

from kg.engine.embedded import EmbeddedSession

PREFIXES = """PREFIX cd: <https://w3id.org/city-diplomacy/ns#>
PREFIX relation: <https://w3id.org/city-diplomacy/vocab/relation/>
PREFIX status: <https://w3id.org/city-diplomacy/vocab/status/>
PREFIX city: <https://w3id.org/city-diplomacy/id/city/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
SELECT = 'SELECT (1 AS ?one) ("광주"@ko AS ?name) {}'
ASK = PREFIXES + "ASK { city:gwangju-kr a cd:City }"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?c a cd:City } WHERE { ?c a cd:City } LIMIT 3"
PARTNERS = (
    PREFIXES
    + """
SELECT DISTINCT ?partner WHERE {
  VALUES ?relation { relation:sister relation:friendship }
  ?tie a cd:Partnership ; cd:party city:gwangju-kr, ?partner ;
    cd:currentRelation ?relation ; cd:currentStatus status:in-force .
  FILTER (?partner != city:gwangju-kr)
}"""
)
ROW_TYPES = [
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv",
    "text/tab-separated-values",
]  # fmt: skip
GRAPH_TYPES = {
    "text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}  # fmt: skip


def by_get(program, query, accept="*/*", **more):
    return program.get(
        "/sparql?" + urlencode({"query": query, **more}, doseq=True), headers={"Accept": accept}
    )


def by_form(program, query, accept="*/*", **more):
    return program.post("/sparql", data={"query": query, **more}, headers={"Accept": accept})


def by_post(program, query, accept="*/*", **more):
    return program.post(
        "/sparql?" + urlencode(more, doseq=True), data=query.encode(),
        headers={"Accept": accept, "Content-Type": "application/sparql-query; charset=utf-8"},
    )  # fmt: skip


WAYS = [by_get, by_form, by_post]


def one_row(body, media):
    """The cells of the only row, as text."""
    if media.endswith("json"):
        told = json.loads(body)
        return [told["results"]["bindings"][0][v]["value"] for v in told["head"]["vars"]]
    if media.endswith("xml"):
        space = "{http://www.w3.org/2005/sparql-results#}"
        return [b[0].text for b in etree.fromstring(body).iter(f"{space}binding")]
    if media == "text/csv":
        return list(csv.reader(io.StringIO(body.decode())))[1]
    return [cell.split("^^")[0].strip('"').removesuffix('"@ko')
            for cell in body.decode().splitlines()[1].split("\t")]  # fmt: skip


@pytest.mark.parametrize("media", ROW_TYPES)
@pytest.mark.parametrize("way", WAYS)
def test_select_is_answered_each_way_in_each_format(program, way, media):
    response = way(program, SELECT, media)
    assert response.status_code == 200, response.text
    assert response.mimetype == media
    assert one_row(response.data, media) == ["1", "광주"]


@pytest.mark.parametrize("way", WAYS)
def test_ask_is_a_boolean_in_json_and_xml(program, way):
    told = way(program, ASK, "application/sparql-results+json").get_json(force=True)
    assert told["boolean"] is True
    body = way(program, ASK, "application/sparql-results+xml").data
    assert etree.fromstring(body).findtext("{*}boolean") == "true"


@pytest.mark.parametrize("media", ["text/csv", "text/tab-separated-values"])
def test_ask_says_true_in_tables_too(program, media):
    assert b"true" in by_get(program, ASK, media).data


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("media", "name"), GRAPH_TYPES.items())
@pytest.mark.parametrize("way", WAYS)
def test_graphs_are_answered_each_way_in_each_format(program, way, media, name):
    response = way(program, CONSTRUCT, media)
    assert response.mimetype == media
    assert len(Graph().parse(data=response.data, format=name)) == 3


def test_describe_tells_of_the_thing(program):
    response = by_get(program, PREFIXES + "DESCRIBE city:san-antonio-us", "text/turtle")
    assert (None, None, None) in Graph().parse(data=response.data, format="turtle")
    assert b"San Antonio" in response.data


@pytest.mark.parametrize(("query", "offers"), [(SELECT, ROW_TYPES), (CONSTRUCT, list(GRAPH_TYPES))])
def test_a_format_that_is_not_offered_is_refused_with_those_that_are(program, query, offers):
    response = by_get(program, query, "image/png")
    assert response.status_code == 406
    assert response.mimetype == "application/problem+json"
    assert set(offers) <= set(response.get_json()["offers"])


def test_a_format_can_be_asked_for_in_the_address(program):
    assert by_get(program, SELECT, "text/html", format="csv").mimetype == "text/csv"
    assert by_get(program, SELECT, "image/png", format="nonsense").status_code == 406
    assert by_get(program, SELECT, "text/csv", format="nonsense").mimetype == "text/csv"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "LOAD <http://127.0.0.1:9/x>",
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_changing_and_calling_out_are_refused_with_the_reason(program, way, query):
    response = way(program, query)
    assert response.status_code in ((403, 400) if "u0053" in query else (403,))
    told = response.get_json()
    assert told["detail"]
    assert told["remedy"]


def test_update_by_form_or_post_is_refused(program):
    assert program.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 403
    direct = program.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update")
    assert direct.status_code == 403


def test_the_words_of_an_update_in_a_literal_are_words(program):
    told = by_get(program, 'SELECT ("INSERT LOAD SERVICE" AS ?x) {}', "text/csv")
    assert b"INSERT LOAD SERVICE" in told.data


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("query", ["SELECT *\nWHERE { ?s ?p }", "SELECT *\nWHERE { ?s ?p ?o } }"])
def test_a_fault_of_syntax_says_line_and_column(program, way, query):
    response = way(program, query)
    assert response.status_code == 400
    told = response.get_json()
    assert told["line"] == 2
    assert 8 < told["column"] <= 20
    assert "line 2" in told["detail"]


def test_without_a_query_nothing_is_answered(program):
    for mistaken in ("q=ASK{}", "default-graph-uri=urn:x:g", "query="):
        assert program.get(f"/sparql?{mistaken}").status_code == 400
    assert program.post("/sparql", data={"other": "1"}).status_code == 400
    for body in ("", " "):
        assert by_post(program, body).status_code == 400


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}])
def test_without_any_parameter_the_service_describes_itself(program, headers):
    for method in (program.get, program.head):
        response = method("/sparql", headers=headers)
        assert response.status_code == 200
        assert response.mimetype == "text/turtle"
    assert "sd:Service" in program.get("/sparql", headers=headers).text


def test_two_queries_at_once_are_refused(program):
    assert by_get(program, [SELECT, ASK]).status_code == 400


def test_other_types_of_content_are_not_taken(program):
    response = program.post("/sparql", data="{}", content_type="application/json")
    assert response.status_code == 415
    assert "application/sparql-query" in response.get_json()["detail"]


def test_other_methods_are_not_taken_and_the_right_ones_are_named(program):
    response = program.put("/sparql")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("way", WAYS)
def test_a_default_graph_narrows_what_is_asked(program, way):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(**dataset):
        return int(one_row(way(program, count, "text/csv", **dataset).data, "text/csv")[0])

    editors = "https://w3id.org/city-diplomacy/id/source/editors"
    register = "https://w3id.org/city-diplomacy/id/source/place-register"
    one, other = (number(**{"default-graph-uri": g}) for g in (editors, register))
    both = number(**{"default-graph-uri": [editors, register]})
    assert 0 < one < number()
    assert max(one, other) <= both <= one + other
    assert number(**{"default-graph-uri": "urn:nobody"}) == 0


def test_named_graphs_narrow_what_can_be_named(program):
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    editors = "https://w3id.org/city-diplomacy/id/source/editors"
    body = by_get(program, graphs, "text/csv", **{"named-graph-uri": editors}).text
    assert body.split() == ["g", editors]


def test_a_statement_of_several_sources_counts_once_in_the_default_graph(program):
    doubled = (
        PREFIXES
        + """
        SELECT ?s ?p ?o (COUNT(DISTINCT ?g) AS ?n) { ?s a cd:Partnership GRAPH ?g { ?s ?p ?o } }
        GROUP BY ?s ?p ?o HAVING (COUNT(DISTINCT ?g) > 1) LIMIT 1"""
    )
    found = by_get(program, doubled).get_json(force=True)["results"]["bindings"]
    assert found, "no statement about a tie has two sources: the test proves nothing"
    s, p = (f"<{found[0][v]['value']}>" for v in "sp")
    total = by_get(program, f"SELECT (COUNT(*) AS ?n) {{ {s} {p} ?o }}", "text/csv").text
    distinct = by_get(
        program, f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ {s} {p} ?o }}", "text/csv"
    ).text
    assert total == distinct


def test_gwangju_has_24_sister_and_friendship_partners(program):
    lines = by_get(program, PARTNERS, "text/csv").text.split()
    assert len(lines) - 1 == 24
    assert "https://w3id.org/city-diplomacy/id/city/san-antonio-us" in lines


@pytest.mark.parametrize("way", WAYS)
def test_other_sites_scripts_may_read(program, way):
    assert way(program, SELECT).headers["Access-Control-Allow-Origin"] == "*"


def test_a_browser_may_post_a_query_from_another_site(program):
    response = program.options(
        "/sparql",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert response.status_code == 200
    assert "content-type" in response.headers["Access-Control-Allow-Headers"].lower()
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_head_has_the_headers_of_get_and_no_body(program):
    response = program.head("/sparql?" + urlencode({"query": SELECT}))
    assert response.status_code == 200
    assert response.data == b""
    assert int(response.headers["Content-Length"]) > 0


def test_the_answer_names_its_revision_and_depends_on_accept(program, library):
    response = by_get(program, SELECT)
    with library.reading("en") as reading:
        assert response.headers["X-Revision"] == reading.revision
    assert "Accept" in response.vary


def test_people_see_the_form_with_the_answer_under_it(read):
    empty = read("/sparql")
    assert "<textarea" in empty
    text = read("/sparql?" + urlencode({"query": SELECT}))
    assert "광주" in text.partition("<table")[2]


@pytest.mark.parametrize(("lang", "name"), [("ko", "광주–토리노"), ("en", "Gwangju–Turin")])
def test_the_query_a_page_opens_with_names_things_in_its_reader_s_language(
    read, program, lang, name
):
    (first,) = lxml.html.fromstring(read("/sparql", lang)).xpath("//textarea[@id='query']/text()")
    rows = list(csv.DictReader(io.StringIO(by_get(program, first, "text/csv").text)))
    assert name in [row["name"] for row in rows]


def handed(read, query):
    """What the page hands to its editor, None where it hands nothing."""
    found = lxml.html.fromstring(read("/sparql?" + urlencode({"query": query})))
    held = found.xpath("//script[@id='given']/text()")
    return json.loads(held[0]) if held else None


@pytest.mark.parametrize("query", [SELECT, ASK, PARTNERS, CONSTRUCT])
def test_the_page_hands_its_editor_the_answer_a_program_gets(read, program, query):
    given = handed(read, query)
    asked = by_get(program, query, given["type"])
    assert given["content"] == asked.text
    assert given["type"] == asked.headers["Content-Type"]
    assert given["revision"] == asked.headers["X-Revision"]


def test_a_text_that_ends_a_script_stays_a_text_in_what_the_page_hands_over(read):
    given = handed(read, 'SELECT ("</script><script>alert(1)</script><!--" AS ?x) {}')
    (row,) = json.loads(given["content"])["results"]["bindings"]
    assert row["x"]["value"] == "</script><script>alert(1)</script><!--"


def test_an_answer_too_large_to_be_handed_over_and_a_fault_hand_nothing_over(read):
    text = "SELECT * { ?s ?p ?o } LIMIT 4000"
    assert handed(read, text) is None
    page = lxml.html.fromstring(read("/sparql?" + urlencode({"query": "SELECT"}), status=400))
    assert page.xpath("//script[@id='given']") == []


def test_the_page_hands_on_what_it_was_asked_of(read, library):
    graph = library.names.graph("manifest").value
    with library.reading("en") as reading:
        scope = {"revision": reading.revision, "default-graph-uri": graph}
    page = lxml.html.fromstring(read("/sparql?" + urlencode({"query": SELECT, **scope})))
    held = {i.get("name"): i.get("value") for i in page.xpath("//input[@data-scope]")}
    assert held == scope
    downloads = page.xpath("//a[@data-format]/@href")
    assert len(downloads) > 2
    for address in downloads:
        asked = parse_qs(urlsplit(address).query)
        assert {name: asked[name] for name in scope} == {n: [v] for n, v in scope.items()}


def test_the_form_of_a_revision_is_reached_from_its_page_and_names_it(read, library):
    with library.reading("en") as reading:
        short = reading.revision[:12]
    assert f'href="/sparql?revision={short}"' in read(f"/data/{reading.revision}")
    form = lxml.html.fromstring(read(f"/sparql?revision={short}"))
    assert form.xpath("//input[@name='revision']/@value") == [short]
    assert short in form.get_element_by_id("scope").text_content()
    assert not lxml.html.fromstring(read("/sparql")).xpath("//*[@id='scope']")


def test_people_see_a_fault_of_their_query_beside_the_query(read):
    text = read("/sparql?" + urlencode({"query": "SELECT <b>"}), status=400)
    assert "SELECT &lt;b&gt;" in text
    assert 'role="alert"' in text


@pytest.fixture(scope="module")
def address(app):
    """The address of the endpoint on a server of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("request_method", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_as_it_is_installed_asks_us(address, method, request_method):
    if (method, request_method) == ("GET", "postdirectly"):
        pytest.skip("posting directly is no GET")
    client = SPARQLWrapper(address)
    client.setMethod(method)
    client.setRequestMethod(request_method)
    client.setQuery(PARTNERS)
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 24
    client.setReturnFormat(CSV)
    assert len(client.queryAndConvert().split()) == 25
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 24
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=client.queryAndConvert(), format="turtle")) == 3


def test_a_query_is_cancelled_by_the_number_it_was_sent_with(program, monkeypatch):
    called_off = []
    library = program.application.extensions["library"]
    monkeypatch.setattr(library.visitors, "cancel", called_off.append)
    assert program.post("/sparql/cancel", data={"call": "123456789012345"}).status_code == 204
    assert called_off == [123456789012345]


@pytest.mark.parametrize("number", ["", "0", "-1", "1e3", "1" * 16, "../../state.json"])
def test_what_is_no_number_cancels_nothing(program, monkeypatch, number):
    library = program.application.extensions["library"]
    monkeypatch.setattr(library.visitors, "cancel", lambda call: pytest.fail("cancelled"))
    assert program.post("/sparql/cancel", data={"call": number}).status_code == 400


def test_the_number_of_a_query_reaches_the_engine_and_its_answer_is_kept_without_it(
    program, monkeypatch
):
    seen = []
    ask = EmbeddedSession._received

    def watched(self, asked, within, content):
        seen.append(asked.call)
        return ask(self, asked, within, content)

    monkeypatch.setattr(EmbeddedSession, "_received", watched)
    query = {"query": "ASK { ?only ?this ?test }"}
    accept = {"Accept": "application/sparql-results+json"}
    for number in ("7", "8"):
        answer = program.get(
            "/sparql", query_string=query, headers={**accept, "X-Query-Call": number}
        )
        assert answer.status_code == 200
    assert seen == [7]
