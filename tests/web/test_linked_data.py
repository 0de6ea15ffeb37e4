"""Things, terms and concepts lead to their data; pages and files say where the others are."""

from __future__ import annotations

import json
import re

import pytest
from lxml import etree
from rdflib import RDF, Graph, Namespace, URIRef

from kg.export.graphs import GRAPH_FORMATS
from kg.model import read_model
from kg.settings import Settings
from tests.web.conftest import PAGE

BASE = "https://w3id.org/city-diplomacy/"
SCHEMA, DCAT = Namespace("https://schema.org/"), Namespace("http://www.w3.org/ns/dcat#")
VOID, SKOS = (
    Namespace("http://rdfs.org/ns/void#"),
    Namespace("http://www.w3.org/2004/02/skos/core#"),
)
MODEL = read_model(Settings().ontology)
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}

pytestmark = pytest.mark.filterwarnings(
    # rdflib's own JSON-LD parser uses a class that rdflib calls out of date.
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)


def embedded(text):
    """The JSON-LD a page brings."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return [json.loads(part) for part in found]


def first_key(program, slug):
    rows = program.get(f"/{slug}.json").get_json()
    return rows[0]["key"] if rows else None


@pytest.mark.parametrize("ending", [*GRAPH_FORMATS, "json", "csv", "xlsx"])
def test_a_thing_is_led_to_its_data_by_suffix(program, ending):
    response = program.get(f"/id/city/san-antonio-us.{ending}", headers={"Accept": PAGE})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/cities/san-antonio-us.{ending}"


@pytest.mark.parametrize("ending", GRAPH_FORMATS)
def test_a_thing_says_the_same_in_every_format(program, ending):
    wanted = Graph().parse(data=program.get("/cities/san-antonio-us.nt").data, format="nt")
    response = program.get(f"/cities/san-antonio-us.{ending}")
    found = Graph().parse(data=response.data, format=FORMS[ending])
    assert response.mimetype == GRAPH_FORMATS[ending]
    assert set(found) == set(wanted)
    assert (URIRef(f"{BASE}id/city/san-antonio-us"), RDF.type, URIRef(f"{BASE}ns#City")) in found


def test_our_namespace_leads_to_the_code_book_or_its_turtle(program):
    assert program.get("/ns", headers={"Accept": PAGE}).headers["Location"] == "/ontology"
    response = program.get("/ns", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.headers["Location"]) == (303, "/ontology.ttl")
    terms = Graph().parse(data=program.get("/ontology.ttl").data, format="turtle")
    assert (URIRef(f"{BASE}ns"), RDF.type, None) in terms


@pytest.mark.parametrize("scheme", sorted(MODEL.concepts))
def test_each_list_of_concepts_has_a_page_and_a_graph_of_all_its_concepts(program, read, scheme):
    text = read(f"/vocab/{scheme}")
    graph = Graph().parse(data=program.get(f"/vocab/{scheme}.ttl").data, format="turtle")
    for iri in MODEL.concepts[scheme]:
        assert (URIRef(iri), RDF.type, SKOS.Concept) in graph
        assert f'href="/vocab/{scheme}/{iri.rpartition("/")[2]}"' in text


def test_a_concept_is_shown_with_its_uses_and_as_rdf_by_accept_and_suffix(program, read):
    text = read("/vocab/relation/sister")
    assert "자매" in text
    assert 'href="/partnerships?currentRelation=sister"' in text
    for response in (
        program.get("/vocab/relation/sister", headers={"Accept": "text/turtle"}),
        program.get("/vocab/relation/sister.ttl", headers={"Accept": PAGE}),
    ):
        graph = Graph().parse(data=response.data, format="turtle")
        labels = graph.objects(URIRef(f"{BASE}vocab/relation/sister"), SKOS.prefLabel)
        assert {label.language for label in labels} == {"ko", "en"}


@pytest.mark.parametrize("address", ["/vocab/nothing", "/vocab/relation/nothing", "/vocab/x.ttl"])
def test_a_concept_that_is_not_there_is_not_found(program, address):
    assert program.get(address).status_code == 404


def links(response):
    return dict(re.findall(r'<([^>]*)>; rel="([^"]*)"', response.headers["Link"]))


def test_a_page_links_to_its_data_its_licence_and_its_true_address(get, program):
    response = get("/cities/san-antonio-us?utm_source=x")
    found = links(response)
    assert found["/cities/san-antonio-us"] == "canonical"
    assert found["/cities/san-antonio-us.ttl"] == "alternate describedby"
    assert found["https://creativecommons.org/licenses/by/4.0/"] == "license"
    for address in found:
        if address.startswith("/"):
            assert program.get(address).status_code == 200, address
    again = get("/cities/san-antonio-us?utm_source=x")  # from memory now
    assert again.headers.getlist("Link") == response.headers.getlist("Link")


def test_a_list_links_to_the_same_choice_in_other_formats(get):
    found = links(get("/cities?country=cn&lang=en"))
    assert found["/cities?country=cn"] == "canonical"
    assert found["/cities.ttl?country=cn"] == "alternate describedby"


def test_an_address_with_odd_signs_makes_no_odd_header(program):
    response = program.get("/cities?q=%0d%0aX-Bad:%201%3E%3B%ED%95%9C", headers={"Accept": PAGE})
    assert response.status_code == 200
    assert "X-Bad" not in dict(response.headers)
    assert all(part.count("<") == 1 for part in response.headers["Link"].split(", "))


def test_data_lead_back_to_the_page(program):
    assert links(program.get("/cities/san-antonio-us.ttl"))["/cities/san-antonio-us"] == "alternate"


@pytest.mark.parametrize(
    ("slug", "types"),
    [
        ("cities", {"AdministrativeArea"}),
        ("exchanges", {"Event"}),
        ("editions", {"Event"}),
        ("projects", {"Project"}),
        ("organisations", {"Organization"}),
        ("networks", {"Organization"}),
        ("datasets", {"Dataset"}),
        ("practices", {"CreativeWork"}),
    ],
)
def test_a_page_tells_search_engines_what_it_is_about(program, read, slug, types):
    key = first_key(program, slug)
    (document,) = embedded(read(f"/{slug}/{key}"))
    graph = Graph().parse(
        data=json.dumps(document),
        format="json-ld",
        publicID=f"https://host.example{'/'}{slug}/{key}",
    )
    thing = URIRef(f"{BASE}id/{MODEL.kind(slug).name}/{key}")
    assert {str(t).removeprefix(SCHEMA) for t in graph.objects(thing, RDF.type)} == types
    assert graph.value(thing, SCHEMA.name)
    assert graph.value(thing, SCHEMA.url) == URIRef(f"https://host.example/{slug}/{key}")


def test_a_kind_that_schema_org_has_no_word_for_tells_nothing(program, read):
    assert not embedded(read(f"/partnerships/{first_key(program, 'partnerships')}"))


def test_an_exchange_tells_its_dates_and_place_as_the_graph_has_them(program, read):
    rows = program.get("/exchanges.json").get_json()
    row = next(r for r in rows if len(r["values"].get("start", ())) == 1)
    (document,) = embedded(read(f"/exchanges/{row['key']}"))
    assert document["startDate"] == row["values"]["start"][0]["text"]


def test_the_data_page_tells_the_dataset_with_its_files(read, program):
    (document,) = embedded(read("/data"))
    graph = Graph().parse(
        data=json.dumps(document), format="json-ld", publicID="https://host.example/data"
    )
    (about,) = graph.subjects(RDF.type, SCHEMA.Dataset)
    assert graph.value(about, SCHEMA.license)
    files = {str(f) for f in graph.objects(None, SCHEMA.contentUrl)}
    assert {f.rpartition(".")[2] for f in files} == {"nq", "trig"}
    for file in files:
        assert program.head(file.removeprefix("https://host.example")).status_code == 200


def test_text_of_the_graph_cannot_end_the_script_it_stands_in(own):
    from pyoxigraph import Literal, Quad

    from kg.archive import Archive, Edit
    from kg.engine.embedded import EmbeddedEngine
    from kg.terms import ALT_LABEL, Names

    with own() as it:
        names, archive = Names(), Archive.open(it.settings.archive)
        evil = Literal("</script><script>alert(1)</script><!--")
        quad = Quad(names.thing("city", "turin-it"), ALT_LABEL, evil, names.source("editors"))
        new = archive.commit({"places": Edit(added=[quad])}, parent=None, who="a", why="b").id
        assert EmbeddedEngine(it.settings).follow(new, 30)
        page = it.client.get("/cities/turin-it", headers={"Accept": PAGE}).get_data(as_text=True)
        assert "<script>alert" not in page
        (document,) = embedded(page)
        assert evil.value in document["alternateName"]


@pytest.mark.parametrize(
    ("address", "media"),
    [
        ("/.well-known/void", "text/turtle"),
        ("/data/void.ttl", "text/turtle"),
        ("/data/void.jsonld", "application/ld+json"),
        ("/data/catalog.ttl", "text/turtle"),
        ("/data/catalog.rdf", "application/rdf+xml"),
        ("/data/questions.ttl", "text/turtle"),
    ],
)
def test_descriptions_are_where_harvesters_look(program, address, media):
    response = program.get(address)
    assert (response.status_code, response.mimetype) == (200, media)
    ending = next(e for e, m in GRAPH_FORMATS.items() if m == media)
    assert len(Graph().parse(data=response.data, format=FORMS[ending])) > 20


def test_a_description_names_the_host_it_was_asked_at_each_time(program):
    for host in ("one.example", "two.example"):
        body = program.get("/data/void.ttl", base_url=f"https://{host}/").data
        graph = Graph().parse(data=body, format="turtle")
        endpoint = graph.value(URIRef(f"{BASE}data"), VOID.sparqlEndpoint)
        assert str(endpoint) == f"https://{host}/sparql"


def test_the_data_page_is_the_catalogue_for_programs(program):
    response = program.get("/data", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=response.data, format="turtle")
    assert list(graph.subjects(RDF.type, DCAT.Catalog))
    assert "Accept" in response.vary


def test_counts_in_void_are_those_the_endpoint_gives(program):
    graph = Graph().parse(data=program.get("/data/void.ttl").data, format="turtle")
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    answer = program.get("/sparql", query_string={"query": query, "format": "json"}).get_json()
    counted = answer["results"]["bindings"][0]["n"]["value"]
    assert str(graph.value(URIRef(f"{BASE}data"), VOID.triples)) == counted


def test_the_context_is_served_as_json_ld(program):
    response = program.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert json.loads(response.data)["@context"]["City"] == "cd:City"


def locations(program, address):
    root = etree.fromstring(program.get(address, base_url="https://host.example/").data)
    return [x.text for x in root.iterfind(".//s:loc", SITEMAP)]


def test_the_sitemap_names_every_page_of_the_site_once(program):
    parts = locations(program, "/sitemap.xml")
    pages = [
        p for part in parts for p in locations(program, part.removeprefix("https://host.example"))
    ]
    assert len(pages) == len(set(pages))
    counted = {kind.slug: len(program.get(f"/{kind.slug}.json").get_json()) for kind in MODEL}
    for slug, count in counted.items():
        found = [p for p in pages if p.startswith(f"https://host.example/{slug}/")]
        assert len(found) == count, slug
    for page in pages[:12]:
        path = page.removeprefix("https://host.example")
        assert program.get(path, headers={"Accept": PAGE}).status_code == 200, page


def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(program):
    assert program.get("/sitemap-cities-99.xml").status_code == 404
    assert program.get("/sitemap-planets-1.xml").status_code == 404


def test_robots_are_told_of_the_sitemap(program):
    text = program.get("/robots.txt", base_url="https://host.example/").get_data(as_text=True)
    assert "Sitemap: https://host.example/sitemap.xml" in text.splitlines()
