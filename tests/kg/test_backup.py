"""A backup of the archive by `git push`, and a graph served from what was brought back."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from kg.archive import Archive
from kg.engine.protocol import Limits, Query
from kg.engine.running import running_engine
from kg.projection import Projection
from tests.kg.tiny import Office

EVERYTHING = Query(
    "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER (!isBlank(?s) && !isBlank(?o)) }"
)


def git(*arguments):
    done = subprocess.run(["git", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def backup(built, tmp_path):
    """A bare repository elsewhere, with everything of the office's archive, as the README says."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    built.bring(
        [{"id": "suzhou-cn", "city_en": "Suzhou", "city_ko": "쑤저우시", "country_iso2": "CN",
          "place_type": "city", "native": "", "native_lang": "", "lat": "", "lon": ""}],
        dataset="places", who="The desk", why="A longer name",
    )  # fmt: skip
    there = tmp_path / "backup.git"
    git("init", "--bare", "--quiet", there)
    git("-C", built.settings.archive, "push", "--quiet", "--mirror", there)
    return there


def told(office):
    """The log of revisions, and every statement served with its graph."""
    with running_engine(Projection(office.settings), office.settings.var) as engine:
        answer = engine.ask(EVERYTHING, Limits(30, 1 << 30, 1 << 28))
        key = engine.current_key()
    log = [(r.id, r.who, r.why, r.when, r.inputs) for r in office.archive.revisions()]
    return key, log, sorted(tuple(map(str, row)) for row in answer.rows)


def test_a_var_restored_from_the_backup_serves_the_same_revision_and_log(
    built: Office, backup, tmp_path
):
    before = told(built)
    assert len(before[1]) >= 2
    shutil.rmtree(built.settings.var)

    var = tmp_path / "restored"
    git("clone", "--mirror", "--quiet", backup, var / "archive")
    restored = Office(replace(built.settings, var=var))

    assert told(restored) == before
    assert git("-C", restored.settings.archive, "fsck", "--full") == ""


def test_the_restored_archive_takes_new_revisions_and_is_backed_up_again(built, backup, tmp_path):
    var = tmp_path / "restored"
    git("clone", "--mirror", "--quiet", backup, var / "archive")
    restored = Office(replace(built.settings, var=var))
    newest = restored.newest()
    assert newest == built.newest()

    restored.archive.undo(newest, who="The desk", why="Back again")
    git("-C", restored.settings.archive, "push", "--quiet", "--mirror", backup)

    assert Archive.open(backup).newest_id() == restored.newest() != newest
