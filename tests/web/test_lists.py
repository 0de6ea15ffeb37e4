"""Lists: filters, facets, order and pages, all in the address."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from kg.questions.listing import Selection


def names(text):
    """The names in the rows of a list."""
    return re.findall(r'<tr><th scope="row"><a href="[^"]*"[^>]*>(.*?)</a>', text)


def total(text):
    return int(re.search(r"<b>([\d,]+)</b> records?", text)[1].replace(",", ""))


def test_no_other_page_stands_at_the_address_of_a_list(app, library):
    addresses = app.url_map.bind("")
    for kind in library.model:
        for address in (f"/{kind.slug}", f"/{kind.slug}.csv", f"/{kind.slug}.json"):
            endpoint, _ = addresses.match(address)
            assert endpoint == f"lists.{kind.slug}", address


def test_a_filter_leaves_only_what_bears_the_value(library, read):
    kind = library.model.kind("partnership")
    text = read("/partnerships?currentRelation=sister")
    with library.reading("en") as reading:
        for thing in reading.selected(
            Selection(kind=kind, chosen={"currentRelation": ("sister",)})
        ):
            page = reading.page(kind, thing.rpartition("/")[2])
            assert page.fact("currentRelation").claims[0].value.id == "sister"
    assert total(text) == len(names(text)) == 8


def test_two_values_of_one_filter_are_alternatives_and_two_filters_both_hold(read):
    def count(query):
        return total(read(f"/partnerships?{query}"))

    sisters, friends = count("currentRelation=sister"), count("currentRelation=friendship")
    assert count("currentRelation=sister&currentRelation=friendship") == sisters + friends
    assert count("currentRelation=sister&partyCountry=cn") <= min(sisters, count("partyCountry=cn"))


def test_a_facet_counts_what_choosing_it_gives(read):
    text = read("/partnerships")
    offered = re.findall(
        r'name="currentRelation" value="([\w-]+)"[^>]*>.*?<i>(\d+)</i>', text, re.DOTALL
    )
    assert len(offered) > 2
    for relation, count in offered:
        assert total(read(f"/partnerships?currentRelation={relation}")) == int(count)


def test_a_chosen_filter_can_be_taken_away_by_one_link(read):
    text = read("/partnerships?currentRelation=sister&partyCountry=cn")
    assert 'value="sister" checked' in text
    assert 'href="/partnerships?currentRelation=sister"' in text


def test_words_in_the_name_are_found_in_either_language(read):
    for words in ("anton", "샌안", "ANTON"):
        found = names(read(f"/cities?q={words}"))
        assert "San Antonio" in found
        assert all("Antonio" in name for name in found)


def test_the_order_is_the_address_s_and_turns_with_a_second_click(read):
    since = re.compile(r'data-l="Since"[^>]*><span class="nw">(.*?)</span>')
    up, down = (since.findall(read(f"/partnerships?sort={s}since")) for s in ("", "-"))
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)
    assert len(up) == len(down) > 20


def test_pages_part_a_long_list_without_loss_or_repetition(library, read):
    with library.reading("en") as reading:
        wanted = len(reading.selected(Selection(kind=library.model.kind("exchange"))))
    links = []
    page = 0
    while len(links) < wanted and page < 30:
        page += 1
        links += re.findall(r'<th scope="row"><a href="([^"]*)"', read(f"/exchanges?page={page}"))
    assert len(links) == len(set(links)) == wanted > 50


def test_a_page_after_the_last_is_empty_and_says_so(read):
    assert names(read("/exchanges?page=999")) == []


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "²", "99999999999"])
def test_what_is_no_page_number_is_refused(read, page):
    assert "Pages are counted from 1." in read(f"/exchanges?page={page}", status=400)


@pytest.mark.parametrize(
    "query", ["colour=blue", "sort=colour", "sort=-", "currentRelation[]=sister"]
)
def test_an_unknown_filter_or_order_is_refused_with_those_there_are(read, query):
    text = read(f"/partnerships?{query}", status=400)
    assert "currentRelation" in text
    assert "This cannot be answered as asked" in text


def test_an_unknown_filter_is_refused_in_korean_too(read):
    assert "이 목록에는 colour 조건이 없습니다." in read("/partnerships?colour=1", "ko", status=400)


@pytest.mark.parametrize(
    "value",
    ["nowhere", "<script>alert(1)</script>", '" }} UNION {{ ?s ?p ?o', "%00", "../x", "한글"],
)
def test_a_filter_with_a_value_nobody_has_finds_nothing_and_breaks_nothing(read, value):
    for filter in ("partyCountry", "currentRelation", "decade", "since"):
        text = read(f"/partnerships?{filter}={quote(value)}")
        assert "Nothing fits these filters" in text
        assert "<script>alert" not in text


def test_campaign_marks_in_an_address_are_not_taken_for_filters(read):
    assert total(read("/partnerships?utm_source=mail")) == total(read("/partnerships"))


def test_decades_are_named_as_decades(read):
    assert "<span>2010s</span>" in read("/partnerships")
    assert "<span>2010년대</span>" in read("/partnerships", "ko")


def test_a_filter_that_only_repeats_the_list_comes_last(read):
    text = read("/partnerships")
    assert text.index('name="currentRelation"') < text.index('name="party"')


def test_no_exchange_on_record_is_not_said_to_be_an_unknown_day(read):
    row = read("/partnerships").partition("Seberang Perai</a>")[2].partition("</tr>")[0]
    assert "no record" in row.partition('data-l="Last exchange"')[2]
    assert "not known" in row.partition('data-l="Since"')[2].partition("</td>")[0]
