"""Borders of countries read from TopoJSON, in which neighbours share each line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputProblem
from web.pictures.projection import Point

Ring = tuple[int, ...]
"""Arcs in order; ~n stands for arc n backwards."""


@dataclass(frozen=True)
class Topology:
    """Lines (longitude, latitude) and the countries whose outlines they make."""

    arcs: tuple[tuple[Point, ...], ...]
    countries: Mapping[str, tuple[Ring, ...]]
    """Rings of a country by its ISO 3166-1 numeric code without leading zeros, else by name."""

    def shared(self) -> list[int]:
        """The arcs between two countries: land borders, no coasts."""
        used = Counter(
            arc
            for rings in self.countries.values()
            for arc in {a if a >= 0 else ~a for ring in rings for a in ring}
        )
        return [arc for arc, times in used.items() if times > 1]


def read_topology(file: Path) -> Topology:
    """The countries of a TopoJSON file of world-atlas.

    Raises InputProblem when it is no such file.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        arcs = tuple(_arc(arc, told["transform"]) for arc in told["arcs"])
        countries: dict[str, tuple[Ring, ...]] = {}
        for shape in told["objects"]["countries"]["geometries"]:
            code = str(shape.get("id", ""))
            name = code.lstrip("0") if code else shape["properties"]["name"]
            countries[name] = countries.get(name, ()) + tuple(_rings(shape))
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise InputProblem(
            f"{file.name} is no TopoJSON of countries: {reason!r}.",
            remedy="Run `make assets`, which places it anew.",
        ) from reason
    return Topology(arcs, countries)


def _arc(steps: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> tuple[Point, ...]:
    """Whole numbers, each counted from the one before, as degrees."""
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step in steps:
        x += step[0]
        y += step[1]
        points.append((x * kx + dx, y * ky + dy))
    return tuple(points)


def _rings(shape: Mapping[str, Any]) -> Iterator[Ring]:
    if shape["type"] == "Polygon":
        yield from (tuple(ring) for ring in shape["arcs"])
    elif shape["type"] == "MultiPolygon":
        yield from (tuple(ring) for polygon in shape["arcs"] for ring in polygon)
