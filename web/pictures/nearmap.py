"""The map of cities of one country: as near as they allow, with the lands around."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask_babel import gettext as _
from markupsafe import Markup

from web.pictures.labels import Box, place
from web.pictures.land import read_land
from web.pictures.projection import WORLD, Point, View
from web.pictures.spots import Row, numeric, spots_of
from web.pictures.svg import element, short
from web.pictures.worldmap import ATLAS, home_mark, land, mark, placed

WIDTH, HEIGHT = 480.0, 340.0
"""Small, so that its letters can still be read on a phone."""
NEAREST = 6.0
"""The land is that of the world map, whose corners show when it is enlarged further."""
_MARGIN = 60.0
"""Room round the outermost marks, for their names."""
_LETTERS = 17.0
"""Height of letters on a phone, as style.css has it; elsewhere they are smaller."""


def nearmap(rows: list[Row], home: str, at: Point | None, name: str, atlas: Path = ATLAS) -> Markup:
    """The cities of rows as `worldmap` takes them, without lines, on an enlarged part of the world.

    `at` is where the home city lies; it is shown where it falls into the picture. Empty when the
    borders were not placed or no row has coordinates. A name that finds no room is left out;
    every mark has a title.
    """
    spots = spots_of(rows)
    if not spots or not placed(atlas):
        return Markup("")
    view, left, top, nearer = _window([WORLD.place(s.latitude, s.longitude) for s in spots])
    there = {code for s in spots if (code := numeric(s.country))}
    points = [view.place(s.latitude, s.longitude) for s in spots]
    home_at = view.place(*at) if at is not None else None
    shown = home_at is not None and view.holds(home_at, 12)
    taken = [Box(x - 10, y - 10, x + 10, y + 10) for x, y in [home_at] if shown] if home_at else []
    labels = place(
        [(point, 5.5, s.partner.text) for point, s in zip(points, spots, strict=True)],
        _LETTERS,
        Box(4, 4, WIDTH - 4, HEIGHT - 4),
        taken,
        [],
    )
    return element(
        "svg",
        element(
            "g",
            land(read_land(atlas, WORLD), there, numeric(home.rpartition("-")[2])),
            transform=f"scale({short(nearer)}) translate({short(-left)} {short(-top)})",
        ),
        *(mark(view, s, label) for s, label in zip(spots, labels, strict=True)),
        home_mark(view, at, name) if shown and at is not None else Markup(""),
        class_="map map-near",
        viewBox=f"0 0 {short(WIDTH)} {short(HEIGHT)}",
        role="group",
        aria_label=_("Map of these cities; each is a link, and the table holds the same"),
    )


def _window(points: Sequence[Point]) -> tuple[View, float, float, float]:
    """The view that holds the points of the world map; its left and top there; how much nearer."""
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    nearer = min(
        NEAREST,
        (WIDTH - 2 * _MARGIN) / max(max(xs) - min(xs), 1e-6),
        (HEIGHT - 2 * _MARGIN) / max(max(ys) - min(ys), 1e-6),
    )
    left = (min(xs) + max(xs)) / 2 - WIDTH / nearer / 2
    top = (min(ys) + max(ys)) / 2 - HEIGHT / nearer / 2
    origin = (WORLD.origin[0] - left) * nearer, (WORLD.origin[1] - top) * nearer
    return View(WORLD.centre, WORLD.scale * nearer, origin, WIDTH, HEIGHT), left, top, nearer
