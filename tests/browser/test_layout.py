"""Pages fit: on a phone, enlarged, printed; and ask nobody else for anything."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES, settled

WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest('.scroll, pre, svg, [class*=scroll]') && e.getClientRects().length
    && getComputedStyle(e).position !== 'absolute')
  .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_scrolled_sideways_on_a_phone_and_nobody_else_is_asked(
    regular, site, name, lang
):
    visitor = regular(lang=lang, width=360, height=740)
    page = visitor.look(PAGES[name])
    settled(page, name)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360, page.evaluate(WIDE)
    assert page.evaluate("document.fonts.status") in ("loaded", "loading")
    host = urlsplit(site).netloc
    strangers = [u for u in visitor.asked if urlsplit(u).netloc != host and u[:5] != "data:"]
    assert strangers == []


@pytest.mark.parametrize("name", ["home", "list", "city", "conflicts", "question"])
def test_at_200_percent_nothing_is_lost(visit, name):
    """A window of 1440 pixels enlarged to 200 % shows 720 of them."""
    page = visit(width=720).open(PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 720, page.evaluate(WIDE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for address in ("/questions", "/data", "/sparql", "/cities"):
        assert page.locator(f'a[href="{address}"]:visible').count(), f"no way leads to {address}"


@pytest.mark.parametrize("name", ["list", "city"])
def test_on_paper_there_is_no_navigation_but_every_source(visit, name):
    page = visit().open(PAGES[name])
    page.emulate_media(media="print")
    expect(page.locator("nav.nav")).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    if name == "city":
        expect(page.locator("#sources")).to_be_visible()
        expect(page.locator("#missing")).to_be_visible()


def test_every_style_font_and_icon_a_page_names_is_there(visit):
    visitor = visit()
    failed = []
    visitor.context.on("response", lambda r: failed.append(r.url) if r.status >= 400 else None)
    visitor.open("/")
    visitor.open("/static/icon.svg")
    assert failed == []


def test_a_page_runs_no_script_it_was_not_given(visit):
    visitor = visit()
    complaints = []
    visitor.context.on("console", lambda message: complaints.append(message.text))
    for name in ("home", "list", "city", "search", "sparql"):
        visitor.open(PAGES[name]).close()
    assert complaints == []
