"""A page for which the graph moved while it was put together is put together once more."""

from __future__ import annotations

import logging

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from kg.errors import GraphMoved
from web.reading import forget

_log = logging.getLogger(__name__)
_MORE = 2
"""Times a view is asked again: one may find the graph moved, the next that its workers ended."""


class Application(Flask):
    """Flask, which asks a view again when a newer revision came in between.

    A page is all of one revision. One that has begun to answer from what is kept may find that
    the engine has moved on; asked anew it stands on the newer one. Only what changes nothing is
    asked again, and only twice: after that the visitor is told (503).
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """The view's answer."""
        for _time in range(_MORE if request.method in ("GET", "HEAD") else 0):
            try:
                return super().dispatch_request()
            except GraphMoved:
                _log.info("graph moved path=%s", request.path)
            forget()
            # What the view had gathered is of the revision before.
            g.pop("footnotes", None)
        return super().dispatch_request()
