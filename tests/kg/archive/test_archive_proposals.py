"""Proposals: they change nothing until they are accepted, and none is lost."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.archive import Archive, Edit, Input
from kg.errors import ArchiveProblem


def said(text: str) -> Quad:
    node = NamedNode
    return Quad(
        node("https://e.org/s"), node("https://e.org/p"), Literal(text), node("https://e.org/g")
    )


def texts(archive: Archive, revision: str) -> str:
    return "".join(sorted(x.split(b'"')[1].decode() for x in archive.lines(revision)))


@pytest.fixture
def archive(archive: Archive) -> Archive:
    archive.commit({"a": [said("a"), said("b")]}, parent=None, who="office", why="start")
    return archive


def test_a_proposal_changes_nothing_until_it_is_accepted(archive: Archive) -> None:
    before = archive.newest()
    assert before is not None
    inputs = (Input("x.csv", "00"),)
    proposal = archive.propose(
        "turin", {"a": Edit(added=[said("t")])}, who="Turin", why="new", inputs=inputs
    )

    assert archive.newest() == before
    assert archive.proposals() == [proposal] == [archive.proposal("turin")]
    assert proposal.base == before.id
    difference = archive.difference(proposal.base, proposal.revision.id)
    assert (len(difference.removed), len(difference.added)) == (0, 1)

    later = archive.commit({"b": [said("z")]}, parent=before.id, who="office", why="meanwhile")
    accepted = archive.accept("turin", who="office", why="looks right")

    assert texts(archive, accepted.id) == "abtz"
    assert (accepted.parent, accepted.accepts, accepted.number) == (later.id, "turin", 3)
    assert (accepted.who, accepted.inputs) == ("office", inputs)
    assert archive.datasets(accepted.id) == {"a": 3, "b": 1}
    assert archive.proposals() == []
    assert [r.number for r in archive.revisions()] == [3, 2, 1]
    assert archive.revision(proposal.revision.id).who == "Turin"
    assert texts(archive, archive.undo(accepted.id, who="office").id) == "abz"


def test_a_rejected_proposal_leaves_the_list_and_is_kept_with_its_reason(archive: Archive) -> None:
    newest = archive.newest_id()
    proposal = archive.propose("turin", {"a": [said("x")]}, who="Turin", why="new")

    archive.reject("turin", who="office", why="no source")

    assert archive.proposals() == []
    assert archive.newest_id() == newest
    kept = archive._store.references("refs/heads/rejected/")
    revision = archive._store.revision(archive._store.tip(kept[0]))
    assert (revision.parent, revision.why) == (proposal.revision.id, "no source")
    with pytest.raises(ArchiveProblem, match="turin"):
        archive.accept("turin", who="office")
    archive.propose("turin", {"a": [said("y")]}, who="Turin", why="again")
    archive.reject("turin", who="office", why="still none")
    assert len(archive._store.references("refs/heads/rejected/")) == 2


def test_a_proposal_on_statements_that_have_changed_is_refused_by_name(archive: Archive) -> None:
    archive.propose("turin", {"a": Edit([said("a")], [said("t")])}, who="Turin", why="x")
    newest = archive.commit({"a": Edit([said("a")], [said("c")])}, parent=None, who="o", why="x")

    with pytest.raises(ArchiveProblem, match='"a"') as caught:
        archive.accept("turin", who="office")

    assert "reject" in caught.value.remedy
    assert archive.newest_id() == newest.id
    assert [p.branch for p in archive.proposals()] == ["turin"]


def test_a_second_proposal_of_that_name_replaces_the_first(archive: Archive) -> None:
    first = archive.propose("turin", {"b": [said("t")]}, who="Turin", why="x")
    same = archive.propose("turin", {"b": [said("t")]}, who="Turin", why="y")
    second = archive.propose("turin", {"c": [said("u")]}, who="Turin", why="z")

    assert same == first
    assert archive.proposals() == [second]
    assert texts(archive, archive.accept("turin", who="office").id) == "abu"


def test_a_proposal_may_start_from_an_older_revision(archive: Archive) -> None:
    old = archive.newest_id()
    archive.commit({"a": [said("a")]}, parent=None, who="o", why="x")
    proposal = archive.propose("p", {"a": Edit(added=[said("c")])}, parent=old, who="T", why="x")
    assert proposal.base == old
    assert texts(archive, archive.accept("p", who="o").id) == "ac"


def test_a_proposal_that_the_archive_has_by_now_makes_no_revision(archive: Archive) -> None:
    archive.propose("p", {"a": Edit(added=[said("c")])}, who="T", why="x")
    newest = archive.commit({"a": Edit(added=[said("c")])}, parent=None, who="o", why="x")
    assert archive.accept("p", who="o") == newest
    assert archive.proposals() == []


def test_an_acceptance_that_was_cut_short_is_finished_by_accepting_again(archive: Archive) -> None:
    proposal = archive.propose("p", {"a": Edit([said("a")])}, who="T", why="x")
    accepted = archive.accept("p", who="o")
    archive.commit({"b": [said("q")]}, parent=None, who="o", why="x")
    archive._store.point("refs/heads/proposals/p", proposal.revision.id)

    assert archive.accept("p", who="o") == accepted
    assert archive.proposals() == []


@pytest.mark.parametrize("branch", ["", "A", "a/b", "..", "main.lock"])
def test_a_proposal_needs_a_plain_name(archive: Archive, branch: str) -> None:
    with pytest.raises(ArchiveProblem):
        archive.propose(branch, {"a": []}, who="T", why="x")
    with pytest.raises(ArchiveProblem):
        archive.proposal(branch)


def test_a_proposal_that_changes_nothing_is_refused(archive: Archive) -> None:
    with pytest.raises(ArchiveProblem, match="nothing"):
        archive.propose("p", {"a": [said("b"), said("a")]}, who="T", why="x")
