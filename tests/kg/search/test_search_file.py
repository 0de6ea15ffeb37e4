"""The file of the index: put in place whole, read as it was opened, refused when it is none."""

from __future__ import annotations

import gc
import os
import sqlite3
from pathlib import Path

import pytest

from kg.errors import SearchProblem
from kg.search import LABEL, Entry, Index, build


def entry(text, thing="a"):
    return Entry(thing, "city", text, "en", LABEL)


def test_an_open_index_keeps_answering_from_the_file_it_opened(tmp_path):
    build(tmp_path / "s", [entry("Medan")], revision="one")
    old = Index.open(tmp_path / "s")
    build(tmp_path / "s", [entry("Turin")], revision="two")
    new = Index.open(tmp_path / "s")

    assert (old.search("Medan").total, old.search("Turin").total, old.revision) == (1, 0, "one")
    assert (new.search("Medan").total, new.search("Turin").total, new.revision) == (0, 1, "two")
    old.close()
    new.close()


def test_an_index_that_nobody_holds_any_more_lets_go_of_its_file_at_once(tmp_path):
    def opened():
        names = [os.path.realpath(entry) for entry in Path("/proc/self/fd").iterdir()]
        return sum(str(tmp_path) in name for name in names)

    path = tmp_path / "search.sqlite"
    build(path, [entry("Turin")], revision="r1")
    gc.disable()  # files that only the collector closes pile up while it does not come by
    try:
        index = Index.open(path)
        assert index.search("Turin").hits
        assert opened() > 0
        del index
        assert opened() == 0
    finally:
        gc.enable()


def test_building_makes_the_folder_and_leaves_nothing_beside_the_file(tmp_path):
    build(tmp_path / "new" / "s", [entry("Medan")])

    assert [p.name for p in (tmp_path / "new").iterdir()] == ["s"]


def test_entries_that_break_off_leave_the_old_file_as_it_was(tmp_path):
    build(tmp_path / "s", [entry("Medan")])
    before = (tmp_path / "s").read_bytes()

    def broken():
        yield entry("Turin")
        raise RuntimeError("the engine went away")

    with pytest.raises(RuntimeError):
        build(tmp_path / "s", broken())

    assert (tmp_path / "s").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["s"]


def test_a_place_that_cannot_be_written_is_a_problem_with_a_remedy(tmp_path):
    (tmp_path / "s").mkdir()

    with pytest.raises(SearchProblem, match="cannot be written") as caught:
        build(tmp_path / "s", [entry("Medan")])

    assert "build again" in caught.value.remedy
    assert [p.name for p in tmp_path.iterdir()] == ["s"]


def test_a_missing_index_says_how_to_build_one(tmp_path):
    with pytest.raises(SearchProblem, match="no search index") as caught:
        Index.open(tmp_path / "s")

    assert "kg build" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look" * 100])
def test_a_file_that_is_no_index_is_refused(tmp_path, content):
    (tmp_path / "s").write_bytes(content)

    with pytest.raises(SearchProblem, match="cannot be read"):
        Index.open(tmp_path / "s")


def test_an_index_of_another_format_is_refused(tmp_path):
    build(tmp_path / "s", [entry("Medan")])
    connection = sqlite3.connect(tmp_path / "s")
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'format'")
    connection.commit()
    connection.close()

    with pytest.raises(SearchProblem, match="format 0"):
        Index.open(tmp_path / "s")


def test_an_index_of_nothing_finds_nothing(tmp_path):
    build(tmp_path / "s", [])
    index = Index.open(tmp_path / "s")

    assert index.search("Medan").reason == "nothing"
    assert index.suggest("Medan") == []
    index.close()


def test_the_path_may_hold_characters_that_mean_something_in_addresses(tmp_path):
    path = tmp_path / "100% 광주?#&" / "s.sqlite"
    build(path, [entry("Medan")])
    index = Index.open(path)

    assert index.search("Medan").total == 1
    index.close()


def test_a_text_a_thing_has_twice_is_kept_once(tmp_path):
    build(tmp_path / "s", [entry("Medan"), entry("MEDAN"), entry("Médan")])
    connection = sqlite3.connect(tmp_path / "s")

    assert connection.execute("SELECT COUNT(*) FROM entry").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize("weight", [0, 4])
def test_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(ValueError, match="no weight"):
        Entry("a", "city", "Medan", "en", weight)
