"""Each module says its subject in its first line, stays short, and does nothing when imported."""

from __future__ import annotations

import ast
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = Path(__file__).with_name("watched_imports.py")


def watched_imports(checkout):
    """What the modules of kg and web in a folder do and make when they are imported."""
    done = subprocess.run(
        [sys.executable, str(WATCHED)],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_first_line_of_every_module_says_its_subject(modules):
    assert modules
    silent = [
        name
        for name, text in modules.items()
        if not text.startswith('"""') or not (ast.get_docstring(ast.parse(text)) or "").strip()
    ]
    assert not silent


def test_the_median_module_has_at_most_120_lines(modules):
    lengths = [
        len(text.splitlines()) for name, text in modules.items() if not name.endswith("__init__.py")
    ]
    assert statistics.median(lengths) <= 120


def test_every_public_function_and_class_has_a_docstring(modules):
    undocumented = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in modules.items()
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not undocumented


def test_importing_the_house_does_nothing_else(repo):
    told = watched_imports(repo)

    assert {"kg.errors", "kg.settings", "web.assets"} <= set(told["names"])
    assert not told["acts"], "done at import"
    assert not told["held"], "made at import: make it at start and hand it in"


@pytest.mark.parametrize(
    ("source", "act"),
    [
        ("import socket\nsocket.socket().close()\n", "kg:2 socket.__new__"),
        ("import subprocess\nsubprocess.run(['true'])\n", "kg:2 subprocess.Popen"),
        ("open('new.txt', 'w').close()\n", "kg:1 open"),
    ],
)
def test_a_module_that_acts_when_it_is_imported_is_seen(tmp_path, source, act):
    for room, text in (("kg", source), ("web", "")):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text(text)

    assert watched_imports(tmp_path)["acts"][0].startswith(act)


def test_a_module_that_holds_a_store_is_seen(tmp_path):
    for room, text in (("kg", "import pyoxigraph\ngraph = pyoxigraph.Store()\n"), ("web", "")):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text(text)

    assert watched_imports(tmp_path)["held"] == ["kg.graph"]
