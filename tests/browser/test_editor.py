"""The SPARQL page's editor in Chromium, under the page's own policy."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import expect

from tests.browser.axe import checking, faults

READY = "html[data-editor=ready]"
LINES = "#answer table tbody tr"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def editor(regular):
    """The page with its editor, in a new tab: `editor("/sparql#query=…", lang="ko")`."""
    visitors = []

    def come(address="/sparql", **more):
        visitors.append(regular(**more))
        page = visitors[-1].open(address)
        page.wait_for_selector(READY)
        return page

    yield come
    for visitor in visitors:
        visitor.leave()


def code(page):
    return page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def write(page, query):
    page.evaluate("q => document.querySelector('.CodeMirror').CodeMirror.setValue(q)", query)


def asked(page, query):
    """The page once it shows what the query brought."""
    write(page, query)
    page.get_by_role("button", name="Run").click()
    page.locator("#answer .bar-x, #answer .note").first.wait_for()
    return page


def typed(page, text):
    """Types into the empty editor, until words are offered."""
    write(page, "")
    page.locator(".CodeMirror").click()
    page.keyboard.type(text)
    page.locator(".CodeMirror-hint").first.wait_for()


def program(page, name):
    """What the button beside a program copies."""
    box = page.locator("#programs details").filter(has=page.get_by_text(name, exact=True))
    box.locator("summary").click()
    return box.locator("pre").inner_text()


def test_the_editor_starts_and_asks_without_a_complaint_and_without_another_host(visit, site):
    visitor = visit()
    complaints = []
    visitor.context.on("console", lambda message: complaints.append(message.text))
    visitor.context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = visitor.open("/sparql")
    page.wait_for_selector(READY)
    page.get_by_role("button", name="Run").click()
    page.locator(LINES).first.wait_for()
    expect(page.locator("form textarea.code")).to_have_count(0)
    assert complaints == []
    assert [url for url in visitor.asked if not url.startswith(site)] == []


def test_rows_name_things_and_concepts_and_lead_to_their_pages(editor):
    page = editor(lang="ko")
    page.get_by_role("button", name="실행").click()
    first = page.locator(LINES).filter(has_text="gwangju-kr--turin-it")
    thing = first.get_by_role("link", name="광주–토리노", exact=True)
    expect(thing).to_have_attribute("href", "/partnerships/gwangju-kr--turin-it")
    expect(first.locator('a[href="/vocab/relation/friendship"]')).to_have_text("우호")


def test_an_example_fills_the_editor_and_is_asked(editor):
    page = editor(lang="ko")
    page.locator("[data-example=partners]").click()
    page.locator(LINES).first.wait_for()
    assert code(page).startswith("# 한 도시의 교류 도시\n")
    expect(page.locator("[data-example=partners]")).to_have_attribute("aria-current", "true")
    write(page, "ASK {}")
    expect(page.locator("[aria-current=true][data-example]")).to_have_count(0)


def test_the_address_of_a_query_opens_it_and_does_not_ask(editor):
    page = editor("/sparql#query=" + quote("ASK { ?s ?p 1 }"))
    assert code(page) == "ASK { ?s ?p 1 }"
    expect(page.locator("#answer")).to_have_text("")


def test_the_address_after_asking_opens_query_view_and_answer_again(editor, visit):
    page = asked(editor(), "SELECT (42 AS ?answer) {}")
    page.get_by_role("button", name="As received").click()
    page.locator("#answer pre").wait_for()
    again = visit().open(page.url)
    again.wait_for_selector(READY)
    expect(again.locator("#answer pre")).to_contain_text('"42"')
    assert code(again) == "SELECT (42 AS ?answer) {}"


def test_a_query_opened_by_its_address_is_asked_by_the_page_alone(visit):
    visitor = visit()
    page = visitor.open("/sparql?query=" + quote("SELECT (42 AS ?answer) {}"))
    page.get_by_role("button", name="As received").wait_for()
    page.get_by_role("columnheader", name="answer").get_by_role("button").click()
    expect(page.locator(LINES)).to_have_text("42")
    assert [url for url in visitor.asked if "query=" in url] == [page.url]


def test_an_answer_too_large_to_be_handed_over_stays_as_the_page_shows_it(visit):
    visitor = visit()
    page = visitor.open("/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 4000"))
    page.wait_for_selector(READY)
    expect(page.locator(LINES)).to_have_count(500)
    expect(page.locator("#answer")).to_contain_text("The first 500 rows")
    assert [url for url in visitor.asked if "query=" in url] == [page.url]


@pytest.mark.parametrize("padding", ["", " # " + "광주 " * 3000])
def test_run_and_downloads_stay_with_the_graph_the_page_was_opened_on(editor, padding):
    nothing = "urn:x:no-such-graph"
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }" + padding
    page = asked(editor("/sparql?default-graph-uri=" + nothing), query)
    expect(page.locator(LINES).first).to_have_text("0")
    held = page.locator("#answer [name=default-graph-uri]" if padding else "#answer a[download]")
    addresses = held.evaluate_all("found => found.map(f => f.value || f.href)")
    assert len(addresses) > 2
    assert all(nothing in unquote(address) for address in addresses)
    page.reload()
    expect(page.locator(LINES).first).to_have_text("0")
    expect(page.locator("#scope")).to_contain_text(nothing)


def test_back_brings_the_query_before_with_its_answer(editor):
    page = asked(editor(), "SELECT (1 AS ?first) {}")
    asked(page, "SELECT (2 AS ?second) {}")
    page.get_by_role("columnheader", name="second").wait_for()
    page.go_back()
    page.get_by_role("columnheader", name="first").wait_for()
    assert code(page) == "SELECT (1 AS ?first) {}"


def test_a_query_too_long_for_an_address_is_asked_and_comes_back(editor):
    long = "SELECT (1 AS ?one) {} # " + "광주 " * 3000
    page = asked(editor(), long)
    page.locator(LINES).first.wait_for()
    expect(page).to_have_url(re.compile("#query="))
    page.reload()
    page.locator(LINES).first.wait_for()
    assert code(page) == long


@pytest.mark.parametrize(
    ("start", "offered", "taken"),
    [
        ("SELECT * {\n?x a cd:Partn", "cd:Partnership", "?x a cd:Partnership"),
        ("SELECT * {\n?x a ", "cd:City", "?x a cd:"),
        ("SELECT * {\n?x cd:sinc", "cd:since", "?x cd:since"),
        ("SELECT * {\n?x a 우수사", "cd:Practice", "?x a cd:Practice"),
        ("SELECT * {\n?x 마지막", "cd:lastExchange", "?x cd:lastExchange"),
        ("SELECT * {\n?x cd:currentRelation sist", "relation:sister", "relation:sister"),
        ("PREFIX relat", "relation: <", "PREFIX relation: <https://w3id.org/city-diplomacy/vocab/"),
    ],
)
def test_words_of_the_model_are_completed_and_bring_their_prefix(editor, start, offered, taken):
    page = editor(lang="ko")
    typed(page, start)
    page.locator(".CodeMirror-hint").filter(has_text=offered).first.click()
    page.locator(".CodeMirror-hints").wait_for(state="detached")
    assert taken in code(page)
    for prefix in ("cd", "relation"):
        if f" {prefix}:" in code(page):
            assert f"PREFIX {prefix}: <https://w3id.org/city-diplomacy/" in code(page)


def test_escape_then_tab_leaves_the_editor_which_tab_alone_does_not(editor):
    page = editor()
    inside = "document.querySelector('.CodeMirror').contains(document.activeElement)"
    page.locator(".CodeMirror").click()
    page.keyboard.press("Tab")
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.type") == "submit"


def test_control_and_enter_asks(editor):
    page = editor()
    write(page, "SELECT (7 AS ?seven) {}")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+Enter")
    page.get_by_role("columnheader", name="seven").wait_for()


def test_a_fault_is_told_with_its_place_which_a_button_leads_to(editor):
    page = asked(editor(), "SELECT * {\n  ?s ?p ?o\n  FILTER (1 = )\n}")
    told = page.locator("#answer [role=alert]")
    place = told.get_by_role("button")
    line = int(place.inner_text().removeprefix("Line ").partition(",")[0])
    assert line in (3, 4)
    expect(page.locator(".sq-bad")).to_have_count(1)
    place.click()
    cursor = "document.querySelector('.CodeMirror').CodeMirror.getCursor().line"
    assert page.evaluate(cursor) == line - 1


def test_a_running_query_is_cancelled(editor):
    page = editor()
    write(page, ENDLESS)
    with page.expect_request("**/sparql?*") as asked_for:
        page.get_by_role("button", name="Run").click()
    with page.expect_response("**/sparql/cancel") as told:
        page.get_by_role("button", name="Cancel").click()
    # The server hears of it by the number that the query was sent with.
    number = asked_for.value.headers["x-query-call"]
    assert told.value.request.post_data == f"call={number}"
    assert told.value.status == 204
    page.get_by_text("The query was cancelled.").first.wait_for()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(page.get_by_role("button", name="Run")).to_be_enabled()


def test_rows_are_sorted_filtered_and_drawn_in_portions(editor):
    query = "SELECT ?n { VALUES ?n { " + " ".join(map(str, range(150))) + " } }"
    page = asked(editor(), query)
    expect(page.locator(LINES)).to_have_count(100)
    page.get_by_role("button", name="Show 50 more rows").click()
    expect(page.locator(LINES)).to_have_count(150)
    page.get_by_role("button", name="n", exact=True).click()
    page.get_by_role("button", name="n", exact=True).click()
    expect(page.locator("#answer th")).to_have_attribute("aria-sort", "descending")
    expect(page.locator(LINES).first).to_have_text("149")
    page.get_by_label("Filter rows").fill("14")
    expect(page.locator(LINES)).to_have_count(12)


def test_literals_are_shown_as_they_were_given_and_addresses_of_scripts_are_no_links(editor):
    page = asked(editor(), 'SELECT ("{{b}}<b>" AS ?a) (<javascript:alert(1)> AS ?b) {}')
    expect(page.locator(LINES + " td")).to_have_text(["{{b}}<b>", "javascript:alert(1)"])
    expect(page.locator(LINES + " a")).to_have_count(0)


def test_graphs_and_truths_are_answered_too(editor):
    page = asked(editor(), "CONSTRUCT { ?c a ?t } WHERE { ?c a ?t } LIMIT 3")
    page.get_by_role("columnheader", name="predicate").wait_for()
    expect(page.locator(LINES)).to_have_count(3)
    expect(page.locator("#answer .export a").first).to_have_text("Turtle")
    asked(page, "ASK { ?s ?p ?o }")
    page.get_by_text("Yes", exact=True).wait_for()


def test_programs_follow_the_query_and_the_python_one_runs(editor, site):
    page = asked(editor(), 'SELECT ("\\\\ \\"광주\\" \'it\'" AS ?name) {}')
    written = program(page, "Python (SPARQLWrapper)")
    assert f'SPARQLWrapper("{site}/sparql")' in written
    done = subprocess.run(
        [sys.executable, "-c", written], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == repr({"name": "\\ \"광주\" 'it'"}), done.stderr


def test_the_curl_program_and_the_script_run(editor):
    page = asked(editor(), 'SELECT ("it\'s $(date) `x` ${y}" AS ?name) {}')
    done = subprocess.run(
        ["bash", "-c", program(page, "curl")], capture_output=True, timeout=60, check=False
    )
    assert done.stdout.decode().split("\r\n")[1] == "it's $(date) `x` ${y}"
    script = program(page, "JavaScript").replace("console.table", "return JSON.stringify")
    found = page.evaluate("async () => {" + script + "}")
    assert json.loads(found) == [{"name": "it's $(date) `x` ${y}"}]


def test_the_python_program_of_a_graph_and_of_a_truth_run(editor):
    page = editor()
    for query, answer in (
        ("CONSTRUCT { <http://a/> <http://b/> 1 } WHERE {}", "<http://a/> <http://b/> 1 ."),
        ("ASK {}", "True"),
    ):
        asked(page, query)
        written = program(page, "Python (SPARQLWrapper)")
        done = subprocess.run(
            [sys.executable, "-c", written], capture_output=True, text=True, timeout=60, check=False
        )
        assert answer in done.stdout, done.stderr
        page.locator("#programs details[open] summary").click()


def test_a_query_being_written_outlives_a_look_at_another_page(editor):
    page = editor()
    write(page, "ASK { ?mine ?p ?o }")
    page.goto("/about")
    page.goto("/sparql")
    page.wait_for_selector(READY)
    assert code(page) == "ASK { ?mine ?p ?o }"


def test_the_query_the_page_opens_with_is_in_the_language_gone_to(editor):
    page = editor(lang="ko")
    assert 'LANG(?name) = "ko"' in code(page)
    page.get_by_role("link", name="English").click()
    page.wait_for_selector("html[lang=en][data-editor=ready]")
    assert 'LANG(?name) = "en"' in code(page)


def test_the_other_language_keeps_the_query_that_was_asked(editor):
    page = asked(editor(), "SELECT (5 AS ?five) {}")
    page.get_by_role("link", name="한국어").click()
    page.wait_for_selector("html[lang=ko][data-editor=ready]")
    assert code(page) == "SELECT (5 AS ?five) {}"
    expect(page.get_by_role("button", name="질의 주소 복사")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_stands_out_over_the_page(editor, width):
    page = asked(editor(width=width), "SELECT * { ?s ?p ?o } LIMIT 20")
    page.locator(LINES).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_plain_form_answers_and_examples_are_links(visit):
    page = visit(java_script_enabled=False).open("/sparql")
    expect(page.locator("textarea#query")).to_be_visible()
    page.locator("[data-example=partners]").click()
    expect(page.locator(LINES).nth(5)).to_be_visible()
    expect(page.locator("textarea#query")).to_have_value(re.compile("city/gwangju-kr"))
    endpoint = page.url.partition("?")[0]
    # In a part that is folded up, whose text is there all the same.
    expect(page.locator("#programs")).to_contain_text(f'SPARQLWrapper("{endpoint}")')


@pytest.mark.parametrize(
    ("lang", "width", "scheme"), [("ko", 360, "dark"), ("en", 1440, "light"), ("ko", 1440, "dark")]
)
def test_axe_finds_no_fault_in_editor_and_answer(editor, lang, width, scheme):
    page = editor(lang=lang, width=width, color_scheme=scheme, **checking())
    page.locator("form button[type=submit]").click()
    page.locator(LINES + " a").first.wait_for()
    assert not (told := faults(page)), "\n".join(told)
