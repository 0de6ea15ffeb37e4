"""The file in which the keeper says what it serves, as its readers see it."""

from __future__ import annotations

import os
import shutil

from kg.engine.state import State, StateFile, forget_state, write_state


def test_each_change_is_seen_at_once_and_between_changes_the_kernel_is_not_asked(
    tmp_path, monkeypatch
):
    file = StateFile(tmp_path)
    for number in range(20):
        write_state(tmp_path, State(1, key=f"k{number}"))
        assert file.read() == State(1, key=f"k{number}")

    monkeypatch.setattr(os, "stat", lambda _: 1 / 0)
    assert file.read() == State(1, key="k19")


def test_what_is_forgotten_is_served_by_nobody_until_it_is_written_again(tmp_path):
    file = StateFile(tmp_path)
    assert file.read() is None

    write_state(tmp_path, State(1, key="k"))
    assert file.read() is not None
    forget_state(tmp_path)
    assert file.read() is None

    write_state(tmp_path, State(2, key="k"))
    assert file.read() == State(2, key="k")


def test_a_folder_cleared_and_filled_by_another_keeper_is_noticed_within_moments(
    tmp_path, monkeypatch
):
    now = [0.0]
    monkeypatch.setattr("kg.engine.state.time.monotonic", lambda: now[0])
    folder = tmp_path / "run"
    folder.mkdir()
    write_state(folder, State(1, key="old"))
    file = StateFile(folder)
    assert file.read() == file.read() == State(1, key="old")

    shutil.rmtree(folder)
    now[0] += 1
    assert file.read() is None
    folder.mkdir()
    write_state(folder, State(2, key="new"))
    assert file.read() == State(2, key="new")
    write_state(folder, State(2, key="newer"))
    assert file.read() == State(2, key="newer")
