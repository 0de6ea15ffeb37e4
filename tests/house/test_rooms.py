"""Every room stands in the contract that says who may import whom."""

from __future__ import annotations

import re


def layers(project):
    contracts = project["tool"]["importlinter"]["contracts"]
    (rooms,) = (c for c in contracts if c["type"] == "layers")
    return {name for layer in rooms["layers"] for name in re.findall(r"[\w.]+", layer)}


def test_every_room_of_the_library_stands_in_the_layers(project, modules):
    rooms = {
        "kg." + name.split("/")[1].removesuffix(".py")
        for name in modules
        if name.startswith("kg/") and name not in ("kg/__init__.py", "kg/__main__.py")
    }
    assert rooms
    assert rooms <= layers(project), "add the room to pyproject.toml, where it belongs"


def test_the_web_stands_above_the_library(project):
    assert "web" in layers(project)


def test_every_contract_says_its_name_in_words(project):
    for contract in project["tool"]["importlinter"]["contracts"]:
        assert " " in contract["name"]
