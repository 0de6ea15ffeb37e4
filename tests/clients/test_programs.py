"""curl, roqet and Comunica: programs of others, started as anybody starts them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from rdflib import Graph

from tests.clients.asking import ASK, CITY, CONSTRUCT, FOUND, NAMES
from web.assets import NodeMissing, find_npm

WEB = Path(__file__).resolve().parents[2] / "web"
ROWS = ["application/sparql-results+json", "application/json", "application/sparql-results+xml",
        "text/xml", "text/csv", "text/tab-separated-values"]  # fmt: skip
GRAPHS = {
    "text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml",
    "application/ld+json": "json-ld", "application/trig": "trig", "application/n-quads": "nquads",
}  # fmt: skip


def started(*command, **more):
    done = subprocess.run([str(c) for c in command], capture_output=True, timeout=120, **more)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def curl():
    """Runs curl: its output."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not installed (Debian: apt-get install curl)")
    return lambda *arguments: started(program, "-sS", "--fail-with-body", *arguments)


def names_in(body, media):
    text = body.decode()
    if media.endswith("json"):
        return {row["name"]["value"] for row in json.loads(text)["results"]["bindings"]}
    if "xml" in media:
        return set(etree.fromstring(body).xpath("//*[local-name()='literal']/text()"))
    if media == "text/csv":
        return {row["name"] for row in csv.DictReader(io.StringIO(text))}
    return {line.split("@")[0].strip('"') for line in text.splitlines()[1:]}


@pytest.mark.parametrize("media", ROWS)
def test_curl_gets_rows_in_every_type(curl, endpoint, media):
    asked = ("--data-urlencode", f"query={NAMES}", endpoint)
    assert names_in(curl("-H", f"Accept: {media}", *asked), media) == FOUND
    assert names_in(curl("-G", "-H", f"Accept: {media}", *asked), media) == FOUND


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("media", "name"), GRAPHS.items())
def test_curl_gets_graphs_in_every_type(curl, endpoint, media, name):
    body = curl("-H", f"Accept: {media}", "--data-urlencode", f"query={CONSTRUCT}", endpoint)
    if name in ("trig", "nquads"):
        assert body.count(b"ns#City") + body.count(b"cd:City") >= 1
        name = {"nquads": "nt", "trig": "turtle"}[name]  # all in the default graph
    assert len(Graph().parse(data=body, format=name)) == 3


def test_curl_follows_a_thing_to_its_data(curl, root):
    body = curl("-L", "-H", "Accept: text/turtle", root + "id/city/turin-it")
    assert "토리노" in body.decode()


@pytest.fixture(scope="module")
def roqet():
    program = shutil.which("roqet")
    if program is None:
        pytest.skip("roqet is not installed: apt-get install --no-install-recommends rasqal-utils")
    return program


def test_roqet_asks_the_endpoint_and_reads_its_rows(roqet, endpoint):
    # It sends what follows the address as it is, so the query goes to it in one line.
    query = " ".join(NAMES.split())
    body = started(roqet, "-q", "-p", endpoint, "-r", "csv", "-e", query)
    assert {row["name"] for row in csv.DictReader(io.StringIO(body.decode()))} == FOUND


def test_roqet_queries_a_graph_it_fetches_itself(roqet, root):
    query = f"SELECT ?name WHERE {{ <{CITY}> <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
    body = started(
        roqet, "-q", "-i", "sparql", "-r", "csv", "-F", "turtle",
        "-D", root + "graph/source/place-register", "-e", query,
    )  # fmt: skip
    assert "토리노" in body.decode()


COMUNICA = """
const { QueryEngine } = require("@comunica/query-sparql");
const [type, value, query] = process.argv.slice(-3);
(async () => {
  const engine = new QueryEngine();
  const result = await engine.query(query, { sources: [{ type, value }], lenient: false });
  const mime = result.resultType === "quads" ? "application/n-triples"
    : "application/sparql-results+json";
  const { data } = await engine.resultToString(result, mime);
  data.pipe(process.stdout);
})().catch((fault) => { console.error(fault); process.exit(1); });
"""


@pytest.fixture(scope="module")
def comunica():
    """Runs Comunica over a source: `comunica("sparql", address, query)` gives its output."""
    if not (WEB / "node_modules" / "@comunica" / "query-sparql").is_dir():
        pytest.skip("Comunica is not installed: make setup")
    folders = [Path(sys.executable).parent, *map(Path, os.get_exec_path())]
    try:
        node = find_npm(folders).with_name("node")
    except NodeMissing as missing:
        pytest.skip(str(missing))
    # No proxy and no other host: the source is named, and it is on this machine.
    path = os.pathsep.join(map(str, folders))
    environment = {"PATH": path, "NODE_PATH": str(WEB / "node_modules")}
    return lambda *arguments: started(node, "-e", COMUNICA, *arguments, env=environment, cwd=WEB)


def test_comunica_selects_over_the_endpoint(comunica, endpoint):
    body = comunica("sparql", endpoint, NAMES)
    assert names_in(body, "application/json") == FOUND


def test_comunica_asks_and_constructs(comunica, endpoint):
    assert json.loads(comunica("sparql", endpoint, ASK))["boolean"] is True
    body = comunica("sparql", endpoint, CONSTRUCT)
    assert len(Graph().parse(data=body, format="nt")) == 3


def test_comunica_reads_a_graph_of_the_graph_store_as_a_file(comunica, root):
    query = f"SELECT ?name WHERE {{ <{CITY}> <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
    body = comunica("file", root + "graph/source/place-register", query)
    assert "토리노" in names_in(body, "application/json")
