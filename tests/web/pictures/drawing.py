"""Reads pictures back: elements, boxes and the points of path data."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

TODAY = date(2026, 11, 21)


def parsed(picture):
    """The picture as a tree without namespaces; fails when it is not well-formed."""
    return ElementTree.fromstring(f"<page>{picture}</page>")


def classed(tree, name):
    """The elements that bear a class."""
    return [e for e in tree.iter() if name in e.get("class", "").split()]


def points(path):
    """The sub-paths of `M x y l dx dy ...` data as lists of points."""
    runs = []
    for part in filter(None, path.split("M")):
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        x, y = numbers[:2]
        run = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            run.append((x, y))
        runs.append(run)
    return runs


def box(path):
    """Left, top, right, bottom of path data."""
    every = [point for run in points(path) for point in run]
    xs, ys = [x for x, _ in every], [y for _, y in every]
    return min(xs), min(ys), max(xs), max(ys)
