"""Races, kills, full disks, damage: the archive stays whole, or says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Barrier, Event, Thread

import pygit2
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.archive import Archive, lock
from kg.errors import ArchiveProblem, RevisionMoved

ROOT = Path(__file__).resolve().parents[3]


def said(text: str) -> Quad:
    node = NamedNode
    return Quad(
        node("https://e.org/s"), node("https://e.org/p"), Literal(text), node("https://e.org/g")
    )


def started(task: str, folder: Path, value: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("committing.py")), task, str(folder), value],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(task: str, folder: Path, value: str) -> str:
    with started(task, folder, value) as process:
        out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.strip()


def test_a_killed_writer_leaves_whole_revisions_and_stops_nobody(archive: Archive) -> None:
    made = int(run("killed", archive.folder, "25"))
    assert made >= 50


@pytest.mark.parametrize("limit", ["0", "50", "1000", "30000"])
def test_a_full_disk_leaves_the_old_revision_whole(archive: Archive, limit: str) -> None:
    made = run("starved", archive.folder, limit)
    assert archive.newest_id() == made
    assert [r.why for r in archive.revisions()] == ["after", "before"]


def outcomes(folder: Path, parent: str, racers: int) -> list[str]:
    processes = [started("race", folder, parent) for _ in range(racers)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    results = []
    for process in processes:
        with process:
            results.append(process.communicate(timeout=60)[0].strip())
    return results


def test_of_processes_that_commit_on_one_parent_exactly_one_wins(archive: Archive) -> None:
    first = archive.commit({"d": [said("a")]}, parent="", who="x", why="x")

    results = outcomes(archive.folder, first.id, 4)

    assert results.count("moved") == 3
    assert archive.newest_id() in results
    assert len(list(archive.revisions())) == 2


def test_processes_that_name_no_parent_come_one_after_another(archive: Archive) -> None:
    results = outcomes(archive.folder, "any", 4)
    assert sorted(results) == sorted(r.id for r in archive.revisions())
    assert [r.number for r in archive.revisions()] == [4, 3, 2, 1]


@pytest.mark.parametrize("shared", [True, False])
def test_of_threads_that_commit_on_one_parent_exactly_one_wins(
    archive: Archive, shared: bool
) -> None:
    first = archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    start = Barrier(4)
    results: list[str] = []

    def commit(number: int) -> None:
        own = archive if shared else Archive.open(archive.folder)
        start.wait(10)
        try:
            changes = {"d": [said(f"{number} {n}") for n in range(50)]}
            results.append(own.commit(changes, parent=first.id, who="x", why="x").id)
        except RevisionMoved:
            results.append("moved")

    threads = [Thread(target=commit, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == sorted(["moved"] * 3 + [archive.newest_id()])


def test_a_parent_that_is_no_longer_the_newest_is_refused(archive: Archive) -> None:
    first = archive.commit({"d": [said("a")]}, parent="", who="x", why="x")
    second = archive.commit({"d": [said("b")]}, parent=first.id, who="x", why="x")
    for parent in ("", first.id, "0" * 40):
        with pytest.raises(RevisionMoved, match=second.id[:8]) as caught:
            archive.commit({"d": [said("c")]}, parent=parent, who="x", why="x")
        assert "newest" in caught.value.remedy


def test_whoever_waits_too_long_is_told_who_writes(archive: Archive) -> None:
    impatient = Archive.open(archive.folder, patience=0.05)
    inside, done = Event(), Event()

    def hold() -> None:
        with lock.held(archive.folder, "국제교류담당관"):
            inside.set()
            done.wait(10)

    holder = Thread(target=hold)
    holder.start()
    assert inside.wait(10)
    with pytest.raises(ArchiveProblem, match=f"국제교류담당관, process {os.getpid()}") as caught:
        impatient.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    assert "import" in caught.value.remedy
    done.set()
    holder.join(10)
    assert impatient.commit({"d": [said("a")]}, parent=None, who="x", why="x").number == 1


def test_an_old_lock_of_a_killed_writer_is_cleared_away(archive: Archive) -> None:
    archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    left = [archive.folder / n for n in ("refs/heads/main.lock", "HEAD.lock", "packed-refs.lock")]
    for path in left:
        path.touch()
        os.utime(path, (time.time() - 60, time.time() - 60))

    archive.commit({"d": [said("b")]}, parent=None, who="x", why="x")

    assert not any(path.exists() for path in left)


def test_a_young_lock_is_waited_for(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "STALE_AFTER", 0.3)
    path = archive.folder / "refs/heads/main.lock"
    path.touch()
    os.utime(path, (time.time() + 60, time.time() + 60))
    began = time.monotonic()

    archive.commit({"d": [said("b")]}, parent=None, who="x", why="x")

    assert time.monotonic() - began >= 0.3


def test_a_folder_is_made_with_those_above_it_and_opened_again(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "archive"
    made = Archive.open(folder).commit({"d": [said("a")]}, parent="", who="x", why="x")
    assert Archive.open(folder).newest() == made
    assert "fsyncobjectfiles = true" in (folder / "config").read_text().lower()


def test_a_making_that_was_cut_short_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "objects" / "pack").mkdir(parents=True)
    (tmp_path / "config.lock").touch()
    os.utime(tmp_path / "config.lock", (0, 0))
    assert Archive.open(tmp_path).newest() is None


def test_processes_that_make_the_archive_at_once_agree(tmp_path: Path) -> None:
    assert len(set(outcomes(tmp_path / "new", "any", 3))) == 3


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive").touch()
    with pytest.raises(ArchiveProblem) as caught:
        Archive.open(tmp_path / "archive")
    assert "KG_VAR" in caught.value.remedy


def test_a_folder_of_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ArchiveProblem, match="other things"):
        Archive.open(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_a_work_tree_is_refused(tmp_path: Path) -> None:
    pygit2.init_repository(tmp_path)
    with pytest.raises(ArchiveProblem):
        Archive.open(tmp_path)


def test_a_repository_of_other_things_is_refused_when_it_is_read(tmp_path: Path) -> None:
    repository = pygit2.init_repository(tmp_path, bare=True, initial_head="main")
    tree = repository.TreeBuilder()
    tree.insert("README", repository.create_blob(b"code"), pygit2.enums.FileMode.BLOB)
    who = pygit2.Signature("x", "x", 1, 0)
    repository.create_commit("refs/heads/main", who, who, "x", tree.write(), [])
    archive = Archive.open(tmp_path)
    with pytest.raises(ArchiveProblem, match="README"):
        archive.lines("HEAD")
    with pytest.raises(ArchiveProblem, match="README"):
        archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused_with_the_way_out(archive: Archive) -> None:
    os.chown(archive.folder, 12345, 12345)
    with pytest.raises(ArchiveProblem, match="another user") as caught:
        Archive.open(archive.folder)
    assert "chown" in caught.value.remedy


def damaged(archive: Archive, path: Path, data: bytes) -> Archive:
    path.chmod(0o644)
    path.write_bytes(data)
    return Archive.open(archive.folder)


def loose(archive: Archive, id: str) -> Path:
    return archive.folder / "objects" / id[:2] / id[2:]


@pytest.mark.parametrize("cut", [0, 10, -3])
def test_a_damaged_file_is_told_with_the_way_back(archive: Archive, cut: int) -> None:
    made = archive.commit({"d": [said(str(n)) for n in range(99)]}, parent=None, who="x", why="x")
    path = loose(archive, archive._store.files(made.id)["d"])
    again = damaged(archive, path, path.read_bytes()[:cut])
    for read in (
        lambda: list(again.lines("HEAD")),
        lambda: again.difference("", "HEAD"),
        lambda: again.undo("HEAD", who="x"),
    ):
        with pytest.raises(ArchiveProblem, match="damaged") as caught:
            read()
        assert "backup" in caught.value.remedy


@pytest.mark.parametrize("part", ["commit", "tree"])
def test_a_revision_cut_short_is_told_with_the_way_back(archive: Archive, part: str) -> None:
    made = archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    tree = str(archive._store.commit_object(made.id).tree_id)
    path = loose(archive, made.id if part == "commit" else tree)
    again = damaged(archive, path, path.read_bytes()[:20])
    with pytest.raises(ArchiveProblem, match="cut short"):
        again.lines(made.id)
    with pytest.raises(ArchiveProblem, match="cut short"):
        again.commit({"d": [said("b")]}, parent=made.id, who="x", why="x")


def test_a_lost_commit_is_told_with_the_way_back(archive: Archive) -> None:
    made = archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    loose(archive, made.id).unlink()
    again = Archive.open(archive.folder)
    for read in (again.newest, lambda: list(again.revisions()), lambda: list(again.lines("HEAD"))):
        with pytest.raises(ArchiveProblem, match="damaged"):
            read()


def test_a_damaged_reference_is_told_with_the_way_back(archive: Archive) -> None:
    archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    again = damaged(archive, archive.folder / "refs" / "heads" / "main", b"")
    with pytest.raises(ArchiveProblem, match="damaged"):
        again.newest_id()
    with pytest.raises(ArchiveProblem, match="damaged"):
        again.commit({"d": [said("b")]}, parent=None, who="x", why="x")


def test_an_archive_without_its_head_is_damaged_and_not_made_anew(archive: Archive) -> None:
    archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    (archive.folder / "HEAD").unlink()
    with pytest.raises(ArchiveProblem, match="damaged"):
        Archive.open(archive.folder)


def test_a_packed_archive_reads_and_writes_as_before(archive: Archive) -> None:
    first = archive.commit({"d": [said("a")]}, parent=None, who="x", why="x")
    pygit2.Repository(archive.folder).pack()
    pygit2.Repository(archive.folder).compress_references()
    for path in archive.folder.glob("objects/??/*"):
        path.unlink()
    assert archive.newest() == first
    assert len(list(archive.lines(first.id))) == 1
    second = archive.commit({"d": [said("b")]}, parent=first.id, who="x", why="x")
    assert Archive.open(archive.folder).newest() == second
