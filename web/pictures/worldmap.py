"""The map of ties: Korea in the middle, the Pacific whole, East Asia enlarged beside it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flask_babel import gettext as _
from markupsafe import Markup

from web import addresses
from web.pictures.labels import Box, Label, place, text_width
from web.pictures.land import Land, read_land
from web.pictures.projection import EAST_ASIA, WORLD, Point, View, bow, route
from web.pictures.spots import Row, Spot, numeric, spots_of
from web.pictures.svg import element, short, smooth_path

ATLAS = Path(__file__).resolve().parent.parent / "static/vendor/world-atlas/countries-50m.json"
GWANGJU = (35.1547, 126.9156)
"""Latitude and longitude."""

_SIZE = {WORLD: 13.0, EAST_ASIA: 15.0}
"""Height of letters in the view's unit, as style.css has it."""
_SMALL = 2.4
"""Radius of a mark in the world view whose name stands in the enlarged part."""
_LEGEND = Box(0, 430, 200, WORLD.height)
"""The page lays its legend over this corner."""
_INSETS = (640.0, 912.0, 214.0)
"""Left edges the enlarged part may have, the first that hides no mark is taken."""
_INSET = Box(0, 270, 372, WORLD.height)
"""The room it takes, from its left edge."""


def worldmap(
    rows: list[Row],
    home: str,
    *,
    at: Point = GWANGJU,
    name: str | None = None,
    atlas: Path = ATLAS,
) -> Markup:
    """The ties in rows of the stored question `map`, as SVG with a link to each city's page.

    Home is the key of the city in the middle, `at` its (latitude, longitude), name what it is
    called. Empty when the borders were not placed (`make assets`): the page has the same as a
    table. Every row has a mark with a title; a name that finds no room is left out.
    """
    if not placed(atlas):
        return Markup("")
    spots = spots_of(rows)
    called = _("Gwangju") if name is None and home == "gwangju-kr" else name or ""
    partners = {code for spot in spots if (code := numeric(spot.country))}
    mine = numeric(home.rpartition("-")[2])
    near = [s for s in spots if EAST_ASIA.holds(EAST_ASIA.place(s.latitude, s.longitude), 14)]
    left = _inset_left(spots, near)
    world = _picture(
        WORLD,
        _("World map of the partner cities; each is a link, and the table holds the same"),
        [
            land(read_land(atlas, WORLD), partners, mine),
            _frame(),
            *_ties(WORLD, spots, at, near),
            home_mark(WORLD, at, ""),
        ],
    )
    inset = _picture(
        EAST_ASIA,
        _("East Asia, enlarged"),
        [
            land(read_land(atlas, EAST_ASIA), partners, mine),
            *_ties(EAST_ASIA, near, at, [], called),
            home_mark(EAST_ASIA, at, called),
        ],
    )
    return world + Markup('<div class="insetbox" style="--left:{}%">{}<p>{}</p></div>').format(
        short(left / WORLD.width * 100), inset, _("East Asia, enlarged")
    )


def prepare(atlas: Path = ATLAS) -> None:
    """Works out the land ahead of the first page that shows it (under a second)."""
    if placed(atlas):
        for view in (WORLD, EAST_ASIA):
            read_land(atlas, view)
        numeric("kr")


@lru_cache(maxsize=8)
def placed(atlas: Path) -> bool:
    """Whether the borders are there; says once that they are not."""
    if atlas.is_file():
        return True
    logging.getLogger(__name__).warning(
        "No map is drawn: %s is missing. Run `make assets`, then start again.", atlas.name
    )
    return False


def _inset_left(spots: Sequence[Spot], near: Sequence[Spot]) -> float:
    far = [WORLD.place(s.latitude, s.longitude) for s in spots if s not in near]

    def hidden(left: float) -> int:
        return sum(_moved(_INSET, left).holds(point) for point in far)

    return min(_INSETS, key=hidden)


def _moved(box: Box, by: float) -> Box:
    return Box(box.left + by, box.top, box.right + by, box.bottom)


def land(of: Land, partners: set[str], mine: str) -> Markup:
    """Three surfaces (others, partners' countries, the home country) and the borders between."""
    rest = "".join(p for c, p in of.shapes.items() if c not in partners and c != mine)
    theirs = "".join(p for c, p in of.shapes.items() if c in partners and c != mine)
    return element(
        "g",
        element("path", class_="land", d=rest),
        element("path", class_="land land-p", d=theirs),
        element("path", class_="land land-k", d=of.shapes.get(mine, "")),
        element("path", class_="border", d=of.borders),
        transform="scale(.1)",
        aria_hidden="true",
    )


