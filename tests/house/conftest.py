"""The checkout as the house rules look at it: its files, modules and settings of the tools."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def files(repo: Path) -> list[Path]:
    """Every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repo,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [repo / name for name in listed.split("\0") if name and (repo / name).is_file()]


@pytest.fixture(scope="session")
def texts(files: list[Path]) -> dict[Path, str]:
    """The text of every such file; what is no UTF-8 is no text."""
    found = {}
    for file in files:
        try:
            found[file] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@pytest.fixture(scope="session")
def modules(repo: Path, texts: dict[Path, str]) -> dict[str, str]:
    """The source of every module of kg and web, by its path in the checkout."""
    named = {file.relative_to(repo).as_posix(): text for file, text in texts.items()}
    return {n: t for n, t in named.items() if n.startswith(("kg/", "web/")) and n.endswith(".py")}


@pytest.fixture(scope="session")
def project(repo: Path) -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))
