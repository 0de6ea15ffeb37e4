"""Puts the application together: settings in, Flask out."""

from __future__ import annotations

import gc
import sys

from kg.questions.library import Library, open_library
from kg.settings import Settings
from web import (
    caching,
    compression,
    fast_lane,
    journal,
    language,
    limits,
    metrics,
    problems,
    proxies,
    reading,
    security,
    words,
)
from web.again import Application
from web.views import VIEWS

# Seconds one thread computes before another gets its turn. A query of 64 KiB is read for a tenth
# of a second; with Python's own 5 ms every small answer would wait that long at each of its steps.
_TURN = 0.0005
# New objects before the youngest are looked through for cycles, how many times that before the next
# older, and how many times that before all. By Python's own figures (700, 10, 10) all of them were
# looked through every few seconds, for a tenth of a second in which nobody was answered.
_CYCLES = (2_000, 10, 500)


def create_app(settings: Settings | None = None, library: Library | None = None) -> Application:
    """The application over a library; without one, over the engine the settings name.

    Granian calls it without arguments in each of its processes.
    """
    alone = settings is None
    settings = settings or Settings.from_environment()
    sys.setswitchinterval(_TURN)
    app = Application("web")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = 1 << 20
    app.extensions["library"] = library or open_library(settings)
    app.extensions["settings"] = settings
    # Functions after a request run last to first: what is kept is not yet compressed.
    for part in (
        fast_lane, journal, metrics, proxies, compression, language, reading, limits, caching, security,
        problems, words,
    ):  # fmt: skip
        part.install(app)
    for view in VIEWS:
        view.install(app)
    if alone:
        _settle()
    return app


def _settle() -> None:
    """Has the collector of cycles leave alone what is here for as long as the process lives."""
    gc.set_threshold(*_CYCLES)
    gc.collect()
    gc.freeze()
