"""The stages of a tie as bars over the years, and its exchanges as ticks below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from kg.questions.page import Part
from web.pictures.labels import Box, text_width
from web.pictures.stages import Stage, stages_of
from web.pictures.svg import element, scrolling, short
from web.pictures.years import Axis, middle, now, text_of

_WIDTH, _LEFT, _RIGHT = 840.0, 24.0, 34.0
_BAR, _ROW, _TICK = 28.0, 20.0, 12.0
_SIZE = 13.0
"""Height of letters, as style.css has it."""


def ribbon(
    parts: Sequence[Part], exchanges: Sequence[Mapping[str, Any]], today: date
) -> Markup | None:
    """The ribbon of a tie, to scroll sideways on a phone; None when nothing of it has a date.

    A bar is a stage, in its relation's colour. Where sources give different starts the range is
    hatched; where none gives one the bar is dashed from the first exchange on; an ended stage
    stops at its end. Exchanges are rows with `start` and, for the tooltip, `exchange`.
    """
    moments = sorted(
        (m, text, text_of(row.get("exchange")))
        for row in exchanges
        if (m := middle(text := text_of(row.get("start")))) is not None
    )
    stages = stages_of(parts, [m for m, *_ in moments], now(today))
    edges = [edge for s in stages for edge in (s.earliest, s.right)] + [m for m, *_ in moments]
    if not edges:
        return None
    axis = Axis(_rounded(min(edges)), now(today), _LEFT, _WIDTH - _RIGHT)
    lanes = _lanes(stages)
    said, rows = _over(stages, lanes, axis)
    top = rows * _ROW + 6
    bars = [_bar(stage, lanes[i], axis, top) for i, stage in enumerate(stages)]
    foot = top + (max(lanes, default=0) + 1) * (_BAR + 4) + 2
    if not stages:
        foot = 12.0
    names = [
        element("text", text, class_=name, x=x, y=top - 10 - row * _ROW, text_anchor=anchor)
        for text, name, x, anchor, row in said
    ]
    drawn = [_hatch(), *names, *bars, *_ticks(moments, axis, foot), *_years(axis, foot + 34)]
    picture = element(
        "svg",
        *drawn,
        class_="chart ribbon",
        viewBox=f"0 0 {short(_WIDTH)} {short(foot + 42)}",
        role="img",
        aria_label=_told(stages, [text for _m, text, _t in moments], len(exchanges)),
    )
    return scrolling(picture, _("Stages and exchanges over the years"))


def _rounded(first: float) -> float:
    """A little before the first moment, so that nothing stands on the edge."""
    return int(first) - (1 if first - int(first) < 0.2 else 0)


def _lanes(stages: Sequence[Stage]) -> list[int]:
    """The first row each bar has to itself; stages that follow each other share one."""
    ends: list[float] = []
    lanes = []
    for stage in stages:
        free = (i for i, end in enumerate(ends) if stage.earliest >= end - 0.05)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [stage.right]
        lanes.append(lane)
    return lanes


def _inside(stage: Stage, axis: Axis) -> bool:
    """Whether the stage's name fits into its bar, right of the hatching."""
    return text_width(stage.caption, 14) + 16 < axis.x(stage.right) - axis.x(stage.solid)


def _over(
    stages: Sequence[Stage], lanes: Sequence[int], axis: Axis
) -> tuple[list[tuple[str, str, float, str, int]], int]:
    """Texts over the bars (text, class, x, anchor, row from below), and how many rows they need.

    Names of bars in lower rows stand beside their bars instead, where nothing follows them.
    """
    wanted = [(s.doubt, "rb-doubt", axis.x(s.hatched[0])) for s in stages if s.hatched]
    wanted += [
        (s.caption, "rb-name", axis.x(s.left))
        for s, lane in zip(stages, lanes, strict=True)
        if lane == 0 and not _inside(s, axis)
    ]
    placed: list[tuple[str, str, float, str, int]] = []
    boxes: list[Box] = []
    for text, name, start in sorted(wanted, key=lambda w: w[2]):
        width = text_width(text, _SIZE)
        fits = start + width < _WIDTH
        anchor, x = ("start", start) if fits else ("end", min(start + 40, _WIDTH - 2))
        left = x if fits else x - width
        row = 0
        while any(Box(left, row, left + width, row + 1).meets(box) for box in boxes):
            row += 1
        boxes.append(Box(left - 10, row, left + width + 10, row + 1))
        placed.append((text, name, x, anchor, row))
    return placed, 1 + max((row for *_, row in placed), default=-1)


def _bar(stage: Stage, lane: int, axis: Axis, above: float) -> Markup:
    top = above + lane * (_BAR + 4)
    left, right = axis.x(stage.left), axis.x(stage.right)
    kind = f"rb rb-{stage.relation}" + (" undated" if stage.undated else "")
    solid = axis.x(stage.solid)
    drawn = [
        element("title", stage.title),
        element("rect", class_=kind, x=left, y=top, width=max(right - left, 2), height=_BAR),
    ]
    if stage.hatched:
        first, last = (min(axis.x(edge), right) for edge in stage.hatched)
        drawn += [
            element("rect", class_=name, x=first, y=top, width=last - first, height=_BAR)
            for name in ("rb-range", "rb-hatch")
        ]
    if not stage.undated:
        drawn.append(
            element("line", class_="rb-start", x1=left, x2=left, y1=top - 5, y2=top + _BAR + 5)
        )
    if _inside(stage, axis):
        drawn.append(
            element(
                "text",
                stage.caption,
                class_="rb-in",
                x=(solid + right) / 2,
                y=top + 19,
                text_anchor="middle",
            )
        )
    elif lane > 0:
        fits = right + 24 + text_width(stage.caption, _SIZE) < _WIDTH
        drawn.append(
            element(
                "text",
                stage.caption,
                class_="rb-name",
                x=right + (24 if stage.open else 8) if fits else left - 8,
                y=top + 19,
                text_anchor="start" if fits else "end",
            )
        )
    if stage.open:
        drawn.append(element("text", "→", class_="rb-open", x=right + 6, y=top + 19))
    return element("g", *drawn, class_=f"rb-g rb-g-{stage.relation}")


def _hatch() -> Markup:
    line = element("path", d="M0 0v6", class_="rb-line")
    return element(
        "defs",
        element(
            "pattern",
            line,
            id="rb-hatch",
            width="6",
            height="6",
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def _ticks(moments: Sequence[tuple[float, str, str]], axis: Axis, top: float) -> list[Markup]:
    return [
        element(
            "line",
            element("title", f"{text} · {name}" if name else text),
            class_="tick",
            x1=axis.x(m),
            x2=axis.x(m),
            y1=top,
            y2=top + _TICK,
        )
        for m, text, name in moments
    ]


def _years(axis: Axis, y: float) -> list[Markup]:
    return [
        element("text", str(year), class_="ax", x=axis.x(year), y=y, text_anchor="middle")
        for year in axis.ticks(64)
    ]


def _told(stages: Sequence[Stage], dates: Sequence[str], count: int) -> str:
    told = [stage.title for stage in stages]
    if dates:
        told.append(
            _(
                "%(n)s exchanges on record, the first of %(first)s, the last of %(last)s",
                n=count,
                first=dates[0],
                last=dates[-1],
            )
        )
    else:
        told.append(_("no dated exchange on record"))
    return "; ".join(told)
