"""Pictures that stand alone on other people's pages: no script, no other file, both colour schemes."""

from __future__ import annotations

import re
from typing import Literal

from markupsafe import Markup

from web.pictures.svg import element, short

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")

_LIGHT = (
    "--paper:#ffffff;--ink:#131416;--quiet:#58616a;--hair:#cdd1d5;--rel-sister:#0b50d0;"
    "--rel-friend:#1f687a;--rel-coop:#58616a;--rel-project:#8a5c00;--rel-forum:#39506c"
)
_DARK = (
    "--paper:#131416;--ink:#ffffff;--quiet:#b1b8be;--hair:#464c53;--rel-sister:#86aff9;"
    "--rel-friend:#75c0d1;--rel-coop:#b1b8be;--rel-project:#ffc95c;--rel-forum:#98acc5"
)
# The values of style.css: a picture on another host cannot read that file (a test compares them).
_RULES = (
    "text{font-family:'Pretendard GOV','Noto Sans KR','Malgun Gothic',system-ui,sans-serif;"
    "fill:var(--ink);font-size:13px}.paper{fill:var(--paper);stroke:var(--hair)}"
    ".big{font-size:17px;font-weight:700}.q,.ax{fill:var(--quiet);font-size:12px}"
    ".sister{--c:var(--rel-sister)}.friendship{--c:var(--rel-friend)}.project{--c:var(--rel-project)}"
    ".cooperation,.twin,.letter-of-intent{--c:var(--rel-coop)}"
    ".base{stroke:var(--hair)}.life .run{stroke-width:3;stroke:var(--c)}"
    ".life .quiet{stroke-width:1.5;stroke:var(--c);stroke-dasharray:1 3}"
    ".life .tick{stroke:var(--ink);stroke-width:1.5}.life .dot{fill:var(--c)}"
    ".life .hollow{fill:var(--paper);stroke:var(--c);stroke-width:2}"
    ".ln{fill:var(--rel-coop);stroke:var(--paper)}.ln-exchange{fill:var(--ink)}"
    ".ln-project{fill:var(--rel-project)}.ln-edition{fill:var(--rel-forum)}"
    ".rb-sister{fill:var(--rel-sister)}.rb-friendship{fill:var(--rel-friend)}"
    ".rb-letter-of-intent{fill:var(--paper);stroke:var(--rel-coop);stroke-dasharray:2 3}"
)


def titled(picture: Markup, title: str, foot: str) -> Markup:
    """A picture on paper, what it is above it and where it comes from below."""
    box = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', picture)
    assert box is not None, "every picture of this house has a viewBox that begins at 0 0"
    width, height = float(box[1]), float(box[2])
    whole = height + 76
    return element(
        "svg",
        element("rect", class_="paper", x=0.5, y=0.5, width=width - 1, height=whole - 1, rx=8.0),
        element("text", title, class_="big", x=16.0, y=30.0),
        element("svg", picture, x=0.0, y=40.0, width=width, height=height),
        element("text", foot, class_="q", x=16.0, y=whole - 13),
        viewBox=f"0 0 {short(width)} {short(whole)}",
        width=width,
        height=whole,
        role="img",
        aria_label=title,
    )


def standalone(picture: Markup, theme: Theme = "auto") -> Markup:
    """An SVG of this house as a document of its own, its colours inside it."""
    scheme = {"auto": _LIGHT, "light": _LIGHT, "dark": _DARK}[theme]
    style = f"svg{{{scheme}}}" + _RULES
    if theme == "auto":
        style += f"@media (prefers-color-scheme:dark){{svg{{{_DARK}}}}}"
    head, rest = picture.split(">", 1)
    return Markup('{} xmlns="http://www.w3.org/2000/svg"><style>{}</style>{}').format(
        Markup(head),  # noqa: S704 - a piece of a picture whose texts were escaped
        Markup(style),  # noqa: S704 - our own rules
        Markup(rest),  # noqa: S704 - a piece of a picture whose texts were escaped
    )
