"""How a sheet is asked for: its languages, its frame, the names of its files."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from web.briefing.content import Sheet, Side, Writer
from web.language import LANGUAGES, language
from web.speaking import speaking
from web.words import today


def both() -> bool:
    """Whether Korean and English are wanted side by side."""
    return request.args.get("both", "") not in ("", "0")


def suffix() -> str:
    """What a file's name says about its language."""
    return "-ko-en" if both() else f"-{language()}"


def spoken(write_side: Callable[[Writer], Side], address: str, *, both: bool) -> Sheet:
    """The sheet in the reader's language, or in both, Korean first.

    The reader's language is written last, so that it names the sources.
    """
    write = Writer()
    sides = {}
    for code in sorted(LANGUAGES, key=lambda code: code == language()) if both else [language()]:
        with speaking(code):
            sides[code] = write_side(write)
    return Sheet(tuple(sides[code] for code in LANGUAGES if code in sides), write.notes(), address)


def frame() -> dict[str, str]:
    """What stands around a printed sheet."""
    return {"brand": _("Gwangju city diplomacy graph"), "today": today().isoformat()}
