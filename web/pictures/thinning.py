"""Lines with fewer points that look the same."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from web.pictures.projection import Point


def thinned(points: Sequence[Point], least: float) -> list[int]:
    """The numbers of the points to keep: the ends, and corners that span `least` or more.

    The corner that spans the smallest triangle goes first (M. Visvalingam and J. D. Whyatt,
    "Line generalisation by repeated elimination of points", The Cartographic Journal 30(1),
    1993). Of points that nearly coincide only one is looked at, which halves the work.
    """
    kept = _apart(points, least**0.5 / 3)
    if len(kept) <= 2:
        return kept
    before = list(range(-1, len(kept) - 1))
    after = list(range(1, len(kept) + 1))

    def span(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = (points[kept[j]] for j in (before[i], i, after[i]))
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    spans = {i: span(i) for i in range(1, len(kept) - 1)}
    queue = [(size, i) for i, size in spans.items()]
    heapq.heapify(queue)
    while queue:
        size, i = heapq.heappop(queue)
        if spans.get(i) != size:
            continue
        if size >= least:
            break
        del spans[i]
        a, c = before[i], after[i]
        after[a], before[c] = c, a
        for j in (a, c):
            if j in spans:
                # Never smaller than what was taken away: a corner does not go before its time.
                spans[j] = max(span(j), size)
                heapq.heappush(queue, (spans[j], j))
    return [kept[0], *(kept[i] for i in sorted(spans)), kept[-1]]


def _apart(points: Sequence[Point], least: float) -> list[int]:
    kept = [0]
    x, y = points[0]
    for i in range(1, len(points) - 1):
        px, py = points[i]
        if abs(px - x) + abs(py - y) >= least:
            kept.append(i)
            x, y = px, py
    if len(points) > 1:
        kept.append(len(points) - 1)
    return kept


def area(ring: Sequence[Point]) -> float:
    """The surface a polygon encloses; below nought when it runs the other way round."""
    ends = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in ends) / 2
