"""The other pages of the desk: what they count agrees with their questions and the data."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl
import pytest

PAGES = (
    "/desk", "/asleep", "/anniversaries", "/desk/stages", "/promises",
    "/oda", "/counting", "/gaps", "/council",
)  # fmt: skip
FIGURE = re.compile(r'<a href="(/questions/[^"]+)"[^>]*>\s*<b>([\d,]+)</b>')


def rows(program, address):
    path, _, query = unescape(address).partition("?")
    return program.get(f"{path}.json?{query}").get_json()["rows"]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_found_from_the_desk_and_answers_in_both_languages(read, page, lang):
    assert "<h1>" in read(page, lang)
    if page != "/desk":
        assert f'href="{page}' in read("/desk", lang)


def test_the_desk_stands_in_the_menu(read):
    assert '<a href="/desk">업무</a>' in read("/", "ko")


def test_every_figure_of_the_desk_leads_to_a_question_that_answers(read, program):
    figures = FIGURE.findall(read("/desk"))
    assert len(figures) > 12
    for address, _number in figures:
        assert rows(program, address)


@pytest.mark.parametrize(
    ("question", "column", "word"),
    [("partner-total", "partners", "sister and friendship cities"),
     ("project-total", "underway", "projects under way")],
)  # fmt: skip
def test_a_figure_is_the_number_its_question_gives(read, program, question, column, word):
    told = re.search(
        rf'href="(/questions/{question}[^"]*)"[^>]*><b>(\d+)</b> <span>{word}', read("/desk")
    )
    assert rows(program, told[1])[0][column]["text"] == told[2]


def test_24_partners_in_13_countries_stand_on_the_council_s_page(read, program):
    text = read("/council")
    assert "24 cities in 13 countries and territories" in text
    assert text.count('scope="rowgroup"') == 13
    book = openpyxl.load_workbook(io.BytesIO(program.get("/council.xlsx?lang=en").data))
    table = list(book.active.values)
    assert len(table) == 25
    assert ("United States", "San Antonio", "Sister city", "1982-02-04") in [r[:4] for r in table]


def test_a_promise_past_its_due_date_is_overdue_until_it_is_kept(sheet, on):
    on(2026, 11, 22)
    states = {row[2]: (row[0], row[1], row[5]) for row in sheet("/promises")}
    assert len(states) == 52
    for state, due, status in states.values():
        if state == "Overdue":
            assert due < "2026-11-22"
            assert status in ("Announced", "Under way", "Partly done")
        if status == "Done":
            assert state == "Kept"
        if state == "Open":
            assert not due or due.ljust(10, "9") >= "2026-11-22"


def test_a_promise_for_a_year_is_open_to_its_last_day(sheet, on):
    def plan():
        return next(r for r in sheet("/promises") if r[1] == "2027" and r[3] == "Gwangju")

    on(2027, 12, 31)
    assert plan()[0] == "Open"
    on(2028, 1, 1)
    assert plan()[0] == "Overdue"


def test_promises_are_filtered_by_side_and_status(sheet, read):
    ours = sheet("/promises", city="gwangju-kr")
    assert 0 < len(ours) < 52
    assert all("Gwangju" in (row[3], row[4]) for row in ours)
    done = sheet("/promises", city="gwangju-kr", status="done")
    assert {row[5] for row in done} == {"Done"}
    empty = read("/promises?city=atlantis&status=%3Cb%3E")
    assert "that does not mean that none was made" in empty
    assert "<b>&" not in empty


def test_the_counts_of_promises_are_those_of_their_question(program, read, on):
    on(2026, 11, 22)
    text = read("/promises?lang=en")
    counted = program.get("/questions/promises-by-state.json?today=2026-11-22").get_json()["rows"]
    for row in counted:
        listed = re.search(rf'<li class="{row["state"]["text"]}"><a[^>]*><b>(\d+)</b>', text)
        assert listed[1] == row["promises"]["text"]


def test_gifts_are_never_in_a_sum_of_oda(program):
    for row in program.get("/questions/amount-sums.json?lang=en").get_json()["rows"]:
        if row["kind"]["text"] == "Donation":
            assert row["eligibility"]["text"] == "Private, not ODA"


def test_two_sources_of_one_budget_are_two_rows_and_no_sum(program):
    told = program.get("/questions/budget-and-disbursement.json?lang=en").get_json()["rows"]
    kenya = [
        r["budget"]["text"] for r in told if "gw-oda-koica-hr-training-ke" in r["project"]["id"]
    ]
    assert sorted(kenya) == ["400000000", "400000000", "500000000"]


@pytest.mark.parametrize("by", ["country", "sector", "goal", "funder", "status"])
def test_the_parts_of_each_count_of_projects_make_its_total(program, by):
    told = program.get(f"/questions/projects-by-{by}.json").get_json()["rows"]
    for row in told:
        parts = sum(int(row[c]["text"]) for c in ("oda", "likely", "unclear", "private"))
        assert parts == int(row["projects"]["text"])
    total = program.get("/questions/project-total.json").get_json()["rows"][0]
    counted = sum(int(row["projects"]["text"]) for row in told)
    assert counted >= int(total["projects"]["text"])
    if by == "status":
        assert counted == int(total["projects"]["text"])


def test_a_project_under_way_without_amount_says_so(read):
    text = read("/oda")
    assert "no amount on record" in text
    assert "A dash is no record, not zero." in text


def test_each_rule_recounts_and_the_published_numbers_stand_beside(sheet, read):
    rows = sheet("/counting")
    forty = next(row for row in rows if row[2] == "40")
    assert forty[1] == "2023-06-28"
    assert forty[4].startswith("Sister, friendship and exchange-memorandum")
    assert int(forty[5]) + int(forty[6]) == 40
    assert all(row[7] for row in rows)
    text = read("/counting")
    for name in ("recount-in-force", "recount-as-announced", "recount-with-memoranda"):
        assert f'href="/questions/{name}?city=gwangju-kr"' in text


def test_taiwan_counts_apart_by_one_rule_and_not_by_another(program):
    def countries(name):
        told = program.get(f"/questions/{name}.json").get_json()["rows"][0]
        return int(told["partner_countries"]["text"])

    assert countries("recount-in-force") == countries("recount-as-announced") + 1 == 13


def test_every_rule_in_the_data_names_a_question_there_is(program):
    for row in program.get("/questions/counting-rules.json").get_json()["rows"]:
        assert row["question"], row["rule"]
        name = row["question"]["text"].rpartition("/")[2]
        assert len(program.get(f"/questions/{name}.json").get_json()["rows"]) == 1


def test_a_record_that_lacks_data_is_named_with_the_sheet_to_fill_in(read, sheet):
    text = read("/gaps")
    assert 'href="/sheets/stages.xlsx"' in text
    rows = sheet("/gaps")
    starts = [row[3] for row in rows if row[1] == "Stage" and row[2] == "Start"]
    assert any("Seberang Perai" in name for name in starts)
    assert not any("San Antonio" in name for name in starts)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_gaps_of_one_property_are_all_listed(read, sheet):
    rows = sheet("/gaps", kind="practices", property="cost")
    text = read("/gaps?kind=practices&property=cost")
    assert len(rows) > 6
    assert text.count('<li><a href="/practices/') == len(rows)


def test_gaps_of_a_kind_nobody_knows_are_refused(app):
    assert app.test_client().get("/gaps?kind=dragons").status_code == 404


def test_every_gap_says_why_it_matters(read):
    text = read("/gaps")
    assert re.findall(r'<p class="xs q"></p>', text) == []


def test_turin_went_through_two_stages_and_yancheng_rose(sheet, read):
    rows = sheet("/desk/stages")
    turin = [row[1:4] for row in rows if row[0] == "Turin"]
    assert turin == [["Friendship city", "2002", "2012"], ["Friendship city", "2024-04-15", ""]]
    yancheng = [row for row in rows if row[0] == "Yancheng"]
    assert yancheng[0][1] == "Letter of intent"
    assert yancheng[0][4] == "8 years 6 months"
    text = read("/desk/stages")
    several = text[text.index('id="several"') : text.index('id="one"')]
    assert "Yancheng" in several
    assert "San Antonio" not in several


def test_the_stages_of_the_totals_are_those_listed(program, sheet):
    totals = program.get("/questions/stages-by-relation.json").get_json()["rows"]
    assert sum(int(row["stages"]["text"]) for row in totals) == len(sheet("/desk/stages"))
    for row in totals:
        assert int(row["open"]["text"]) + int(row["ended"]["text"]) == int(row["stages"]["text"])


@pytest.mark.parametrize("by", ["country", "decade"])
def test_partners_counted_by_country_or_decade_are_24_in_all(program, by):
    told = program.get(f"/questions/partners-by-{by}.json").get_json()["rows"]
    assert sum(int(row["partners"]["text"]) for row in told) == 24


@pytest.mark.parametrize(
    "page", ["/asleep", "/anniversaries", "/desk/stages", "/promises", "/gaps"]
)
def test_an_ending_that_is_not_offered_is_not_found(app, page):
    assert app.test_client().get(f"{page}.pdf").status_code == 404


def test_a_source_that_gives_gift_and_payment_shows_both(program):
    told = program.get("/questions/budget-and-disbursement.json").get_json()["rows"]
    gift = next(r for r in told if "gw-tr-sy-2023-city-staff" in r["project"]["id"])
    assert gift["disbursement"]["text"] == gift["donation"]["text"] == "29010000"
    assert gift["budget"] is None


def test_the_gaps_of_the_plan_are_its_regions_without_a_new_tie(read, program):
    told = re.search(r'href="(/questions/plan-by-region[^"]*)"[^>]*><b>(\d+)</b>', read("/desk"))
    wanted = {
        row["region"]["id"]
        for row in program.get("/questions/plan-targets.json").get_json()["rows"]
        if row["region"]
    }
    fresh = {r["region"]["id"] for r in rows(program, told[1]) if r["fresh"]["text"] != "0"}
    assert int(told[2]) == len(wanted - fresh)
