"""Link headers: from a page to its data, from the data to the page, to licence and true address."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict

from kg.export.graphs import GRAPH_FORMATS
from kg.export.networks import NETWORK_FORMATS
from web.described import LICENSED
from web.formats import TABLES, endings
from web.negotiate import HTML
from web.reading import library

_MEDIA = {**GRAPH_FORMATS, **TABLES, **NETWORK_FORMATS}


def install(app: Flask) -> None:
    """Adds the headers to the pages and exports of things and lists."""

    @app.after_request
    def link(response: Response) -> Response:
        if response.status_code == 200 and request.blueprint in ("things", "lists"):
            # A page from memory brings the header it was kept with.
            response.headers.setdefault("Link", ", ".join([LICENSED, *_links()]))
        return response


def _links() -> list[str]:
    slug = (request.endpoint or "").partition(".")[2]
    offered = endings(library().model.kind(slug))
    path, _, ending = request.path.rpartition(".")
    if path and ending in offered:
        return [f'<{_address(path)}>; rel="alternate"; type="{HTML}"']
    told = [f'<{_address(request.path)}>; rel="canonical"']
    for ending in offered:
        relation = "alternate describedby" if ending in GRAPH_FORMATS else "alternate"
        media = _MEDIA[ending].partition(";")[0]
        address = _address(f"{request.path}.{ending}")
        told.append(f'<{address}>; rel="{relation}"; type="{media}"')
    return told


def _address(path: str) -> str:
    """A path with the choices of this request, without the language and what counts visits."""
    kept: MultiDict[str, str] = MultiDict(
        (name, value)
        for name, value in request.args.items(multi=True)
        if name != "lang" and not name.startswith("utm_")
    )
    query = urlencode(list(kept.items(multi=True)))
    return quote(path, safe="/~") + (f"?{query}" if query else "")
