"""The page of a country joins what its cities have."""

from __future__ import annotations

import re

import pytest


def test_everything_about_cambodia_stands_on_one_page(read, library):
    text = read("/countries/kh")
    with library.reading("en") as reading:
        (counted,) = reading.ask("country-figures", country="kh")
        projects = {row["project"].key for row in reading.ask("country-projects", country="kh")}

    section = text.partition('<section id="projects"')[2].partition("</section>")[0]
    assert set(re.findall(r'href="/projects/([^"]*)"', section)) == projects
    assert int(counted["projects"].text) == len(projects)
    for id in ("ties", "exchanges", "forums", "practices", "networks", "places"):
        assert f'<section id="{id}"' in text


def test_what_is_empty_is_explained(read):
    text = (
        read("/countries/kh", "ko").partition('<section id="forums"')[2].partition("</section>")[0]
    )
    assert "확보한 참가자 명단에" in text


@pytest.mark.parametrize("country", ["cn", "kr", "id", "us"])
def test_a_figure_is_what_the_question_counts(read, library, country):
    text = read(f"/countries/{country}")
    with library.reading("en") as reading:
        (counted,) = reading.ask("country-figures", country=country)

    told = re.findall(r'<a href="/questions/country-figures[^"]*"><b>([\d,]+)</b>', text)

    names = ("ties", "exchanges", "projects", "editions", "practices", "networks")
    assert [n.replace(",", "") for n in told] == [counted[name].text for name in names]


def test_a_partner_city_leads_to_its_briefing(read):
    assert 'href="/briefing/guangzhou-cn"' in read("/countries/cn")
