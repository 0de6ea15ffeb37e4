"""A page for which the graph moved while it was put together is put together once more."""

from __future__ import annotations

import logging

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from kg.errors import GraphMoved
from web.reading import forget

_log = logging.getLogger(__name__)


class Application(Flask):
    """Flask, which asks a view a second time when a newer revision came in between.

    A page is all of one revision. One that has begun to answer from what is kept may find that
    the engine has moved on; asked anew it stands on the newer one. Only what changes nothing is
    asked twice, and only once more: after that the visitor is told (503).
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """The view's answer."""
        try:
            return super().dispatch_request()
        except GraphMoved:
            if request.method not in ("GET", "HEAD"):
                raise
        _log.info("graph moved path=%s", request.path)
        forget()
        # What the view had gathered is of the revision before.
        g.pop("footnotes", None)
        return super().dispatch_request()
