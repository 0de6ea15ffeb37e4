"""The map of ties: every tie is there, can be reached and read, and nothing is unescaped."""

from __future__ import annotations

import logging
from itertools import combinations

import pytest

from tests.web.pictures.drawing import classed, parsed
from web.pictures import worldmap as module
from web.pictures.labels import Box, place, text_width
from web.pictures.spots import numeric, spots_of
from web.pictures.worldmap import worldmap

HOME = "gwangju-kr"


@pytest.fixture
def rows(tie):
    return [
        tie("Leipzig", "de", 51.34, 12.37, "friendship"),
        tie("Nuremberg", "de", 49.45, 11.08, "cooperation"),
        tie("Graz", "at", 47.07, 15.44, "cooperation"),
        tie("Turin", "it", 45.07, 7.69, "friendship"),
        tie("Sendai", "jp", 38.27, 140.87),
        tie("Tainan", "tw", 22.99, 120.21),
        tie("Guangzhou", "cn", 23.13, 113.26),
        tie("Quanzhou", "cn", 24.87, 118.67, "friendship"),
        tie("Jinan", "cn", 36.65, 117.12, "twin"),
        tie("San Antonio", "us", 29.42, -98.49, key="san-antonio-us"),
        tie("Rio", "br", -22.9, -43.2, "project"),
    ]


def titles(picture):
    return [e.findtext("title") for e in classed(parsed(picture), "pt")]


def test_every_tie_has_one_mark_with_a_title_that_links_to_the_city(rows, atlas):
    tree = parsed(worldmap(rows, HOME))

    marks = classed(tree, "pt")
    assert len(marks) == len(rows)
    assert {m.get("href") for m in marks} == {f"/cities/{r['partner'].key}" for r in rows}
    assert all(m.get("aria-label") == m.findtext("title") for m in marks)
    assert "San Antonio, US · sister" in titles(worldmap(rows, HOME))


def test_relations_are_told_by_shape_and_not_by_colour_alone(rows, atlas):
    tree = parsed(worldmap(rows, HOME))

    assert {e.tag for e in classed(tree, "g-sister")} == {"circle"}
    assert {e.tag for e in classed(tree, "g-friendship")} == {"path"}
    assert {e.get("r") for e in classed(tree, "g-cooperation")} == {"4.2"}
    assert not [e for e in tree.iter() if e.get("fill") or e.get("stroke")], "only classes colour"


def test_partners_of_east_asia_are_named_in_the_enlarged_part_and_dots_in_the_world(rows, atlas):
    world, inset = classed(parsed(worldmap(rows, HOME)), "map")

    assert {"Sendai", "Tainan"} <= {e.text for e in classed(inset, "l")}
    assert not {"Sendai", "Tainan"} & {e.text for e in classed(world, "l")}
    assert len(classed(world, "dot-sister")) == 3


def test_names_are_escaped(tie, atlas):
    picture = worldmap([tie('<script>alert("1")</script>', "us", 40, -100, key="x-us")], HOME)

    assert "<script>" not in picture
    assert any(name.startswith("<script>") for name in titles(picture)), "as text"


def test_several_ties_of_one_city_are_one_mark_with_the_strongest_look(tie, atlas):
    rows = [
        tie("Turin", "it", 45.07, 7.69, "sister", "ended"),
        tie("Turin", "it", 45.07, 7.69, "cooperation"),
        tie("Turin", "it", 45.07, 7.69, "friendship"),
    ]
    (spot,) = spots_of(rows)

    assert (spot.look, spot.ended) == ("friendship", False)
    assert spot.title == "Turin, IT · friendship · cooperation · sister (ended)"


def test_an_ended_tie_is_drawn_as_ended(tie, atlas):
    tree = parsed(worldmap([tie("Turin", "it", 45.07, 7.69, "friendship", "ended")], HOME))

    assert classed(tree, "a-ended")
    assert classed(tree, "g-ended")


def test_countries_of_partners_and_the_home_country_are_set_apart(rows, atlas):
    tree = parsed(worldmap(rows, HOME))

    assert all(e.get("d") for e in classed(tree, "land-p"))
    assert all(e.get("d") for e in classed(tree, "land-k"))


def test_without_ties_there_is_still_a_map_with_home(atlas):
    tree = parsed(worldmap([], HOME))

    assert [e.text for e in classed(tree, "l-home")] == ["Gwangju"]
    assert not classed(tree, "pt")


def test_another_home_stands_where_it_is_and_bears_its_name(atlas):
    tree = parsed(worldmap([], "busan-kr", at=(35.18, 129.08), name="Busan"))

    assert [e.text for e in classed(tree, "l-home")] == ["Busan"]


def test_the_enlarged_part_moves_where_it_hides_no_partner(tie, atlas):
    def left(rows):
        return classed(parsed(worldmap(rows, HOME)), "insetbox")[0].get("style")

    usual = left([])
    assert left([tie("Auckland", "nz", -36.85, 174.76)]) != usual


def test_without_borders_there_is_no_map_and_it_is_said_once(rows, tmp_path, caplog):
    missing = tmp_path / "countries-50m.json"
    with caplog.at_level(logging.WARNING):
        assert worldmap(rows, HOME, atlas=missing) == ""
        assert worldmap(rows, HOME, atlas=missing) == ""

    assert [r.getMessage().count("make assets") for r in caplog.records] == [1]


def test_two_letter_codes_lead_to_the_numbers_of_the_borders():
    assert [numeric(c) for c in ("kr", "TW", "at", "zz", "")] == ["410", "158", "40", "", ""]


@pytest.fixture
def placed(monkeypatch):
    """The labels of every picture drawn, with their marks."""
    calls = []

    def watched(marks, size, bounds, taken=(), lines=()):
        labels = place(marks, size, bounds, taken, lines)
        calls.append((marks, labels))
        return labels

    monkeypatch.setattr(module, "place", watched)
    return calls


def test_no_name_lies_over_another_or_over_a_mark(rows, atlas, placed):
    worldmap(rows, HOME)

    assert len(placed) == 2
    for marks, labels in placed:
        boxes = [label.box for label in labels if label]
        dots = [Box(x - r, y - r, x + r, y + r) for (x, y), r, _ in marks]
        assert len(boxes) > len(marks) / 2
        assert not any(a.meets(b) for a, b in combinations(boxes, 2))
        assert not any(box.meets(dot) for box in boxes for dot in dots)


def test_a_crowd_loses_names_but_no_marks(tie, atlas, placed):
    crowd = [
        tie(f"Quite a long name {n}", "de", 50 + n / 10, 10, key=f"c{n}-de") for n in range(30)
    ]

    assert len(titles(worldmap(crowd, HOME))) == 30
    labels = placed[0][1]
    assert None in labels
    assert any(labels)


def test_hangul_is_counted_wider_than_latin_letters():
    assert text_width("광주", 10) > text_width("ab", 10)
    assert text_width("é", 10) == text_width("e", 10)
