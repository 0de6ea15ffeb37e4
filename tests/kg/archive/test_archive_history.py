"""History: naming revisions, what differs, taking back."""

from __future__ import annotations

import pygit2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg.archive import Archive, ArchiveContent, Edit, Revision
from kg.archive.statements import compare, file_of
from kg.errors import ArchiveProblem, UnknownRevision


def said(text: str) -> Quad:
    node = NamedNode
    return Quad(
        node("https://e.org/s"), node("https://e.org/p"), Literal(text), node("https://e.org/g")
    )


def line(text: str) -> bytes:
    return f"{said(text)} .\n".encode()


def put(archive: Archive, **datasets: str | None) -> Revision:
    """Commit datasets whose statements are the letters of a word."""
    changes = {d: None if w is None else [said(c) for c in w] for d, w in datasets.items()}
    return archive.commit(changes, parent=None, who="office", why=f"put {datasets}")


def letters(archive: Archive, revision: str, dataset: str) -> str:
    return "".join(sorted(x.split(b'"')[1].decode() for x in archive.lines(revision, dataset)))


def test_revisions_come_newest_first_and_are_numbered(archive: Archive) -> None:
    made = [put(archive, a=word) for word in ("a", "ab", "abc", "b")]

    assert list(archive.revisions()) == made[::-1]
    assert list(archive.revisions(limit=2)) == [made[3], made[2]]
    assert list(archive.revisions(limit=0)) == []
    assert [r.number for r in made] == [1, 2, 3, 4]
    assert [r.parent for r in made] == [None, *(r.id for r in made[:3])]


def test_a_revision_is_found_by_id_by_first_digits_and_from_the_newest(archive: Archive) -> None:
    first, second, third = (put(archive, a=word) for word in ("a", "ab", "abc"))

    assert archive.revision(first.id) == first
    assert archive.revision(second.id[:10]) == second
    assert archive.revision("HEAD") == third
    assert archive.revision("HEAD~") == second
    assert archive.revision("HEAD~2") == first
    assert archive.revision("HEAD~0") == third
    assert letters(archive, "HEAD~1", "a") == "ab"


@pytest.mark.parametrize(
    "name", ["", "abc", "f" * 40, "ffff", "main", "HEAD~3", "HEAD^", "head", "../x"]
)
def test_a_name_that_no_revision_bears_says_which_names_there_are(
    archive: Archive, name: str
) -> None:
    for word in ("a", "ab", "abc"):
        put(archive, a=word)
    with pytest.raises(UnknownRevision) as caught:
        archive.revision(name)
    assert "HEAD" in caught.value.remedy


def test_first_digits_that_two_revisions_share_are_refused(archive: Archive) -> None:
    made = put(archive, a="a")
    repository = archive._store.repository
    tree = archive._store.commit_object(made.id).tree_id
    # Not synced to the disk: some hundred commits are needed until two begin alike.
    pygit2.settings.enable_fsync_gitdir(False)
    repository.config["core.fsyncObjectFiles"] = False
    seen: dict[str, str] = {}
    id = made.id
    while id[:4] not in seen:
        seen[id[:4]] = id
        who = pygit2.Signature("x", "archive", len(seen), 0)
        id = str(repository.create_commit("refs/heads/main", who, who, "x", tree, [id]))

    with pytest.raises(UnknownRevision, match="More than one"):
        archive.revision(id[:4])
    assert archive.revision(seen[id[:4]][:20]).id == seen[id[:4]]


def test_a_file_is_no_revision(archive: Archive) -> None:
    made = put(archive, a="a")
    tree = archive._store.files(made.id)["a"]
    with pytest.raises(UnknownRevision):
        archive.revision(tree)
    with pytest.raises(UnknownRevision):
        archive.revision(tree[:8])


def test_difference_names_what_went_and_what_came(archive: Archive) -> None:
    old, new = put(archive, a="abc"), put(archive, a="bcd", b="x")

    difference = archive.difference(old.id, new.id)
    assert (difference.removed, difference.added) == ((line("a"),), (line("d"), line("x")))
    back = archive.difference(new.id, old.id)
    assert (back.removed, back.added) == (difference.added, difference.removed)
    assert not archive.difference(new.id, new.id)
    assert archive.difference("", old.id).added == tuple(archive.lines(old.id))


def test_a_quad_that_two_datasets_hold_goes_only_when_both_drop_it(archive: Archive) -> None:
    both = put(archive, a="xy", b="xz", c="q")
    one = put(archive, a="y")
    none = put(archive, b="z")

    assert not archive.difference(both.id, one.id)
    assert archive.difference(one.id, none.id).removed == (line("x"),)
    assert archive.difference(both.id, none.id).removed == (line("x"),)
    assert archive.difference(none.id, one.id).added == (line("x"),)
    assert not archive.difference(one.id, both.id)
    by_dataset = archive.difference_by_dataset(both.id, one.id)
    assert list(by_dataset) == ["a"]
    assert by_dataset["a"].removed == (line("x"),)


def test_a_quad_that_moves_from_one_dataset_to_another_is_no_difference(archive: Archive) -> None:
    old, new = put(archive, a="xy", b="z"), put(archive, a="y", b="zx")
    moved = put(archive, a=None, c="y")

    assert not archive.difference(old.id, new.id)
    assert not archive.difference(new.id, moved.id)
    assert list(archive.difference_by_dataset(old.id, new.id)) == ["a", "b"]


