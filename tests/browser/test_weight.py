"""The first view of a page is light: what goes over the line, compressed, without fonts."""

from __future__ import annotations

import pytest

from tests.browser.pages import PAGES

MOST = 200_000
"""Bytes a visitor's first page may take; fonts load by the letters in use."""


def weighed(page):
    """Bytes by address of all that the page asks for from now on, as they go over the line."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds, told = {}, {}
    line.on(
        "Network.responseReceived",
        lambda e: kinds.__setitem__(e["requestId"], (e["type"], e["response"]["url"])),
    )
    line.on(
        "Network.loadingFinished",
        lambda e: told.__setitem__(e["requestId"], e["encodedDataLength"]),
    )

    def without_fonts():
        return {url: told.get(id, 0) for id, (kind, url) in kinds.items() if kind != "Font"}

    return without_fonts


# Whoever opens the editor wants the editor, which alone is larger.
LIGHT = [name for name, address in PAGES.items() if not address.startswith("/sparql")]


# In Korean, whose letters take three bytes each.
@pytest.mark.parametrize("name", LIGHT)
def test_the_first_view_of_a_page_is_below_200_kb(visit, name):
    visitor = visit(lang="ko", width=360, height=740)
    page = visitor.context.new_page()
    without_fonts = weighed(page)
    page.goto(PAGES[name], wait_until="networkidle")
    sizes = without_fonts()
    assert any("style.css" in url for url in sizes) or name.startswith("embedded")
    assert sum(sizes.values()) < MOST, sorted(sizes.items(), key=lambda s: -s[1])[:5]
