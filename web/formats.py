"""Exports of lists and things: spreadsheets, JSON and RDF, by the ending of the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext as _

from kg.errors import UnknownThing
from kg.export.context import context
from kg.export.graphs import GRAPH_FORMATS, description, part_paths
from kg.export.networks import NETWORK_FORMATS, as_graph, as_network
from kg.export.tables import as_csv, as_json, as_xlsx, columns, rows
from kg.model import Kind
from web.reading import library, reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "json": "application/json"}
ENDINGS = (*TABLES, *GRAPH_FORMATS)


def endings(kind: Kind) -> tuple[str, ...]:
    """The endings that the list of a kind offers: ties are a network, too."""
    return (*ENDINGS, *(NETWORK_FORMATS if kind.edge_through else ()))


def exported(kind: Kind, things: Sequence[str], ending: str, *, name: str) -> Response:
    """The export of some things; raises UnknownThing for an ending that is not offered."""
    if ending not in endings(kind):
        raise UnknownThing(
            _("No export ends in .%(ending)s.", ending=ending),
            remedy=_("Use one of: %(all)s.", all=", ".join(endings(kind))),
        )
    body: Iterable[bytes] | bytes
    if ending in GRAPH_FORMATS:
        media, model = GRAPH_FORMATS[ending], library().model
        parts = part_paths(model, kind)
        body = b"".join(description(reading(), things, media, parts, context(model)))
    elif ending in NETWORK_FORMATS:
        media = NETWORK_FORMATS[ending]
        body = as_network(as_graph(reading(), kind, things), ending)
    else:
        media = TABLES[ending]
        records = reading().records(kind, things)
        language = reading().language
        if ending == "json":
            body = b"".join(as_json(kind, records, language))
        else:
            header, lines = columns(kind, language), rows(kind, records)
            body = (
                b"".join(as_csv(header, lines))
                if ending == "csv"
                else as_xlsx(header, lines, kind.plural[language])
            )
    return download(body, media, f"{name}.{ending}")


def download(body: bytes, media: str, filename: str) -> Response:
    """A file to keep, named after what it holds."""
    response = Response(body, mimetype=media.partition(";")[0])
    response.headers["Content-Type"] = media
    shown = "attachment" if filename.endswith((".csv", ".xlsx")) else "inline"
    response.headers["Content-Disposition"] = f'{shown}; filename="{filename}"'
    return response
