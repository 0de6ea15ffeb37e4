"""What pyproject.toml takes in or leaves out, it gives a reason for."""

from __future__ import annotations

import re
from itertools import chain

# The lists whose every line needs a reason, as their first line is written.
LISTS = (
    "dependencies",
    "install",
    "dev",
    "ignore",
    "module",
    "filterwarnings",
    "ignore_imports",
)


def without_reason(toml: str) -> list[str]:
    """The entries of LISTS on whose line no comment stands."""
    found, within = [], False
    for line in toml.splitlines():
        if re.match(rf"(?:{'|'.join(LISTS)}) = \[$", line):
            within = True
        elif line == "]":
            within = False
        elif within and re.match(r"\s*[\"']", line) and not re.search(r"#\s+\S", line):
            found.append(line.strip())
    return found


def wanted(project):
    """Every requirement of the project and of its extras."""
    extras = project["project"]["optional-dependencies"].values()
    return [*project["project"]["dependencies"], *chain.from_iterable(extras)]


def test_every_dependency_and_every_exception_has_its_reason(repo):
    toml = (repo / "pyproject.toml").read_text(encoding="utf-8")

    assert "ignore = [" in toml
    assert not without_reason(toml)


def test_an_entry_without_a_reason_is_seen():
    toml = 'dependencies = [\n    "flask>=3",  # pages\n    "leftpad>=1",\n]\n'

    assert without_reason(toml) == ['"leftpad>=1",']


def test_every_dependency_says_from_which_version_on_it_is_known_to_work(project):
    assert not [requirement for requirement in wanted(project) if ">=" not in requirement]


def test_every_dependency_is_locked(project, repo):
    lock = (repo / "requirements-dev.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    names = {re.split(r"[><=]", requirement)[0] for requirement in wanted(project)}

    assert names <= locked, "run `make lock`"
