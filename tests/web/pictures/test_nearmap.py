"""The map of one country's cities: near, every city a link, home only where it falls into it."""

from __future__ import annotations

import pytest

from tests.web.pictures.drawing import classed, parsed
from web.pictures.nearmap import HEIGHT, WIDTH, nearmap

HOME = "gwangju-kr"
GWANGJU = (35.15, 126.92)


@pytest.fixture
def rows(tie):
    return [
        tie("Kep", "kh", 10.48, 104.32, ""),
        tie("Battambang", "kh", 13.1, 103.2, "project"),
    ]


def test_every_city_is_a_link_inside_the_picture_and_has_its_name(rows, atlas):
    tree = parsed(nearmap(rows, HOME, GWANGJU, "Gwangju"))

    assert {e.get("href") for e in classed(tree, "pt")} == {
        f"/cities/{r['partner'].key}" for r in rows
    }
    names = [(e.text, float(e.get("x")), float(e.get("y"))) for e in classed(tree, "l")]
    assert {name for name, _x, _y in names} == {"Kep", "Battambang"}
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for _name, x, y in names)


def test_a_home_far_away_is_not_drawn_and_one_near_is(rows, tie, atlas):
    near = [tie("Busan", "kr", 35.18, 129.08), tie("Seoul", "kr", 37.57, 126.98)]

    assert not classed(parsed(nearmap(rows, HOME, GWANGJU, "Gwangju")), "home-pt")
    assert classed(parsed(nearmap(near, HOME, GWANGJU, "Gwangju")), "home-pt")


def test_without_cities_there_is_no_picture(atlas):
    assert nearmap([], HOME, GWANGJU, "Gwangju") == ""
