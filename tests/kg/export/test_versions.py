"""What a revision changed, by number, in words, and as a patch."""

from __future__ import annotations

import pytest

from kg.archive import Archive
from kg.errors import UnknownRevision
from kg.export import versions
from tests.kg.export.conftest import ARTICLE, NAMES, NEWS, PLACES, TURIN


def test_a_revision_is_found_by_its_id_and_by_eight_digits_but_not_by_seven(two):
    settings, (first, _) = two
    assert versions.full_id(settings, first) == first
    assert versions.full_id(settings, first[:8]) == first
    for wrong in (first[:7], "HEAD", "HEAD~1", "../..", first.upper(), "0" * 40):
        with pytest.raises(UnknownRevision):
            versions.full_id(settings, wrong)


def test_a_proposal_that_waits_is_no_published_revision(two):
    settings, _ = two
    archive = Archive.open(settings.archive)
    proposed = archive.propose("later", {"later": NEWS[:1]}, who="a city", why="we propose")
    try:
        with pytest.raises(UnknownRevision):
            versions.full_id(settings, proposed.revision.id)
    finally:
        archive.reject("later", who="the desk", why="a test")


def test_the_history_is_newest_first_and_in_pages(two):
    settings, (first, second) = two
    assert [r.id for r in versions.history(settings, 1, 50)[0]] == [second, first]
    assert [r.id for r in versions.history(settings, 2, 1)[0]] == [first]
    assert versions.history(settings, 3, 1) == ([], 2)


def test_each_dataset_is_told_with_what_it_holds_lost_and_gained(two):
    settings, (first, second) = two
    old, new = versions.version(settings, first), versions.version(settings, second)
    assert [(t.dataset, t.statements, t.removed, t.added) for t in old.tallies] == [
        ("places", len(PLACES), 0, len(PLACES))
    ]
    assert [(t.dataset, t.statements, t.removed, t.added) for t in new.tallies] == [
        ("news", len(NEWS), 0, len(NEWS)),
        ("places", len(PLACES) - 1, 1, 0),
    ]
    assert (old.following, new.following) == (second, None)


def test_a_change_is_told_in_words_removed_first(two, reading, library):
    settings, (_, second) = two
    version = versions.version(settings, second)
    told = versions.readable(version, reading, library.model)
    gone = told[0]
    assert (gone.came, gone.subject.text, gone.object.text) == (False, "Turin", "토리노")
    assert gone.property == "Name"
    assert all(s.came for s in told[1:])
    assert any(s.subject.iri == TURIN.value and s.source.iri == ARTICLE.value for s in told)


def test_a_long_change_shows_some_of_what_went_and_some_of_what_came(two, reading, library):
    settings, (_, second) = two
    told = versions.readable(versions.version(settings, second), reading, library.model, most=4)
    assert [s.came for s in told] == [False, True, True, True]


def test_the_patch_applied_to_the_revision_before_gives_this_one(two):
    settings, ids = two
    archive = Archive.open(settings.archive)
    held: set[bytes] = set()
    for id in ids:
        lines = b"".join(versions.patch(settings, id, NAMES)).splitlines(keepends=True)
        assert lines[0] == f"H id <{NAMES.base}data/{id}> .\n".encode()
        assert (lines[-1], b"TX .\n" in lines) == (b"TC .\n", True)
        for line in lines:
            if line.startswith(b"D "):
                held.remove(line[2:])
            elif line.startswith(b"A "):
                held.add(line[2:])
        assert held == set(archive.lines(id))
