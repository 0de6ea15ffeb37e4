"""The log of requests: what it keeps, and what it never holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from tests.web.conftest import make
from web.journal import kind_of

SECRET = "홍길동"
AGENT = "Mozilla/5.0 (X11; Peculiar 7.31) Firefox/151"


@pytest.fixture
def logged(app, settings, translated, tmp_path):
    """A client, and what its requests left in the log."""
    file = tmp_path / "logs" / "access.jsonl"
    app = make(replace(settings, log=str(file)), translated)
    client = app.test_client()

    def lines():
        return [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines()]

    yield client, lines, file
    for handler in app.extensions["journal"].handlers:
        handler.close()


def test_a_line_tells_route_status_time_and_size(logged):
    client, lines, _ = logged
    response = client.get("/cities/turin-it?lang=en", headers={"User-Agent": AGENT})
    (line,) = lines()
    assert line["route"] == "/cities/<key>"
    assert line["path"] == "/cities/turin-it"
    assert line["status"] == 200
    assert line["ms"] > 0
    assert line["bytes"] == len(response.data)
    assert line["agent"] == "browser"
    assert line["lang"] == "en"
    assert line["time"].endswith("+00:00")


def test_a_query_is_told_by_digest_form_and_length(logged):
    client, lines, _ = logged
    query = "SELECT * { ?s ?p ?o } LIMIT 1"
    client.post("/sparql", data={"query": query})
    (line,) = lines()
    assert line["query"] == hashlib.sha256(query.encode()).hexdigest()[:16]
    assert line["form"] == "SELECT"
    assert line["length"] == len(query)


def test_nothing_that_tells_of_a_person_is_kept(logged):
    client, lines, file = logged
    client.set_cookie("lang", "cookie-" + "value")
    told = {"User-Agent": AGENT, "Referer": "https://elsewhere.example/" + "page", "Cookie": "a=b"}
    where = {"REMOTE_ADDR": "203.0.113.9"}
    for address in (f"/search?q={SECRET}", f"/{SECRET}", f"/cities/{SECRET}"):
        client.get(address, headers=told, environ_overrides=where)
    client.post("/sparql", data={"query": f'ASK {{ ?s ?p "{SECRET}" }}'}, environ_overrides=where)
    client.post("/sparql", data={"query": f'ASK {{ ?s ?p "{SECRET}" '}, environ_overrides=where)
    text = file.read_text(encoding="utf-8")
    assert len(lines()) == 5
    for never in (SECRET, "203.0.113.9", "Peculiar", "elsewhere.example", "cookie-", "ASK {"):
        assert never not in text


def test_a_file_that_was_moved_away_is_begun_anew(logged):
    client, lines, file = logged
    client.get("/robots.txt")
    file.rename(file.with_suffix(".1"))
    client.get("/robots.txt")
    assert len(lines()) == 1


@pytest.mark.parametrize(
    ("agent", "kind"),
    [("", "none"), (AGENT, "browser"), ("curl/8.1", "library"), ("Python-urllib/3", "library"),
     ("Mozilla/5.0 (compatible; Googlebot/2.1)", "crawler"), ("Unheard of", "other")],
)  # fmt: skip
def test_programs_are_told_by_kind(agent, kind):
    assert kind_of(agent) == kind


def test_without_the_setting_nothing_is_written(app, settings, translated, capfd):
    make(settings, translated).test_client().get("/robots.txt")
    assert "robots" not in capfd.readouterr().err


def test_standard_error_may_take_the_lines(app, settings, translated, capfd):
    make(replace(settings, log="stderr"), translated).test_client().get("/robots.txt")
    assert json.loads(capfd.readouterr().err.splitlines()[-1])["route"] == "/robots.txt"