def _frame() -> Markup:
    """Where the enlarged part lies in the world."""
    (left, top), (right, bottom) = WORLD.place(46.5, 107.3), WORLD.place(19.6, 146.4)
    return element(
        "rect", class_="frame", x=left, y=top, width=right - left, height=bottom - top, rx=3.0
    )


def _ties(
    view: View, spots: Sequence[Spot], at: Point, near: Sequence[Spot], called: str = ""
) -> list[Markup]:
    """Lines under marks under names; what the enlarged part shows is but a dot in the world."""
    big = [s for s in spots if s not in near]
    ways = [(s, _ways(view, at, s)) for s in big if s.relation]
    lines = [
        element("path", class_=f"a a-{s.look}{' a-ended' if s.ended else ''}", d=smooth_path(way))
        for s, found in ways
        for way in found
    ]
    dots = [
        element("circle", class_=f"dot-{s.look}", cx=x, cy=y, r=_SMALL, aria_hidden="true")
        for s in near
        for x, y in [view.place(s.latitude, s.longitude)]
    ]
    points = [point for __, found in ways for way in found for point in way]
    labels = _labels(view, big, at, points, called)
    marks = [mark(view, s, label) for s, label in zip(big, labels, strict=True)]
    return [element("g", *lines, aria_hidden="true") if lines else Markup(""), *dots, *marks]


def _ways(view: View, at: Point, spot: Spot) -> list[list[Point]]:
    there = spot.latitude, spot.longitude
    if view is WORLD:
        return route(view, at, there)
    return [bow(view.place(*at), view.place(*there))]


def _labels(
    view: View, spots: Sequence[Spot], at: Point, lines: Sequence[Point], called: str
) -> list[Label | None]:
    size = _SIZE[view]
    x, y = view.place(*at)
    taken = [Box(x - 10, y - 10, x + 10, y + 10)]
    if called:
        taken.append(Box(x + 12, y - size, x + 16 + text_width(called, size), y + size / 2))
    if view is WORLD:
        taken.append(_LEGEND)
    marks = [(view.place(s.latitude, s.longitude), 5.5, s.partner.text) for s in spots]
    bounds = Box(4, 4, view.width - 4, view.height - (4 if view is WORLD else 30))
    return place(marks, size, bounds, taken, lines)


def mark(view: View, spot: Spot, label: Label | None) -> Markup:
    """A city's mark, with its name where that found room, as a link to its page."""
    x, y = view.place(spot.latitude, spot.longitude)
    drawn: list[Markup] = [
        element("title", spot.title),
        element(
            "g",
            element("circle", class_="hit", r=12.0),
            _shape(spot),
            transform=f"translate({short(x)} {short(y)})",
        ),
    ]
    if label is not None:
        drawn.append(
            element(
                "text",
                spot.partner.text,
                class_=f"l l-{spot.look}",
                x=label.x,
                y=label.y,
                text_anchor=label.anchor,
            )
        )
    href = addresses.of_thing(spot.partner)
    if not href:
        return element("g", *drawn, class_="pt")
    return element("a", *drawn, href=href, class_="pt", aria_label=spot.title)


def _shape(spot: Spot) -> Markup:
    ended = " g-ended" if spot.ended else ""
    if spot.look == "sister":
        return element("circle", class_=f"g g-sister{ended}", r=5.0)
    if spot.look == "friendship":
        return element("path", class_=f"g g-friendship{ended}", d="M0-6l6 6l-6 6l-6-6z")
    return element("circle", class_=f"g g-cooperation{ended}", r=4.2)


def home_mark(view: View, at: Point, called: str) -> Markup:
    """The mark of the city in the middle."""
    x, y = view.place(*at)
    drawn = [
        element("circle", cx=x, cy=y, r=4.2),
        element("circle", class_="ring", cx=x, cy=y, r=8.5),
    ]
    if called:
        drawn.append(element("text", called, class_="l l-home", x=x + 14, y=y + 5.5))
    return element("g", *drawn, class_="home-pt")


def _picture(view: View, label: str, inside: Sequence[Markup]) -> Markup:
    name = "map-world" if view is WORLD else "map-inset"
    return element(
        "svg",
        *inside,
        class_=f"map {name}",
        viewBox=f"0 0 {short(view.width)} {short(view.height)}",
        role="group",
        aria_label=label,
    )
