"""No file names a path of one machine or the address of a package registry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

# Put together from pieces, or this file would break the rule it holds.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("conda", "anaconda", "org"),
    )
)
# A home or scratch folder at the start of a path; `.../home/` within a web address is none.
FOLDERS = re.compile(r"(?<![\w.:/~%-])/(?:home|Users|root|tmp|var/tmp|opt|mnt)/[\w.-]+")
LOCKS = ("requirements", "package-lock.json", ".npmrc", "pyproject.toml")
DOWNLOAD = re.compile(
    r'"resolved":|^\s*(?:--)?(?:extra-)?index-url|^\s*--find-links|https?://[^ "]+\.(?:whl|tgz|tar\.gz)',
    re.MULTILINE,
)


def paths_of_a_machine(text: str, checkout: Path) -> list[str]:
    """The paths in a text that hold on one machine only."""
    found = FOLDERS.findall(text)
    places = [checkout] if checkout.parent == Path(checkout.anchor) else [checkout, checkout.parent]
    return found + [f"{place}/" for place in places if f"{place}/" in text]


def offenders(pairs: Iterable[tuple[Path, object]]) -> list[str]:
    return [f"{file}: {what}" for file, what in pairs if what]


def test_no_file_names_a_path_of_this_machine(texts, repo):
    assert not offenders((f, paths_of_a_machine(t, repo)) for f, t in texts.items())


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("cache = '/" + "tmp/kg/cache'", True),
        ("see /" + "Users/kim/notes.txt", True),
        ("https://www.example.kr/" + "home/page.do", False),
        ("web/" + "tmp/x and ./" + "tmp/x", False),
    ],
)
def test_a_path_of_a_machine_is_told_from_an_address(text, is_one):
    assert bool(paths_of_a_machine(text, Path("/srv/checkout"))) is is_one


def test_no_file_names_a_package_registry(texts):
    assert not offenders((f, [r for r in REGISTRIES if r in t]) for f, t in texts.items())


def test_locks_name_packages_versions_and_checksums_but_no_download_address(texts):
    locks = {f: t for f, t in texts.items() if f.name.startswith(LOCKS)}

    assert {f.name for f in locks} >= {"requirements.txt", "requirements-dev.txt"}
    assert not offenders((f, DOWNLOAD.findall(t)) for f, t in locks.items())


@pytest.mark.parametrize(
    "line",
    [
        '      "resolved": "x",',
        "--index-url x",
        "extra-index-url = x",
        "name @ https://example.org/name-1.0-py3-none-any.whl",
    ],
)
def test_a_download_address_in_a_lock_is_seen(line):
    assert DOWNLOAD.search(line)


def test_every_locked_python_package_has_a_version_and_a_checksum(repo):
    for lock in sorted(repo.glob("requirements*.txt")):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
        packages = [e for e in entries if not e.startswith("#")]
        assert packages
        for package in packages:
            assert re.match(r"[a-z0-9-]+==\S+", package), f"{lock.name}: {package[:60]}"
            assert "--hash=sha256:" in package, f"{lock.name}: {package[:60]}"
