"""Every revision stays at its address, with files for good, a citation and what it changed."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, parse

from kg.archive import Archive, Edit
from kg.terms import ALT_LABEL, Names
from tests.web.conftest import PAGE

NAMES = Names()
TURIN, EDITORS = NAMES.thing("city", "turin-it"), NAMES.source("editors")
FILES = ["nq", "nq.gz", "trig", "trig.gz", "sha256", "diff", "bib", "csl.json", "txt"]


@pytest.fixture(scope="module")
def newest(settings):
    return Archive.open(settings.archive).newest_id()


def test_latest_leads_to_the_revision_served(program, newest):
    response = program.get("/data/latest")
    assert (response.status_code, response.headers["Location"]) == (302, f"/data/{newest}")
    assert program.get("/data/latest.nq.gz").headers["Location"] == f"/data/{newest}.nq.gz"


def test_eight_digits_lead_to_the_whole_id_and_seven_to_nothing(program, newest):
    assert program.get(f"/data/{newest[:8]}").headers["Location"] == f"/data/{newest}"
    assert program.get(f"/data/{newest[:8]}.bib").headers["Location"] == f"/data/{newest}.bib"
    response = program.get(f"/data/{newest[:7]}")
    assert response.status_code == 404
    assert "8 digits" in response.get_json()["remedy"]


@pytest.mark.parametrize("name", ["0" * 40, "zzzzzzzz", "HEAD", "deadbeef.nq.gz", "x/cite"])
def test_what_is_no_revision_is_not_found_and_says_where_they_are_listed(program, name):
    response = program.get(f"/data/{name}")
    assert response.status_code == 404
    assert "/data" in response.get_json()["remedy"]


def test_a_file_no_revision_has_is_refused_with_those_there_are(program, newest):
    response = program.get(f"/data/{newest}.exe")
    assert response.status_code == 404
    assert "nq.gz" in response.get_json()["remedy"]


@pytest.mark.parametrize("ending", FILES)
def test_a_file_of_a_revision_never_changes_and_may_be_kept_for_good(program, newest, ending):
    response = program.get(f"/data/{newest}.{ending}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert 'rel="license"' in response.headers["Link"]


def test_the_file_of_checksums_fits_the_files_sent(program, newest):
    for line in program.get(f"/data/{newest}.sha256").get_data(as_text=True).splitlines():
        checksum, name = line.split("  ")
        body = program.get(f"/data/{name}").data
        assert hashlib.sha256(body).hexdigest() == checksum, name


@pytest.mark.parametrize("ending", ["nq", "nq.gz"])
def test_a_dump_is_not_sent_again_to_who_has_it_and_in_parts_to_who_asks(program, newest, ending):
    address = f"/data/{newest}.{ending}"
    whole = program.get(address)
    tag = whole.headers["ETag"]
    assert program.get(address, headers={"If-None-Match": tag}).status_code == 304
    part = program.get(address, headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206
    assert part.data == whole.data[1000:2000]
    head = program.head(address)
    assert (head.headers["ETag"], head.content_length) == (tag, len(whole.data))


def test_the_dump_is_the_archive(program, settings, newest):
    lines = b"".join(Archive.open(settings.archive).lines(newest))
    assert program.get(f"/data/{newest}.nq").data == lines
    assert gzip.decompress(program.get(f"/data/{newest}.nq.gz").data) == lines
    trig = program.get(f"/data/{newest}.trig").data
    assert set(parse(trig, RdfFormat.TRIG)) == set(parse(lines, RdfFormat.N_QUADS))


def test_one_dataset_can_be_taken_alone(program, settings, newest):
    lines = b"".join(Archive.open(settings.archive).lines(newest, "places"))
    assert program.get(f"/data/{newest}/places.nq").data == lines
    assert program.get(f"/data/{newest}/nothing.nq").status_code == 404


def test_programs_that_want_quads_are_led_to_the_dump(program, newest):
    for accept, ending in (("application/n-quads", "nq"), ("application/trig", "trig")):
        response = program.get(f"/data/{newest}", headers={"Accept": accept})
        assert (response.status_code, response.headers["Location"]) == (
            303,
            f"/data/{newest}.{ending}",
        )
        assert "Accept" in response.vary


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_of_a_revision_says_who_when_from_what_and_how_to_cite(
    read, settings, newest, lang
):
    text = read(f"/data/{newest}", lang)
    made = Archive.open(settings.archive).revision(newest)
    for part in (newest, made.who, made.when.strftime("%Y-%m-%d"), made.inputs[0].sha256):
        assert part in text
    assert f"{newest}.nq.gz" in text
    assert f"https://w3id.org/city-diplomacy/data/{newest}" in text
    assert 'rel="license' in text


def test_the_page_links_to_its_files_and_its_true_address(get, newest):
    link = get(f"/data/{newest}").headers["Link"]
    assert f'</data/{newest}>; rel="canonical"' in link
    assert f'</data/{newest}.trig>; rel="alternate"; type="application/trig"' in link
    assert f'</data/{newest}/cite>; rel="cite-as"' in link


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (PAGE, "text/html"),
        ("text/plain", "text/plain"),
        ("application/x-bibtex", "application/x-bibtex"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_the_citation_comes_in_the_form_asked_for(program, newest, accept, media):
    response = program.get(f"/data/{newest}/cite", headers={"Accept": accept})
    assert response.mimetype == media
    assert "Accept" in response.vary
    assert newest in response.get_data(as_text=True)


def test_citation_files_are_dated_by_the_revision_not_by_today(program, settings, newest):
    made = Archive.open(settings.archive).revision(newest).when
    (item,) = json.loads(program.get(f"/data/{newest}.csl.json").data)
    assert item["issued"]["date-parts"] == [[made.year, made.month, made.day]]
    assert made.date().isoformat() in program.get(f"/data/{newest}.bib").get_data(as_text=True)


def test_the_list_of_revisions_has_pages_and_refuses_what_is_none(read, program, newest):
    row = f'href="/data/{newest}"><code>'
    assert row in read("/data")
    assert row not in read("/data?page=2")
    response = program.get("/data?page=x", headers={"Accept": "application/json, text/html;q=0.9"})
    assert response.status_code == 400


def test_a_new_revision_tells_its_change_and_the_old_one_stays(own):
    with own() as it:
        archive = Archive.open(it.settings.archive)
        old = archive.newest_id()
        before = it.client.get(f"/data/{old}.nq.gz").data
        name = Quad(TURIN, ALT_LABEL, Literal("Turin <b>of</b> a test"), EDITORS)
        change = {"places": Edit(added=[name])}
        new = archive.commit(change, parent=old, who="the <desk>", why="A & B").id
        page = it.client.get(f"/data/{new}", headers={"Accept": PAGE, "Accept-Language": "en"})
        text = page.get_data(as_text=True)
        assert "Turin &lt;b&gt;of&lt;/b&gt; a test" in text
        assert "the &lt;desk&gt;" in text
        assert f'rel="prev" href="/data/{old}"' in text
        patch = it.client.get(f"/data/{new}.diff").data.decode().splitlines()
        assert [x for x in patch if x[:2] in ("A ", "D ")] == [f"A {name} ."]
        assert it.client.get(f"/data/{old}.nq.gz").data == before
        after = it.client.get(f"/data/{old}", headers={"Accept": PAGE}).get_data(as_text=True)
        assert f'rel="next" href="/data/{new}"' in after
