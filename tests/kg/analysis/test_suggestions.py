"""Suggestions: reasons and what speaks against, each from its records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.analysis.network import Place
from kg.analysis.suggestions import WEIGHTS, Evidence, suggest
from tests.kg.analysis.linked import city, part, tie

HOME = "home"
PLACES = {
    city(name): Place(country, region, None, None)
    for name, country, region in (
        ("home", "kr", "east"), ("friend", "fr", "west"), ("paris", "fr", "west"),
        ("oslo", "no", "north"), ("tashkent", "uz", "central"),
    )
}  # fmt: skip


def found(links=(), themes=None, regions=(), asleep=(), weights=WEIGHTS, **filters):
    known = Evidence(list(links), PLACES, themes or {}, set(regions), set(asleep))
    return {c.city.rpartition("/")[2]: c for c in suggest(city(HOME), known, weights, **filters)}


def sorts(reasons):
    return {r.sort: len(r.things) for r in reasons}


def test_a_partner_is_no_candidate_but_a_city_with_a_letter_of_intent_is():
    links = [tie("home", "friend"), tie("home", "oslo", "letter-of-intent")]
    assert set(found(links)) == {"oslo"}
    assert sorts(found(links)["oslo"].reasons) == {"begun": 1}


def test_a_shared_network_is_a_reason_and_a_partner_of_a_partner_another():
    links = [part("home", "n"), part("oslo", "n"), tie("home", "friend"), tie("friend", "oslo")]
    assert sorts(found(links)["oslo"].reasons) == {"network": 1, "partner": 1}


def test_a_tie_in_the_same_country_and_its_sleep_speak_against():
    links = [tie("home", "friend"), part("home", "n"), part("paris", "n")]
    slept = {link.fact for link in links[:1]}
    against = sorts(found(links, asleep=slept)["paris"].against)
    assert against == {"country": 1, "asleep": 1, "unmet": 1}


def test_a_region_of_the_plan_makes_its_cities_candidates_even_without_contact():
    candidate = found(regions={"central"})["tashkent"]
    assert sorts(candidate.reasons) == {"plan": 1}
    assert sorts(candidate.against) == {"unmet": 1}


def test_points_are_the_weight_times_what_the_records_leave():
    links = [part("home", "n"), part("oslo", "n"), part("home", "m"), part("oslo", "m")]
    (reason,) = found(links)["oslo"].reasons
    assert reason.points == pytest.approx(WEIGHTS["network"] * 0.75)


def test_a_weight_of_nothing_takes_a_reason_out():
    links = [part("home", "n"), part("oslo", "n")]
    assert found(links, weights=WEIGHTS | {"network": 0.0}) == {}


def test_with_fields_only_cities_with_a_record_there_are_candidates():
    themes = {city("oslo"): {"climate": {"p1", "p2"}}, city("paris"): {"culture": {"p3"}}}
    links = [part(name, "n") for name in ("home", "oslo", "paris")]
    assert set(found(links, themes, fields=["climate", "ai"])) == {"oslo"}
    assert sorts(found(links, themes, fields=["climate"])["oslo"].reasons)["theme"] == 2


def test_with_regions_only_cities_there_are_candidates():
    links = [part(name, "n") for name in ("home", "oslo", "paris")]
    assert set(found(links, regions=set())) == {"oslo", "paris"}
    known = Evidence(links, PLACES, {}, set(), set())
    assert [c.city for c in suggest(city(HOME), known, WEIGHTS, regions=["north"])] == [
        city("oslo")
    ]


def test_the_same_records_give_the_same_order_every_time():
    links = [part(name, "n") for name in ("home", "oslo", "paris", "tashkent")]
    assert list(found(links)) == list(found(list(reversed(links))))


def test_a_reason_names_who_says_so_by_record():
    heard = [
        replace(part("home", "n"), sources=("roll-of-home",)),
        replace(part("oslo", "n"), sources=("roll-of-oslo",)),
    ]
    (reason,) = found(heard)["oslo"].reasons
    (network,) = reason.things
    assert set(reason.sources[network]) == {"roll-of-home", "roll-of-oslo"}
