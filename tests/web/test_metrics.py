"""/metrics: what is counted, and who may read it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.web.conftest import make


def samples(client, **headers):
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


@pytest.fixture
def client(app, settings, translated):
    """An application whose counters begin at 0."""
    return make(settings, translated).test_client()


def test_requests_are_counted_by_route_and_status_not_by_address(client):
    for key in ("turin-it", "san-antonio-us", "turin-it"):
        client.get(f"/cities/{key}")
    client.get("/cities/nowhere-xx")
    client.get("/no/such/place?q=name")
    found = samples(client)
    route = [("method", "GET"), ("route", "/cities/<key>")]
    assert found[("kg_requests_total", *route, ("status", "200"))] == 3
    assert found[("kg_requests_total", *route, ("status", "404"))] == 1
    assert (
        found[("kg_requests_total", ("method", "none"), ("route", "none"), ("status", "404"))] == 1
    )
    assert found[("kg_request_seconds_count", ("route", "/cities/<key>"))] == 4
    assert not any("turin" in str(name) for name in found)


def test_kept_pages_are_told_from_those_that_were_made(client):
    first = client.get("/cities/turin-it")
    client.get("/cities/turin-it")
    client.get("/cities/turin-it", headers={"If-None-Match": first.headers["ETag"]})
    found = samples(client)
    assert {came: found[("kg_kept_pages_total", ("came", came))]
            for came in ("made", "memory", "client")} == {"made": 1, "memory": 1, "client": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "outcome"),
    [("ASK {}", "answered"), ("ASK {", "wrong"), ("ASK { SERVICE <x:y> {} }", "refused"),
     ("INSERT DATA { <x:a> <x:b> 1 }", "refused"), ("ASK {} #" + "x" * 70_000, "too_large")],
)  # fmt: skip
def test_queries_are_counted_by_how_they_ended(client, query, outcome):
    client.post("/sparql", data={"query": query})
    found = samples(client)
    assert found[("kg_queries_total", ("outcome", outcome))] == 1
    assert found[("kg_query_seconds_count",)] == 1


def test_the_revision_and_the_keeper_are_told(client, settings):
    found = samples(client)
    revision = client.get("/healthz").get_json()["revision"]
    assert found[("kg_up",)] == 1
    assert found[("kg_revision", ("revision", revision))] == 1
    assert found[("kg_revision_age_seconds",)] >= 0
    assert found[("kg_engine_processes",)] >= settings.workers + 1
    assert found[("kg_engine_memory_bytes",)] > 10_000_000


def test_without_an_engine_it_says_so_and_answers(settings, tmp_path, translated):
    found = samples(make(replace(settings, var=tmp_path), translated).test_client())
    assert found[("kg_up",)] == 0
    assert found[("kg_engine_processes",)] == 0


@pytest.mark.parametrize(
    ("allowed", "client_address", "headers", "status"),
    [
        ("loopback", "127.0.0.1", {}, 200),
        ("loopback", "::1", {}, 200),
        ("loopback", "203.0.113.9", {}, 404),
        ("loopback", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("all", "203.0.113.9", {}, 200),
        ("off", "127.0.0.1", {}, 404),
    ],
)
def test_who_may_read_it(app, settings, translated, allowed, client_address, headers, status):
    client = make(replace(settings, metrics=allowed), translated).test_client()
    response = client.get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": client_address}
    )
    assert response.status_code == status


def test_web_processes_count_together(app, settings, tmp_path):
    """Three processes one after another, as Granian's are side by side."""
    program = (
        "from web import create_app\n"
        "client = create_app().test_client()\n"
        "client.get('/robots.txt')\n"
        "print(client.get('/metrics').text)\n"
    )
    environment = os.environ | {
        "KG_VAR": str(settings.var), "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }  # fmt: skip
    for number in (1, 2, 3):
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        (count,) = re.findall(r'kg_requests_total\{.*route="/robots.txt".*\} (\S+)', done.stdout)
        assert float(count) == number
