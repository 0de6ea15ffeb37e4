"""The systemd unit: what it promises of the service, and that systemd understands it."""

from __future__ import annotations

import configparser
import shutil
import subprocess

import pytest

from kg.serving import GRACE
from kg.settings import Settings


@pytest.fixture
def path(repo):
    return repo / "deploy" / "city-diplomacy-graph.service"


@pytest.fixture
def unit(path):
    parser = configparser.ConfigParser(strict=True, interpolation=None, comment_prefixes=("#",))
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("DynamicUser", "yes"),
        ("CapabilityBoundingSet", ""),
        ("Restart", "on-failure"),
        ("KillMode", "mixed"),
    ],
)
def test_the_service_may_do_no_more_than_it_needs_and_comes_back(unit, name, value):
    assert unit["Service"][name] == value


def test_it_writes_in_the_folder_of_its_var_and_nowhere_else(unit):
    service = unit["Service"]
    var = f"/var/lib/{service['StateDirectory']}"
    assert service["ReadWritePaths"] == var
    assert f"KG_VAR={var}" in service["Environment"].split()


def test_its_settings_are_settings_of_ours(unit):
    words = unit["Service"]["Environment"].split()
    Settings.from_environment(dict(word.split("=", 1) for word in words))


def test_it_is_told_to_reload_by_the_signal_kg_serve_knows(unit):
    assert unit["Service"]["ExecReload"].split()[1:] == ["-HUP", "$MAINPID"]
    assert unit["Service"]["ExecStart"].endswith("/kg serve")


def test_it_waits_for_answers_under_way_before_it_kills(unit):
    assert float(unit["Service"]["TimeoutStopSec"]) > Settings().deadline + 2 * GRACE + 10


def test_systemd_finds_no_fault_with_it(path, tmp_path):
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    # The programs lie elsewhere here; systemd looks whether they can be run.
    text = path.read_text(encoding="utf-8").replace(
        "/srv/city-diplomacy-graph/.venv/bin/kg", shutil.which("true") or "/bin/true"
    )
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    done = subprocess.run([verify, "verify", "--man=no", copy], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if path.name in line]
    assert ours == []
