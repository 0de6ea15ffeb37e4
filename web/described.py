"""RDF documents about the data, and files that never change: how they are sent."""

from __future__ import annotations

from base64 import b64encode

from flask import Response, request

from kg.errors import UnknownThing
from kg.export.citation import LICENCE
from kg.export.description import Site
from kg.export.graphs import GRAPH_FORMATS
from web.negotiate import best
from web.reading import library

LICENSED = f'<{LICENCE}>; rel="license"'


def site() -> Site:
    """Where the data are named, and where this request fetched them from."""
    return Site(library().names, request.url_root)


def graph_media(ending: str) -> str:
    """The media type of an ending; without one what Accept likes best, Turtle if it likes none.

    Raises UnknownThing for an ending that is no format of graphs.
    """
    if not ending:
        offers = list(GRAPH_FORMATS.values())
        return best(offers, request.headers.get("Accept")) or offers[0]
    if ending not in GRAPH_FORMATS:
        raise UnknownThing(
            f"Nothing here ends in .{ending}.", remedy="Use one of: " + ", ".join(GRAPH_FORMATS)
        )
    return GRAPH_FORMATS[ending]


def document(body: bytes, media: str) -> Response:
    """A description as an answer.

    It holds the name by which this server was asked; sent as a stream it is not kept for
    those who ask by another name.
    """
    response = Response(iter((body,)), mimetype=media)
    response.content_length = len(body)
    response.vary.add("Accept")
    response.headers["Link"] = LICENSED
    return response


def immutable(response: Response, name: str, sha256: str = "") -> Response:
    """An answer that stays as it is for good, and its name where it is kept."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Link"] = LICENSED
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Repr-Digest"
    if sha256:
        digest = b64encode(bytes.fromhex(sha256)).decode()
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return response
