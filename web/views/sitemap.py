"""`/sitemap.xml`: where every page is, for search engines; an index and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, Flask, Response, url_for
from markupsafe import escape

from kg.errors import UnknownThing
from kg.export import sitemap
from web.reading import library, reading

bp = Blueprint("sitemap", __name__)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
FIXED = ("home.page", "questions.index", "conflicts.page", "data.page", "data.ontology",
         "data.about", "vocabulary.index")  # fmt: skip


@bp.get("/sitemap.xml")
def index() -> Response:
    """The parts: the fixed pages and lists, and each kind's things."""
    told = [url_for("sitemap.fixed", _external=True)]
    told += [
        url_for("sitemap.things", slug=kind.slug, part=part, _external=True)
        for kind, count in sitemap.parts(reading(), library().model)
        for part in range(1, count + 1)
    ]
    return _xml("sitemapindex", "sitemap", told)


@bp.get("/sitemap-pages.xml")
def fixed() -> Response:
    """Pages that always stand, the lists, the stored questions."""
    told = [url_for(endpoint, _external=True) for endpoint in FIXED]
    told += [url_for(f"lists.{kind.slug}", _external=True) for kind in library().model]
    told += [url_for("questions.page", name=q.name, _external=True) for q in library().catalogue]
    return _xml("urlset", "url", told)


@bp.get("/sitemap-<slug>-<int:part>.xml")
def things(slug: str, part: int) -> Response:
    """A part of the things of a kind."""
    try:
        kind = library().model.kind(slug)
    except KeyError:
        raise UnknownThing(f"No kind is called {slug!r}.", remedy="See /sitemap.xml.") from None
    counts = {k.slug: count for k, count in sitemap.parts(reading(), library().model)}
    if not 1 <= part <= counts.get(kind.slug, 0):
        raise UnknownThing(f"There is no part {part} of it.", remedy="See /sitemap.xml.")
    keys = sitemap.keys(reading(), library().names, kind, part)
    endpoint = f"things.{kind.slug}"
    return _xml("urlset", "url", (url_for(endpoint, key=key, _external=True) for key in keys))


def _xml(root: str, each: str, addresses: Iterable[str]) -> Response:
    # As a stream: it names the host it was asked at, so it is not kept for others.
    lines = list(_lines(root, each, addresses))
    return Response(iter(lines), mimetype="application/xml")


def _lines(root: str, each: str, addresses: Iterable[str]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    for address in addresses:
        yield f"<{each}><loc>{escape(address)}</loc></{each}>\n"
    yield f"</{root}>\n"


def install(app: Flask) -> None:
    """Registers the addresses."""
    app.register_blueprint(bp)
