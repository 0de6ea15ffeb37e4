"""Sheets as PDF, set by Typst with the Korean font that comes with the browser assets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import typst

from kg.errors import KgError
from web.briefing.content import Sheet

_WEB = Path(__file__).resolve().parent.parent
FONTS = _WEB / "static" / "vendor" / "pretendard-gov" / "print"
TEMPLATES = _WEB / "templates" / "briefing"
KEPT = 32
"""Files each process keeps."""


class PrintProblem(KgError):
    """A sheet cannot be set."""


@dataclass(frozen=True)
class Printed:
    """A sheet that is set: the file, and how many pages it has."""

    pdf: bytes
    pages: int


def as_pdf(sheet: Sheet, template: str, words: Mapping[str, str], site: str) -> Printed:
    """The sheet as PDF by a template of `templates/briefing`, such as `sheet`.

    What the sheet says is passed as data: Typst sets it as text and evaluates none of it. Links
    within the site begin with `site`. Raises PrintProblem when the font is not installed.
    """
    told = asdict(sheet) | {"words": dict(words), "site": site.rstrip("/")}
    return _set(template, json.dumps(told, ensure_ascii=False, sort_keys=True), FONTS)


@lru_cache(maxsize=KEPT)
def _set(template: str, data: str, fonts: Path) -> Printed:
    if not any(fonts.glob("*.otf")):
        raise PrintProblem(
            "The Korean font for print is not installed.",
            remedy="Install the browser assets with `make assets`; the page itself prints, too.",
        )
    compiler = typst.Compiler(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    pdf = compiler.compile(format="pdf")
    pages = json.loads(compiler.query("<pages>", field="value"))
    assert isinstance(pdf, bytes)
    return Printed(pdf, int(pages[0]))
