"""Set-up of the browser parts: the right node, whole copies, and clear words when it fails."""

from __future__ import annotations

import json
import stat

import pytest

from web import assets


@pytest.fixture
def node(tmp_path):
    """Makes a folder with an npm and a node that calls itself by the version given."""

    def make(version):
        folder = tmp_path / version
        folder.mkdir()
        for name, words in (("npm", "exit 1"), ("node", f"echo {version}")):
            program = folder / name
            program.write_text(f"#!/bin/sh\n{words}\n")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return folder

    return make


@pytest.fixture
def modules(tmp_path):
    """A node_modules that holds one file for every pattern of PARTS."""
    for part in assets.PARTS:
        for pattern in part.files:
            file = tmp_path / "node_modules" / part.package / pattern.replace("*", "piece")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(pattern)
    return tmp_path / "node_modules"


@pytest.mark.parametrize(
    ("version", "serves"),
    [
        ("v18.19.0", False),
        ("v20.18.1", False),
        ("v20.20.2", False),
        ("v22.18.0", False),
        ("v22.19.0", True),
        ("v23.0.0", False),
        ("v24.0.0", True),
        ("v100.1.0", True),
        ("", False),
    ],
)
def test_node_serves_from_the_versions_that_package_json_names(version, serves):
    assert assets.node_serves(version) is serves


def test_the_engines_of_package_json_are_those_the_check_knows(repo):
    package = json.loads((repo / "web" / "package.json").read_text())

    assert package["engines"]["node"] == "^22.19.0 || >=24.0.0"


def test_an_old_node_is_passed_over_for_a_newer_one(node):
    assert assets.find_npm([node("v18.0.0"), node("v22.20.0")]).parent.name == "v22.20.0"


def test_without_a_new_enough_node_the_problem_names_the_old_one_and_the_remedy(node):
    with pytest.raises(assets.NodeMissing) as caught:
        assets.find_npm([node("v18.0.0")])

    assert "v18.0.0" in caught.value.problem
    assert "make node" in caught.value.remedy


def test_a_failing_npm_is_told_with_what_to_do(node, tmp_path):
    with pytest.raises(assets.InstallFailed, match="make assets"):
        assets.install(node("v22.20.0") / "npm", tmp_path)


def test_the_copy_holds_every_part_and_nothing_of_the_one_before(modules, tmp_path):
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old.js").touch()

    count = assets.copy(modules, vendor)

    files = [file for file in vendor.rglob("*") if file.is_file()]
    assert len(files) == count == sum(len(part.files) for part in assets.PARTS)
    assert (vendor / "world-atlas" / "countries-50m.json").exists()
    assert not (vendor / "old.js").exists()


def test_a_package_without_the_file_is_named_and_the_copy_before_stays(modules, tmp_path):
    vendor = tmp_path / "vendor"
    assets.copy(modules, vendor)
    (modules / "world-atlas" / "countries-50m.json").unlink()

    with pytest.raises(assets.PartMissing, match="world-atlas holds no countries-50m"):
        assets.copy(modules, vendor)

    assert (vendor / "world-atlas" / "countries-50m.json").exists()


def test_every_package_that_is_served_is_pinned_to_one_version(repo):
    wanted = json.loads((repo / "web" / "package.json").read_text())["dependencies"]
    locked = json.loads((repo / "web" / "package-lock.json").read_text())["packages"]

    assert {part.package for part in assets.PARTS} <= set(wanted)
    for package, version in wanted.items():
        assert locked[f"node_modules/{package}"]["version"] == version
