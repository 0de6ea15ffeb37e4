"""Where a place of the globe stands on a flat map."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt

Point = tuple[float, float]


@dataclass(frozen=True)
class View:
    """A window on the globe in Natural Earth projection; lengths in units of its viewBox."""

    centre: float
    """Longitude on which the map is centred; the map is cut half a turn away from it."""
    scale: float
    """Radius of the globe."""
    origin: Point
    """Where the equator meets the centre."""
    width: float
    height: float

    def turned(self, longitude: float) -> float:
        """A longitude counted from the centre, from -180 up to 180."""
        return (longitude - self.centre + 180) % 360 - 180

    def flat(self, turned: float, latitude: float) -> Point:
        """The point of the plane for a longitude counted from the centre, and a latitude.

        Natural Earth I, as the polynomial of B. Šavrič, B. Jenny, T. Patterson, D. Petrovič and
        L. Hurni, "A Polynomial Equation for the Natural Earth Projection", Cartography and
        Geographic Information Science 38(4), 2011, 363-372. x is linear in the longitude, so
        longitudes beyond ±180 only continue the map sideways.
        """
        phi = radians(latitude)
        p2 = phi * phi
        p4 = p2 * p2
        x = radians(turned) * (
            0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))
        )
        y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
        return self.origin[0] + self.scale * x, self.origin[1] - self.scale * y

    def place(self, latitude: float, longitude: float) -> Point:
        """The point of the plane for a place."""
        return self.flat(self.turned(longitude), latitude)

    def holds(self, point: Point, margin: float = 0) -> bool:
        """Whether a point lies in the window, that far from its edge."""
        x, y = point
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin


WORLD = View(centre=150, scale=234.5, origin=(640, 332), width=1280, height=560)
"""The Pacific whole: cut at 30° west, where there is little but Greenland's ice."""
EAST_ASIA = View(centre=127, scale=748, origin=(248, 620), width=440, height=344)


def route(view: View, start: Point, end: Point, steps: int = 20) -> list[list[Point]]:
    """The shortest way over the globe between two (latitude, longitude), as lines on the map.

    Two lines where it crosses the cut. Where the shortest way leaves the window (over the
    pole), it is a plain bow within the window instead.
    """
    lines: list[list[Point]] = [[]]
    before = None
    for latitude, longitude in _great_circle(start, end, steps):
        turned = view.turned(longitude)
        if before is not None and abs(turned - before) > 180:
            lines.append([])
        before = turned
        lines[-1].append(view.flat(turned, latitude))
    if all(view.holds(point, 4) for line in lines for point in line):
        return [line for line in lines if len(line) > 1]
    return [bow(view.place(*start), view.place(*end), steps)]


def bow(start: Point, end: Point, steps: int = 12, bend: float = 0.14) -> list[Point]:
    """A slight bow between two points of the plane, bent upwards (or aside when steep)."""
    (ax, ay), (bx, by) = start, end
    length = hypot(bx - ax, by - ay) or 1
    side = -1 if bx >= ax else 1
    cx = (ax + bx) / 2 - side * (by - ay) / length * length * bend
    cy = (ay + by) / 2 + side * (bx - ax) / length * length * bend
    points = []
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        points.append(
            (u * u * ax + 2 * u * t * cx + t * t * bx, u * u * ay + 2 * u * t * cy + t * t * by)
        )
    return points


def _great_circle(start: Point, end: Point, steps: int) -> list[Point]:
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, p)) for p in (start, end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    angle = 2 * asin(sqrt(min(1.0, half)))
    if sin(angle) < 1e-9:
        return [start, end]
    points = []
    for step in range(steps + 1):
        a = sin((1 - step / steps) * angle) / sin(angle)
        b = sin(step / steps * angle) / sin(angle)
        x = a * cos(lat1) * cos(lon1) + b * cos(lat2) * cos(lon2)
        y = a * cos(lat1) * sin(lon1) + b * cos(lat2) * sin(lon2)
        z = a * sin(lat1) + b * sin(lat2)
        points.append((degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))))
    return points