WORDS = st.dictionaries(st.sampled_from("abc"), st.text("abcdefgh", max_size=8), max_size=3)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(old=WORDS, new=WORDS)
def test_the_difference_applied_to_the_old_revision_gives_the_new_one(
    archive: Archive, old: dict[str, str], new: dict[str, str]
) -> None:
    before = put(archive, **{**dict.fromkeys("abcd"), **old, "e": "z"})
    after = put(archive, **{**dict.fromkeys("abcd"), **new, "e": "z"})
    content = ArchiveContent(archive)

    removed, added = map(set, content.difference(before.id, after.id))

    had, has = set(content.lines(before.id)), set(content.lines(after.id))
    assert removed <= had
    assert not added & had
    assert (had - removed) | added == has
    assert content.newest() == after.id


LINES = st.lists(st.binary(max_size=300).map(lambda b: b.replace(b"\n", b"") + b"\n"), max_size=60)


@given(shared=LINES, old=LINES, new=LINES)
def test_two_sorted_files_are_compared_line_by_line(
    shared: list[bytes], old: list[bytes], new: list[bytes]
) -> None:
    removed, added = compare(file_of(shared + old), file_of(shared + new))
    assert removed == sorted(set(shared + old) - set(shared + new))
    assert added == sorted(set(shared + new) - set(shared + old))


def test_a_long_line_and_long_equal_stretches_are_compared_too() -> None:
    long = [b"m" * 3_000_000 + b"\n", *(b"%07d\n" % n for n in range(300_000))]
    removed, added = compare(file_of([*long, b"0150000x\n"]), file_of([*long, b"z\n", b"0\n"]))
    assert (removed, added) == ([b"0150000x\n"], [b"0\n", b"z\n"])


def test_an_undo_takes_back_one_revision_and_leaves_the_later_ones(archive: Archive) -> None:
    put(archive, a="ab")
    wrong = put(archive, a="bc", b="x")
    later = put(archive, a="bcd", c="q")

    undone = archive.undo(wrong.id, who="office")

    assert letters(archive, undone.id, "a") == "abd"
    assert archive.datasets(undone.id) == {"a": 3, "c": 1}
    assert (undone.parent, undone.reverts) == (later.id, wrong.id)
    assert "put" in undone.why
    assert archive.revision(undone.id) == undone


def test_an_undo_can_be_undone(archive: Archive) -> None:
    put(archive, a="ab", b="x")
    wrong = put(archive, a="bc", b=None)
    undone = archive.undo("HEAD", who="office", why="was wrong")
    again = archive.undo(undone.id, who="office", why="was right after all")

    assert not archive.difference(wrong.id, again.id)
    assert archive.datasets(again.id) == {"a": 2}
    assert archive.datasets(undone.id) == {"a": 2, "b": 1}


def test_the_first_revision_can_be_undone(archive: Archive) -> None:
    first = put(archive, a="ab")
    undone = archive.undo(first.id, who="office")
    assert archive.datasets(undone.id) == {}
    assert list(archive.lines(undone.id)) == []
    assert archive.datasets(archive.undo(undone.id, who="office").id) == {"a": 2}


def test_an_undo_is_refused_when_a_later_revision_touched_the_same_statement(
    archive: Archive,
) -> None:
    put(archive, a="ab", b="n")
    wrong = put(archive, a="bc")
    other = put(archive, b="m")
    later = put(archive, a="bd")

    with pytest.raises(ArchiveProblem) as caught:
        archive.undo(wrong.id, who="office")

    assert '"c"' in caught.value.problem
    assert '"a"' not in caught.value.problem
    assert later.id[:8] in caught.value.remedy
    assert other.id[:8] not in caught.value.remedy
    assert archive.newest_id() == later.id
    archive.undo(later.id, who="office")
    archive.undo(wrong.id, who="office")
    assert letters(archive, "HEAD", "a") == "ab"


def test_an_undo_is_refused_when_it_has_been_made_already(archive: Archive) -> None:
    put(archive, a="a")
    wrong = put(archive, a="ab")
    undone = archive.undo(wrong.id, who="office")
    with pytest.raises(ArchiveProblem) as caught:
        archive.undo(wrong.id, who="office")
    assert undone.id[:8] in caught.value.remedy


def test_counts_are_counted_where_a_message_does_not_say_them(archive: Archive) -> None:
    made = put(archive, a="abc")
    store = archive._store
    signature = store.commit_object(made.id).author
    tree = store.commit_object(made.id).tree_id
    by_hand = store.repository.create_commit(
        "refs/heads/main", signature, signature, "by hand\n\n{not a block", tree, [made.id]
    )

    revision = archive.revision("HEAD")
    assert (revision.id, revision.number, revision.why) == (
        str(by_hand),
        2,
        "by hand\n\n{not a block",
    )
    assert archive.datasets("HEAD") == {"a": 3}
    edited = archive.commit({"a": Edit(removed=[said("a")])}, parent=None, who="x", why="x")
    assert (edited.number, archive.datasets(edited.id)) == (3, {"a": 2})
