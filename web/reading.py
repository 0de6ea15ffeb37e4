"""The reading of a request: one session on one revision, opened when first asked for."""

from __future__ import annotations

from contextlib import ExitStack
from typing import cast

from flask import Flask, current_app, g, request

from kg.export.at_revision import reading_at
from kg.questions.library import Library, Reading
from kg.settings import Settings
from web.language import language


def library() -> Library:
    """The application's library."""
    return cast(Library, current_app.extensions["library"])


def settings() -> Settings:
    """The application's settings."""
    return cast(Settings, current_app.extensions["settings"])


def reading(revision: str = "", *, patient: bool = False) -> Reading:
    """The request's reading, in its language.

    Of an old revision where one is named first; `patient` as in `Library.reading`.
    """
    if "reading" not in g:
        g.closing = ExitStack()
        visitor = request.blueprint in ("sparql", "graph_store")
        opened = (
            reading_at(library(), revision, language())
            if revision
            else library().reading(language(), visitor=visitor, patient=patient)
        )
        g.reading = g.closing.enter_context(opened)
    return cast(Reading, g.reading)


def forget() -> None:
    """Closes the request's reading; the next one asked for stands on the newest revision."""
    closing = g.pop("closing", None)
    g.pop("reading", None)
    if closing is not None:
        closing.close()


def install(app: Flask) -> None:
    """Closes each reading with its request."""

    @app.teardown_request
    def close(_: BaseException | None) -> None:
        forget()
