"""`/held/<city>`: what is held about one city, in plain words, and how to correct or use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.export.context import context
from kg.export.graphs import GRAPH_FORMATS, description, part_paths
from kg.model import Kind
from kg.questions.page import Page
from kg.questions.values import Value
from web.asked import Asked, ask
from web.formats import download
from web.reading import library, reading, settings
from web.views.questions import answer_in
from web.views.timeline import drawn, timeline_of

bp = Blueprint("held", __name__)
SHOWN = 400
"""Statements written out on the page; the files hold all."""


@dataclass(frozen=True)
class Said:
    """One statement in words: a property of a thing, its value, and who says so."""

    property: str
    value: Value
    sources: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """All that is said of one thing."""

    thing: Value
    said: tuple[Said, ...]


@bp.get("/held/<key>")
def page(key: str) -> str | AnyResponse:
    """The page; with an ending, all statements as a file."""
    stem, dot, ending = key.rpartition(".")
    if dot and ending in (*GRAPH_FORMATS, "csv", "xlsx", "json"):
        return _file(stem, ending)
    city = reading().page(library().model.kind("city"), key)
    home = settings().home
    if city.thing.key == home:
        return render_template("held/home.html", city=city)
    held = ask("statements-about-city", city=city.thing.key)
    found, rest = statements(held)
    tie = _tie(city.thing.key, home)
    asked, rows = timeline_of(home, city.thing.key)
    country = city.fact("country")
    return render_template(
        "held/page.html",
        city=city,
        held=held,
        groups=found,
        rest=rest,
        tie=tie,
        timeline=asked,
        rows=rows,
        picture=drawn(rows, city.thing.text),
        ways=ask("ways-to-a-tie", city=home),
        regions=ask("plan-regions", city=home),
        country=country.claims[0].value if country else None,
        home=reading().name([library().names.thing("city", home).value]).popitem()[1],
        embeds=_embeds(tie) if tie else [],
    )


def statements(held: Asked) -> tuple[list[tuple[Kind, list[About]]], int]:
    """Statements by kind and thing, the city itself first; and how many are not written out."""
    rows = held.merged("thing", "property", "value")
    shown = rows[:SHOWN]
    city = held.values.get("city", "")
    abouts = [
        _about(list(same))
        for _iri, same in groupby(sorted(shown, key=lambda r: r["thing"].iri), _iri_of)
    ]
    abouts = [about for about in abouts if about.thing.kind is not None]

    def place(about: About) -> tuple[bool, float, str]:
        kind = about.thing.kind
        assert kind is not None
        return about.thing.key != city, kind.order, kind.name

    abouts.sort(key=place)
    groups = []
    for kind, same in groupby(abouts, key=lambda about: about.thing.kind):
        assert kind is not None
        groups.append((kind, list(same)))
    return groups, len(rows) - len(shown)


def _iri_of(row: dict[str, Any]) -> str:
    return str(row["thing"].iri)


def _about(rows: Sequence[dict[str, Any]]) -> About:
    thing = rows[0]["thing"]
    said = [(_place(thing.kind, row["property"].iri), row) for row in rows]
    said.sort(key=lambda pair: pair[0][0])
    return About(
        thing, tuple(Said(name, row["value"], tuple(row["sources"])) for (_n, name), row in said)
    )


def _place(kind: Kind | None, path: str) -> tuple[float, str]:
    """Where a property stands on a page, and what it is called there."""
    try:
        prop = kind.find(path) if kind else None
    except KeyError:
        prop = None
    if prop is None:
        return 1000.0, path.rpartition("#")[2].rpartition("/")[2]
    return prop.order, prop.name[reading().language]


def _tie(key: str, home: str) -> Page | None:
    for row in ask("partners", city=key).table:
        partner, tie = row["partner"], row["tie"]
        if partner is not None and tie is not None and partner.key == home:
            return reading().page(library().model.kind("partnership"), tie.key)
    return None


def _embeds(tie: Page) -> list[tuple[str, str, str]]:
    """What can be embedded: name, its page to frame, its image; addresses with the host."""
    found = []
    for what in ("badge", "timeline"):
        told = {"what": what, "tie": tie.thing.key, "_external": True, "in": reading().language}
        frame = url_for("embed.picture", **told)  # type: ignore[arg-type]
        found.append((what, frame, frame.replace(f"/{tie.thing.key}", f"/{tie.thing.key}.svg", 1)))
    return found


def _file(key: str, ending: str) -> Response:
    """Every statement: graphs without their sources, tables with them."""
    city = reading().page(library().model.kind("city"), key)
    if ending not in GRAPH_FORMATS:
        return answer_in("statements-about-city", {"city": city.thing.key}, ending)
    rows = ask("statements-about-city", city=city.thing.key).table
    things = sorted({row["thing"].iri for row in rows if row["thing"]})
    model, media = library().model, GRAPH_FORMATS[ending]
    parts = part_paths(model, model.kind("partnership"))
    body = b"".join(description(reading(), things, media, parts, context(model)))
    return download(body, media, f"held-{key}.{ending}")


def install(app: Flask) -> None:
    """Registers the address."""
    app.register_blueprint(bp)
