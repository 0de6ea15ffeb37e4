"""The README's table of settings and kg.settings say the same."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from kg.settings import ROOT, Settings


@pytest.fixture
def rows(repo):
    """The rows of the README's table, by variable."""
    readme = repo / "README.md"
    if not readme.exists():
        pytest.skip("README.md is not written yet")
    text = readme.read_text(encoding="utf-8")
    return {m[1]: m[0] for m in re.finditer(r"^\| `(KG_\w+)` .*$", text, re.MULTILINE)}


def test_every_setting_stands_in_the_readme_and_nothing_else_does(rows):
    assert set(rows) == {setting.metadata["variable"] for setting in fields(Settings)}


def test_the_readme_gives_every_default_as_it_is(rows):
    for setting in fields(Settings):
        default = setting.default
        if isinstance(default, Path):
            default = default.relative_to(ROOT)
        elif isinstance(default, float) and default.is_integer():
            default = int(default)
        if str(default):
            assert f"`{default}" in rows[setting.metadata["variable"]]
