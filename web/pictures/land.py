"""Land as SVG path data: thinned to what the eye sees, cut where the map is cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from web.pictures.projection import Point, View
from web.pictures.thinning import area, thinned
from web.pictures.topology import Ring, Topology, read_topology

GRAIN = 10
"""Path data counts in tenths of the view's unit: whole numbers are shorter."""
DETAIL = 0.9
"""A corner that spans less than this, in square units, is left out."""
SPECK = 2.2
"""An island smaller than this, in square units, is left out, unless it is all of a country."""
ANTARCTICA = "10"
"""Left out: the map ends north of it."""
_EDGE = 12.0
"""Land is drawn this far beyond the window, so that no line shows at its edge."""


@dataclass(frozen=True)
class Land:
    """Path data in tenths of the view's unit."""

    shapes: Mapping[str, str]
    """By ISO 3166-1 numeric code without leading zeros, else by name."""
    borders: str


@lru_cache(maxsize=8)
def read_land(file: Path, view: View) -> Land:
    """The countries of a TopoJSON file in a view, worked out once a process (under a second).

    Raises InputProblem when the file is no TopoJSON of countries.
    """
    topology = read_topology(file)
    arcs = [_thin(arc, view) for arc in topology.arcs]
    shapes = {}
    for country, rings in topology.countries.items():
        if country != ANTARCTICA and (path := _outline(rings, arcs, view)):
            shapes[country] = path
    return Land(shapes, _lines(topology, arcs, view))


def _thin(arc: Sequence[Point], view: View) -> list[Point]:
    """An arc with fewer points; longitudes counted from the centre and never jumping.

    Neighbours share arcs, so thinning arcs and not outlines opens no gap between them.
    """
    turned = _unwound([(view.turned(lon), lat) for lon, lat in arc])
    flat = [view.flat(*point) for point in turned]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    beyond = view.width + _EDGE
    if max(ys) < -_EDGE or min(ys) > view.height + _EDGE or min(xs) > beyond or max(xs) < -_EDGE:
        # Nobody sees it; its chord lies as far outside as it does.
        return [turned[0], turned[-1]] if turned[0] != turned[-1] else turned[:: len(turned) // 3]
    kept = thinned(flat, DETAIL)
    if len(kept) < 4 and len(flat) > 3 and arc[0] == arc[-1]:
        # An island that is all but a point stays one: it may be all of a country.
        kept = [0, len(flat) // 3, 2 * len(flat) // 3, len(flat) - 1]
    return [turned[i] for i in kept]


def _unwound(points: Sequence[Point]) -> list[Point]:
    """The same points, each the short way round from the one before."""
    done = [points[0]]
    for lon, lat in points[1:]:
        before = done[-1][0]
        done.append((before + (lon - before + 180) % 360 - 180, lat))
    return done


def _outline(rings: Iterable[Ring], arcs: Sequence[Sequence[Point]], view: View) -> str:
    drawn = [
        (abs(area(piece)), piece) for ring in rings for piece in _pieces(_joined(ring, arcs), view)
    ]
    if not drawn:
        return ""
    least = min(SPECK, max(size for size, _ in drawn))
    return "".join(_path(piece) + "z" for size, piece in drawn if size >= least)


def _joined(ring: Ring, arcs: Sequence[Sequence[Point]]) -> list[Point]:
    points: list[Point] = []
    for arc in ring:
        line = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points.extend(line[1:] if points else line)
    return _unwound(points)


def _pieces(ring: Sequence[Point], view: View) -> list[list[Point]]:
    """An outline in the plane, cut where the map is cut and at the window's edge."""
    pieces = []
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    for turn in (-360.0, 0.0, 360.0):
        if east + turn <= -180 or west + turn >= 180:
            continue
        piece = [(x + turn, y) for x, y in ring]
        if west + turn < -180 or east + turn > 180:
            piece = _cut(_cut(piece, 0, -180, 1), 0, 180, -1)
        flat = [view.flat(*point) for point in piece]
        for axis, limit, side in (
            (0, -_EDGE, 1),
            (0, view.width + _EDGE, -1),
            (1, -_EDGE, 1),
            (1, view.height + _EDGE, -1),
        ):
            flat = _cut(flat, axis, limit, side)
        if len(flat) > 2:
            pieces.append(flat)
    return pieces


def _cut(ring: Sequence[Point], axis: int, limit: float, side: int) -> list[Point]:
    """The part of a polygon on one side of a line (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for a, b in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        a_in, b_in = (a[axis] - limit) * side >= 0, (b[axis] - limit) * side >= 0
        if a_in != b_in:
            t = (limit - a[axis]) / (b[axis] - a[axis])
            kept.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        if b_in:
            kept.append(b)
    return kept


def _lines(topology: Topology, arcs: Sequence[Sequence[Point]], view: View) -> str:
    """Land borders, drawn over the land; what lies outside the window is left out."""
    paths = []
    for arc in topology.shared():
        run: list[Point] = []
        for lon, lat in [*arcs[arc], (float("nan"), 0.0)]:
            turned = (lon + 180) % 360 - 180
            point = view.flat(turned, lat)
            if view.holds(point, -_EDGE) and (
                not run or abs(point[0] - run[-1][0]) < view.width / 4
            ):
                run.append(point)
                continue
            if len(run) > 1:
                paths.append(_path(run))
            run = [point] if view.holds(point, -_EDGE) else []
    return "".join(paths)


def _path(points: Sequence[Point]) -> str:
    """Path data: where it begins, then steps, with no space before a minus."""
    x, y = round(points[0][0] * GRAIN), round(points[0][1] * GRAIN)
    steps = []
    for px, py in points[1:]:
        to = round(px * GRAIN), round(py * GRAIN)
        if to != (x, y):
            steps += [to[0] - x, to[1] - y]
            x, y = to
    start = f"M{round(points[0][0] * GRAIN)} {round(points[0][1] * GRAIN)}l"
    return start + " ".join(map(str, steps)).replace(" -", "-")
