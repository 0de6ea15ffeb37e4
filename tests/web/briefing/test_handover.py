"""The hand-over of the desk."""

from __future__ import annotations

import re


def section(text, id):
    return text.partition(f'id="{id}"')[2].partition("</section>")[0]


def test_every_tie_of_the_home_city_has_a_row(read, library):
    with library.reading("en") as reading:
        ties = {row["tie"].key for row in reading.ask("briefing-ties", city="gwangju-kr")}

    listed = set(re.findall(r'href="/partnerships/([^"]*)"', section(read("/handover"), "ties")))

    assert ties
    assert listed == ties


def test_the_figure_behind_a_title_is_the_number_of_its_rows(read):
    text = read("/handover")

    for id in ("ties", "overdue", "promises", "anniversaries", "conflicts", "gaps"):
        part = section(text, id)
        told = int(re.search(r'class="fig"[^>]*>(\d+)', part)[1])
        assert part.partition("<tbody>")[2].count("<tr>") == told, id


def test_the_table_of_contents_leads_to_every_section(read):
    text = read("/handover", "ko")

    led = re.findall(
        r'<li><a href="#(\w+)">', text.partition('class="contents"')[2].split("</nav>")[0]
    )
    assert led == ["ties", "overdue", "promises", "anniversaries", "conflicts", "gaps"]
    assert all(f'id="{id}"' in text for id in led)


def test_the_pdf_has_several_pages_contents_and_the_ties(printed):
    told = printed("/handover.pdf", "ko")

    assert told.pages > 1
    for said in (
        "차례",
        "모든 교류 관계",
        "샌안토니오",
        "기한이 지난 약속",
        "자료가 빠진 유효한 관계",
    ):
        assert said in told.text, said


def test_both_languages_follow_each_other(printed):
    told = printed("/handover.pdf?both=1", "en")

    assert "업무 인수인계서" in told.text
    assert "Hand-over of the desk" in told.text
