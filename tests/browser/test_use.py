"""Using the site: with the keyboard, without scripts, in the other language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  return {text: e.textContent.trim(), name: e.name || '', tag: e.tagName,
    ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none'
      || getComputedStyle(e.parentElement).outlineStyle !== 'none'
      || getComputedStyle(e.parentElement).boxShadow !== 'none',
    seen: e.getBoundingClientRect().bottom > 0 && e.getBoundingClientRect().width > 0}
}"""


def test_tab_reaches_the_skip_link_first_then_the_menu_then_the_search(visit):
    page = visit().open("/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    assert first["text"] == "Skip to the content"
    assert first["seen"]
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUS)
        reached.append(now["name"] or now["text"])
        assert now["ring"], f"the focus on {now} cannot be seen"
        if now["name"] == "q":
            break
    assert reached.index("Ties") < reached.index("Questions") < reached.index("q")


def test_the_skip_link_leads_to_the_content(visit):
    page = visit().open("/cities")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_searching_with_the_keyboard_alone(visit):
    page = visit().open("/")
    page.locator("input[name=q]").first.focus()
    page.keyboard.type("Samarkand")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=Samarkand"))
    expect(page.locator('.hits a[href="/cities/samarkand-uz"]')).to_be_visible()


@pytest.fixture
def plain(visit):
    """A visitor whose browser runs no scripts."""
    return visit(java_script_enabled=False)


def test_without_scripts_search_finds(plain):
    page = plain.open("/")
    page.locator("input[name=q]").first.fill("Turin")
    page.get_by_role("button", name="Search").first.click()
    expect(page.locator('.hits a[href="/cities/turin-it"]')).to_be_visible()


def test_without_scripts_a_list_is_filtered_and_the_filter_taken_away(plain):
    page = plain.open("/partnerships")
    page.locator("input[name=currentRelation][value=sister]").check()
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("currentRelation=sister"))
    expect(page.locator("tbody tr")).to_have_count(8)
    page.locator(".chip.on").first.click()
    expect(page).not_to_have_url(re.compile("currentRelation"))
    expect(page.locator("tbody tr").nth(8)).to_be_visible()


def test_without_scripts_a_query_is_asked(plain):
    page = plain.open("/sparql")
    page.get_by_label("Query").fill("SELECT (42 AS ?answer) {}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("cell", name="42")).to_be_visible()


def test_on_a_phone_the_filters_unfold_and_the_results_stand_near_the_top(visit):
    page = visit(width=360, height=740).open("/partnerships")
    assert page.locator("tbody tr").first.bounding_box()["y"] < 900
    field = page.locator("input[name=currentRelation][value=sister]")
    expect(field).to_be_hidden()
    page.locator("details.facets > summary").click()
    expect(field).to_be_visible()


def test_beside_the_list_the_filters_stand_open(visit):
    page = visit().open("/partnerships")
    expect(page.locator("input[name=currentRelation][value=sister]")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_other_language_keeps_page_and_filters_and_is_remembered(visit, javascript):
    page = visit(java_script_enabled=javascript).open("/partnerships?currentRelation=sister")
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page).to_have_url(re.compile("currentRelation=sister"))
    expect(page.locator("tbody tr")).to_have_count(8)
    page.goto("/cities")
    expect(page.locator("html")).to_have_attribute("lang", "ko")


def test_a_source_mark_leads_to_its_source(visit):
    page = visit().open("/cities/san-antonio-us")
    page.locator("sup.s a").first.click()
    expect(page.locator("#s1:target")).to_be_visible()
