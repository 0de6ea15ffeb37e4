"""The staff's desk: one module a page, each with `install`."""

from __future__ import annotations

from flask import Flask

from web.views.desk import (
    anniversaries,
    asleep,
    council,
    counting,
    front,
    gaps,
    money,
    promises,
    stages,
)

PAGES = (front, asleep, anniversaries, stages, promises, money, counting, gaps, council)


def install(app: Flask) -> None:
    """Registers the addresses of the desk."""
    for page in PAGES:
        page.install(app)
