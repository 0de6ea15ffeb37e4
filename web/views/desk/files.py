"""What a page of the desk shows, as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext as _

from kg.errors import UnknownThing
from kg.export.tables import as_csv, as_xlsx
from web.formats import XLSX, download


def spreadsheet(
    header: Sequence[str], rows: Iterable[Sequence[str]], ending: str, *, name: str, title: str
) -> Response:
    """Rows as CSV or XLSX; raises UnknownThing for another ending."""
    if ending == "csv":
        body = b"".join(as_csv(header, rows))
        return download(body, "text/csv; charset=utf-8", f"{name}.csv")
    if ending == "xlsx":
        return download(as_xlsx(header, rows, title), XLSX, f"{name}.xlsx")
    raise UnknownThing(
        _("No export ends in .%(ending)s.", ending=ending),
        remedy=_("Use one of: %(all)s.", all="csv, xlsx"),
    )
