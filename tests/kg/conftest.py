"""Offices for the tests: a small data folder, built or not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.engine.running import running_engine
from kg.projection import Projection
from tests.kg.tiny import Office, copied, environment, furnish


@pytest.fixture(scope="session")
def _ontology(tmp_path_factory: pytest.TempPathFactory, repo: Path) -> Path:
    """The ontology as it was when the tests began: an edit meanwhile fails none of them."""
    return Path(shutil.copytree(repo / "ontology", tmp_path_factory.mktemp("office") / "ontology"))


@pytest.fixture
def office(tmp_path: Path, _ontology: Path) -> Office:
    """The small data, nothing built."""
    return furnish(tmp_path, _ontology)


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory, _ontology: Path) -> Office:
    made = furnish(tmp_path_factory.mktemp("office"), _ontology)
    made.build()
    return made


@pytest.fixture
def built(_built: Office, tmp_path: Path) -> Office:
    """The small data, built once."""
    return copied(_built, tmp_path / "office")


Run = Callable[..., Result]


@pytest.fixture
def kg() -> Run:
    """The command line over an office, in this process: `kg(office, "build")`."""

    def run(office: Office, *arguments: str | Path, **more: str) -> Result:
        variables = environment(office) | more
        return CliRunner().invoke(main, [str(a) for a in arguments], env=variables)

    return run


@pytest.fixture(scope="session")
def served(_built: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The small data, built and served by a keeper; no test changes it."""
    office = copied(_built, tmp_path_factory.mktemp("served") / "office")
    with running_engine(Projection(office.settings), office.settings.var):
        yield office
