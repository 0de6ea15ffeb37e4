"""Networks in view of the assertion: cities and bodies by a letter, links by two."""

from __future__ import annotations

from kg.analysis.links import Link

BASE = "https://w3id.org/city-diplomacy/id/"


def city(name: str) -> str:
    return f"{BASE}city/{name}"


def relation(name: str) -> str:
    return f"https://w3id.org/city-diplomacy/vocab/relation/{name}"


def tie(one: str, other: str, kind: str = "sister", start: str = "") -> Link:
    one, other = sorted((one, other))
    return Link(
        "ties", city(one), city(other), f"{BASE}partnership/{one}--{other}", relation(kind), start
    )


def part(who: str, body: str, through: str = "networks", sort: str = "network") -> Link:
    return Link(through, city(who), f"{BASE}{sort}/{body}", f"{BASE}membership/{body}--{who}")
