"""Atom feeds, parsed as a reader parses them."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = (
    "/feeds/exchanges.atom",
    "/feeds/practices.atom",
    "/feeds/revisions.atom",
    "/feeds/city/san-antonio-us.atom",
)


def feed(get, address, lang="en"):
    return etree.fromstring(get(address, lang).data)


def texts(node, path):
    return [found.text for found in node.findall(path, ATOM)]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_what_atom_asks_for(get, address, lang):
    root = feed(get, address, lang)

    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    for part in ("id", "title", "updated", "author", "rights"):
        assert len(root.findall(f"a:{part}", ATOM)) == 1
    assert [n.get("rel") for n in root.findall("a:link", ATOM)].count("self") == 1
    entries = root.findall("a:entry", ATOM)
    assert entries
    for entry in entries:
        for part in ("a:id", "a:title", "a:updated"):
            assert len(texts(entry, part)) == 1
            assert texts(entry, part)[0]
        assert datetime.fromisoformat(texts(entry, "a:updated")[0]).tzinfo
    ids = [texts(entry, "a:id")[0] for entry in entries]
    assert len(ids) == len(set(ids)) <= 50


def test_an_entry_is_named_by_the_thing_itself_in_either_language(get):
    korean, english = (
        {texts(e, "a:id")[0] for e in feed(get, FEEDS[0], lang).findall("a:entry", ATOM)}
        for lang in ("ko", "en")
    )

    assert korean == english
    assert all(id.startswith("https://w3id.org/city-diplomacy/id/exchange/") for id in korean)


def test_the_day_of_an_event_stands_in_the_text_and_the_change_of_its_record_in_updated(get):
    root = feed(get, FEEDS[3])
    entries = {texts(e, "a:title")[0]: e for e in root.findall("a:entry", ATOM)}
    found = entries["Gwangju gives San Antonio a traditional Korean pavilion at Denman Estate Park"]

    assert "2010" in texts(found, "a:summary")[0]
    assert not texts(found, "a:updated")[0].startswith("2010")


def test_an_unknown_city_has_no_feed(get):
    get("/feeds/city/atlantis-xx.atom", status=404)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("/exchanges", "/feeds/exchanges.atom"),
        ("/practices", "/feeds/practices.atom"),
        ("/data", "/feeds/revisions.atom"),
        ("/cities/turin-it", "/feeds/city/turin-it.atom"),
        ("/held/turin-it", "/feeds/city/turin-it.atom"),
    ],
)
def test_a_page_names_the_feed_that_belongs_to_it(read, page, address):
    head = read(page).partition("</head>")[0]

    assert f'type="application/atom+xml" href="{address}?lang=en"' in head


def test_every_page_names_the_licence_of_the_data(read):
    for page in ("/", "/questions", "/cities/turin-it", "/nothing-is-here"):
        status = 404 if page == "/nothing-is-here" else 200
        footer = read(page, status=status).partition("<footer")[2]
        assert 'rel="license external"' in footer
