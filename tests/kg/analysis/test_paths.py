"""Ways between two cities: which come first, and which there are not."""

from __future__ import annotations

from kg.analysis.paths import LARGEST, ground
from tests.kg.analysis.linked import city, part, tie


def ways(links, one, other, count=3, without=()):
    found = ground(links).ways(city(one), city(other), count, [city(w) for w in without])
    return ["".join(c.rpartition("/")[2] for c in way.cities) for way in found]


def test_two_cities_with_a_tie_are_connected_directly():
    assert ways([tie("a", "b")], "a", "b") == ["ab"]


def test_the_way_over_a_hub_comes_after_the_way_over_a_small_city():
    links = [tie("a", "h"), tie("h", "b"), tie("a", "s"), tie("s", "b")]
    hub = [tie("h", f"x{n}") for n in range(30)]
    assert ways(links + hub, "a", "b", 2) == ["asb", "ahb"]


def test_a_sister_tie_comes_before_cooperation():
    links = [
        tie("a", "m"),
        tie("m", "b"),
        tie("a", "n", "cooperation"),
        tie("n", "b", "cooperation"),
    ]
    assert ways(links, "a", "b") == ["amb", "anb"]


def test_a_network_of_two_joins_more_closely_than_a_network_of_many():
    small = [part("a", "small"), part("b", "small")]
    large = [part(who, "large") for who in ("a", "b", *(f"x{n}" for n in range(60)))]
    on = ground(small + large)
    step = on.ways(city("a"), city("b"), 1)[0].steps[0]
    assert [s.members for s in step.shared] == [2, 62]
    assert on.ways(city("a"), city("b"), 1)[0].cost == 1.5


def test_a_body_of_too_many_cities_joins_nobody_and_is_named():
    links = [part(f"x{n}", "world") for n in range(LARGEST + 1)]
    on = ground(links)
    assert on.ways(city("x1"), city("x2")) == []
    assert [b.rpartition("/")[2] for b in on.left_out] == ["world"]


def test_no_way_over_a_city_that_is_left_out():
    links = [tie("a", "m"), tie("m", "b"), tie("a", "n"), tie("n", "b")]
    assert ways(links, "a", "b", without=["m"]) == ["anb"]


def test_cities_in_different_components_have_no_way():
    assert ways([tie("a", "b"), tie("c", "d")], "a", "c") == []
    assert ways([tie("a", "b")], "a", "unknown") == []
    assert ways([tie("a", "b")], "a", "a") == []


def test_the_cost_of_a_direct_tie_is_that_of_the_tie_alone():
    links = [tie("a", "b"), *(tie("a", f"x{n}") for n in range(9))]
    assert ground(links).ways(city("a"), city("b"), 1)[0].cost == 1.0
