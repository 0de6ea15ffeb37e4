"""What a full disk, a killed process and a closed pipe leave behind; what only a terminal sees."""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.kg.tiny import PLACES, Office, environment

KG = [sys.executable, "-c", "from kg.cli import main; main()"]
KILLS = 50


def _run(office: Office, *arguments: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KG, *map(str, arguments)],
        env=os.environ | environment(office),
        capture_output=options.pop("capture_output", True),
        text=True,
        timeout=60,
        **options,
    )


@pytest.mark.slow
def test_an_import_killed_at_any_moment_leaves_the_old_or_the_new_revision(
    built: Office, repo: Path
):
    before = len(built.quads())
    program = repo / "tests" / "kg" / "killing.py"
    done = subprocess.run(
        [sys.executable, str(program), str(KILLS), "20261122", str(built.paper("rows.csv", b""))],
        env=os.environ | environment(built) | {"PYTHONPATH": str(repo)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == KILLS

    standing, came = "1.5", 0
    for after in told:
        assert after["statements"] == before
        assert after["found"] in ([standing], [after["value"]]), "neither the old nor the new"
        came += after["found"] == [after["value"]]
        standing = after["found"][0]
    assert 0 < came < KILLS, "the kills must fall on both sides of the commit"

    # What is left is an archive like any other.
    log = _run(built, "log")
    assert log.returncode == 0
    assert log.stdout.count("desk: Import of rows.csv") == min(came + 1, 20)
    undo = _run(built, "undo", "HEAD")
    assert undo.returncode == 0, undo.stderr
    (latitude,) = {value for value, _ in built.said("city", "turin-it", "latitude")}
    assert latitude != standing
    assert len(built.quads()) == before


def test_a_full_disk_is_told_and_changes_nothing(built: Office):
    before = built.newest()
    path = built.paper("rows.csv", [{**PLACES[1], "lat": "45.1"}])

    def full() -> None:
        # No file may grow beyond this many bytes: what a full disk does to a writer.
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    done = _run(built, "import", path, "--dataset", "places", preexec_fn=full)

    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert built.newest() == before
    assert _run(built, "import", path, "--dataset", "places").returncode == 0


def test_a_reader_that_goes_away_is_no_fault(built: Office):
    writer = subprocess.Popen(
        [*KG, "export", "--format", "nq"],
        env=os.environ | environment(built),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    said = writer.stderr.read().decode()
    writer.stderr.close()
    writer.wait(30)

    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_the_progress_bar_is_drawn_on_a_terminal_only(office: Office):
    piped = _run(office, "build", "--force")
    assert piped.stderr == ""

    keyboard, terminal = os.openpty()
    builder = subprocess.Popen(
        [*KG, "build", "--force"],
        env=os.environ | environment(office) | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    )
    os.close(terminal)
    drawn = _all(keyboard).decode()
    assert builder.wait(60) == 0
    assert "11/" in drawn, "every row of the three tables went by"


def _all(terminal: int) -> bytes:
    """What was written to a terminal until its last writer ended."""
    pieces = []
    with os.fdopen(terminal, "rb", buffering=0) as screen, suppress(OSError):
        while piece := screen.read(1 << 12):
            pieces.append(piece)
    return b"".join(pieces)


def test_serving_before_anything_was_built_says_to_build(office: Office, kg):
    done = kg(office, "serve")

    assert done.exit_code == 1
    assert "no revision to serve" in done.stderr
    assert "kg build" in done.stderr


def test_a_port_that_is_taken_is_told(built: Office, kg):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = kg(built, "serve", KG_PORT=port)

    assert done.exit_code == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "KG_PORT" in done.stderr


def test_a_shape_that_is_not_understood_stops_build_and_serve(built: Office, tmp_path: Path, kg):
    ontology = tmp_path / "ontology"
    shutil.copytree(built.settings.ontology, ontology)
    city = ontology / "shapes" / "city.ttl"
    path = "sh:path cd:partOf ;"
    city.write_text(city.read_text().replace(path, f"{path} cd:colour true ;"))
    for command in ("build", "serve"):
        done = kg(built, command, KG_ONTOLOGY=str(ontology), KG_PORT="0")
        assert done.exit_code == 1
        assert "city.ttl: cd:colour is not understood here." in done.stderr
        assert "Remedy:" in done.stderr
