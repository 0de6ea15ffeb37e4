"""Badges and timelines on other people's pages."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from web.pictures.standalone import _DARK, _LIGHT

TIE = "gwangju-kr--san-antonio-us"


@pytest.mark.parametrize("what", ["badge", "timeline"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_image_is_well_formed_small_and_without_script(get, what, language):
    response = get(f"/embed/{what}/{TIE}.svg?in={language}")

    assert response.mimetype == "image/svg+xml"
    assert len(response.data) < 12_000
    root = etree.fromstring(response.data)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert b"<script" not in response.data
    assert b"http://127" not in response.data
    assert ("샌안토니오" if language == "ko" else "San Antonio") in response.get_data(as_text=True)


def test_only_what_is_embedded_may_be_framed_by_others(get):
    framed = get(f"/embed/badge/{TIE}").headers
    page = get(f"/partnerships/{TIE}").headers

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert framed["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "Cross-Origin-Resource-Policy" not in page


def test_an_error_under_embed_may_not_be_framed(get):
    headers = get("/embed/badge/nobody--nowhere", status=404).headers

    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_an_embedded_picture_can_be_kept_and_leaves_no_cookie(get):
    response = get(f"/embed/badge/{TIE}.svg?in=ko")
    again = get(f"/embed/badge/{TIE}.svg?in=ko", status=304, If_None_Match=response.headers["ETag"])

    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in response.headers
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]


def test_the_address_names_the_language_whatever_the_browser_prefers(read):
    assert "San Antonio" in read(f"/embed/badge/{TIE}?in=en", "ko")
    assert '<html lang="en">' in read(f"/embed/badge/{TIE}?in=en", "ko")


def test_a_theme_is_light_dark_or_the_readers(read):
    assert "prefers-color-scheme" in read(f"/embed/badge/{TIE}.svg")
    assert "prefers-color-scheme" not in read(f"/embed/badge/{TIE}.svg?theme=dark")


@pytest.mark.parametrize("query", ["in=fr", "theme=pink"])
def test_an_unknown_language_or_theme_is_refused_with_a_remedy(get, query):
    assert "Use one of" in get(f"/embed/badge/{TIE}?{query}", status=400).get_data(as_text=True)


def test_nothing_else_can_be_embedded(get):
    get(f"/embed/secrets/{TIE}", status=404)


def test_a_tie_without_dates_still_has_a_badge(get):
    ties = get("/partnerships.json").get_json()
    keys = set(re.findall(r"/id/partnership/([a-z0-9-]+)", str(ties)))

    for key in sorted(keys)[:40]:
        for what in ("badge", "timeline"):
            etree.fromstring(get(f"/embed/{what}/{key}.svg").data)


def test_the_colours_are_those_of_the_style_sheet(repo):
    style = (repo / "web/static/style.css").read_text(encoding="utf-8")
    light, dark = style.split("@media screen and (prefers-color-scheme:dark)", 1)
    for part, told in ((light, _LIGHT), (dark, _DARK)):
        for name, value in re.findall(r"(--rel-(?:sister|friend|coop|project|forum)):(#\w+)", told):
            assert re.search(rf"{name}: [^;]*{value}\)", part), (name, value)
