"""Part of an answer in another language than the page's, such as a sheet in both side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g
from flask_babel import force_locale

from web.language import language
from web.reading import reading


@contextmanager
def speaking(other: str) -> Iterator[None]:
    """Within it words, dates and answers are in that language, of the same revision."""
    before, held = language(), reading()
    g.language, g.reading = other, held.in_language(other)
    try:
        with force_locale(other):
            yield
    finally:
        g.language, g.reading = before, held
