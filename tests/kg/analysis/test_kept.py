"""Results kept by the state of the graph."""

from __future__ import annotations

import fcntl
from threading import Event

import pytest

from kg.analysis import kept
from kg.analysis.kept import Recent, Shelf, Underway
from kg.errors import EngineUnavailable


def test_a_result_is_computed_once_for_a_state_and_again_for_another(tmp_path):
    made = []
    shelf = Shelf(tmp_path)
    for key in ("one", "one", "two"):
        assert shelf.get(key, "x", lambda: made.append(1) or {"n": 1}) == {"n": 1}
    assert len(made) == 2


def test_another_process_finds_what_one_has_computed(tmp_path):
    Shelf(tmp_path).get("key", "x", lambda: [1, "둘"])
    assert Shelf(tmp_path).get("key", "x", lambda: pytest.fail("computed again")) == [1, "둘"]


def test_a_damaged_file_is_computed_again(tmp_path):
    Shelf(tmp_path).get("key", "x", lambda: 1)
    (file,) = tmp_path.glob("*/*.json")
    file.write_text("{")
    assert Shelf(tmp_path).get("key", "x", lambda: 2) == 2


def test_who_waits_too_long_for_another_is_told_to_come_again(tmp_path):
    shelf = Shelf(tmp_path, patience=0)
    shelf.get("key", "x", lambda: 1)
    (file,) = tmp_path.glob("*/*.json")
    file.unlink()
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(EngineUnavailable, match="being computed"):
            shelf.get("key", "x", lambda: 1)


def test_only_the_newest_states_and_results_stay_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "REVISIONS", 2)
    monkeypatch.setattr(kept, "FILES", 3)
    shelf = Shelf(tmp_path)
    for state in "abcd":
        for name in "vwxyz":
            shelf.get(state, name, lambda: 1)
    assert len(list(tmp_path.iterdir())) == 2
    assert len(list(tmp_path.glob("*/*.json"))) <= 6


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path):
    (tmp_path / "file").write_text("")
    assert Shelf(tmp_path / "file").get("key", "x", lambda: 5) == 5


def test_of_recent_results_the_oldest_go():
    recent, made = Recent(2), []
    for name in "abcb":
        recent.get((name,), lambda n=name: made.append(n))
    recent.get(("a",), lambda: made.append("a"))
    assert made == ["a", "b", "c", "a"]


def test_what_takes_long_goes_on_and_is_found_by_who_asks_again():
    underway, may_end, made = Underway(patience=0.01), Event(), []

    def make():
        may_end.wait(10)
        made.append(1)
        return "done"

    for _ in range(2):
        with pytest.raises(EngineUnavailable, match="being computed"):
            underway.get(("x",), make)
    may_end.set()
    assert Underway.get(Underway(10), ("y",), lambda: "other") == "other"
    underway._patience = 10
    assert underway.get(("x",), make) == "done"
    assert len(made) <= 2


def test_whoever_waits_is_told_why_it_failed():
    def make():
        raise EngineUnavailable("No memory.", remedy="Wait.")

    with pytest.raises(EngineUnavailable, match="No memory"):
        Underway(10).get(("x",), make)
