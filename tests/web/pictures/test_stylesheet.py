"""The stylesheet: KRDS stays the source of colours, contrast holds, classes of pictures exist."""

from __future__ import annotations

import re

import pytest

SURFACES = ("background-white", "background-gray-subtler", "surface-white")
TEXTS = (
    "text-basic",
    "text-bolder",
    "text-subtle",
    "text-quiet",
    "text-primary",
    "link-default",
    "link-visited",
    "text-warning",
    "text-danger",
    "text-success",
)
TINTED = (
    ("text-warning", "surface-warning-subtler"),
    ("text-success", "surface-success-subtler"),
    ("text-primary", "surface-primary-subtler"),
    ("text-inverse", "button-primary-fill"),
)


@pytest.fixture(scope="module")
def sheet(repo):
    return (repo / "web/static/style.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def schemes(sheet):
    """The tokens of light and dark by name: (KRDS's name or None, colour)."""
    light, dark = sheet.split("@media screen and (prefers-color-scheme:dark)")

    def tokens(text):
        found = re.findall(r"(--[\w-]+): (?:var\((--[\w-]+), )?(#[0-9a-f]{6})", text)
        return {name: (source, colour) for name, source, colour in found}

    return {"light": tokens(light), "dark": {**tokens(light), **tokens(dark.split("}}")[0])}}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_every_ground_by_wcag_aa(schemes, scheme):
    tokens = {name: colour for name, (_, colour) in schemes[scheme].items()}
    pairs = [(text, ground) for text in TEXTS for ground in SURFACES] + list(TINTED)

    weak = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(*(tokens[f"--krds-color-{name}"] for name in pair))) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_lines_and_focus_stand_out_by_three_to_one(schemes, scheme):
    tokens = {name: colour for name, (_, colour) in schemes[scheme].items()}
    marks = ["--krds-focus", "--krds-color-input-border"]
    marks += [f"--rel-{r}" for r in ("sister", "friend", "coop", "project", "forum", "home")]

    for mark in marks:
        assert contrast(tokens[mark], tokens["--krds-color-background-white"]) >= 3, mark


def test_what_serves_without_the_tokens_file_is_what_the_file_says(repo, schemes):
    file = repo / "web/static/vendor/krds/krds_tokens.css"
    if not file.is_file():
        pytest.skip("the tokens are not placed: run `make assets`")
    told = dict(re.findall(r"(--krds-[\w-]+):\s*([^;]+);", file.read_text(encoding="utf-8")))

    def colour(name):
        value = told[name].strip().lower()
        inner = re.fullmatch(r"var\((--[\w-]+)\)", value)
        return colour(inner[1]) if inner else re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", value)

    mapped = [pair for tokens in schemes.values() for pair in tokens.values() if pair[0]]
    assert len(mapped) > 60
    assert not [(name, value) for name, value in mapped if colour(name) != value]


def test_every_variable_that_is_used_is_declared(sheet):
    used = set(
        re.findall(
            r"var\((--(?!krds-light|krds-high|krds-color-light|krds-color-high)[\w-]+)\)", sheet
        )
    )
    declared = set(re.findall(r"(--[\w-]+)\s*:", sheet))

    assert used <= declared


def test_nothing_is_loaded_from_elsewhere(sheet):
    assert not re.findall(r"@import|url\((?!#)", sheet)
