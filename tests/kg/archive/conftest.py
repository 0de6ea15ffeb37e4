"""An archive in an empty folder, and statements to put into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.open(tmp_path / "archive")
