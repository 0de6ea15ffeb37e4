"""The picture of a city's surroundings, and that it asks nobody else for anything."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect


def test_the_picture_is_drawn_from_this_host_only_and_stands_still(visit, site):
    visitor = visit()
    page = visitor.open("/network/gwangju-kr")
    page.wait_for_selector("#net[data-drawn=yes]", timeout=30_000)
    assert {urlsplit(url).netloc for url in visitor.asked} == {urlsplit(site).netloc}
    coloured = page.evaluate(
        """() => { const c = document.querySelector('#net-canvas canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"""
    )
    assert coloured > 1000


def test_a_city_is_found_in_the_picture_by_its_name(visit):
    page = visit().open("/network/gwangju-kr")
    page.wait_for_selector("#net[data-drawn=yes]", timeout=30_000)
    page.fill("#net-q", "turin")
    expect(page.locator("#net-said")).to_contain_text("Turin")
    page.fill("#net-q", "qwertz")
    expect(page.locator("#net-said")).to_contain_text("Nothing here is called so")


def test_the_picture_is_reached_by_keyboard(visit):
    page = visit().open("/network/turin-it")
    page.wait_for_selector("#net[data-drawn=yes]", timeout=30_000)
    page.focus("#net-q")
    reached = set()
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("() => document.activeElement.id || document.activeElement.dataset.zoom")
        )
    assert {"net-canvas", "1.3", "0"} <= reached


def test_without_scripts_the_table_is_there_and_the_picture_is_not(visit):
    page = visit(java_script_enabled=False).open("/network/turin-it")
    expect(page.locator("#table tbody tr")).not_to_have_count(0)
    expect(page.locator("#net")).to_be_hidden()
