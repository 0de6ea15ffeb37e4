"""What is read from the archive is what was committed."""

from __future__ import annotations

import random

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.archive import Archive, Edit, Input
from kg.errors import ArchiveProblem

CD = "https://w3id.org/city-diplomacy/"


def said(number: int, text: str = "", source: str = "one") -> Quad:
    return Quad(
        NamedNode(f"{CD}id/city/c{number}"),
        NamedNode(f"{CD}ns#note"),
        Literal(text or f"note {number}", language="en"),
        NamedNode(f"{CD}id/source/{source}"),
    )


def read(archive: Archive, revision: str, dataset: str | None = None) -> list[Quad]:
    return list(parse(b"".join(archive.lines(revision, dataset)), format=RdfFormat.N_QUADS))


def test_what_is_read_is_what_was_committed(archive: Archive) -> None:
    thing, of, source = (NamedNode(CD + x) for x in ("id/city/a", "ns#x", "id/source/s"))
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = [
        Literal("광주광역시", language="ko"),
        Literal("南京", language="zh-hans"),
        Literal('two\nlines, a "quote", a tab\t, a \\ and\ra return'),
        Literal("line\u2028separator, next\u0085line, bell\u0007, e\u0301, 🕊"),
        Literal("2013-07", datatype=NamedNode(xsd + "gYearMonth")),
        Literal("700.0", datatype=NamedNode(xsd + "decimal")),
        Literal(""),
        NamedNode("https://example.org/광주?q=1#x"),
        Literal("looks like a _:blank node"),
    ]
    quads = {Quad(thing, of, value, source) for value in values}

    revision = archive.commit({"d": quads}, parent=None, who="office", why="test")

    assert set(read(archive, revision.id)) == quads
    assert len(list(archive.lines(revision.id))) == len(values)


def test_a_revision_says_who_when_why_and_from_what(archive: Archive) -> None:
    why = 'Twin cities of 2024.\n\nTwo paragraphs, and {"archive": "no block"}'
    inputs = (Input("자매도시.csv", "ab" * 32), Input("b.csv", "cd" * 32))

    made = archive.commit(
        {"d": [said(1)]},
        parent="",
        who='국제교류담당관 <Gwangju>, "x"',
        why=why,
        importer="twin-cities",
        inputs=inputs,
    )

    again = Archive.open(archive.folder).revision(made.id)
    assert again == made == archive.newest()
    assert (again.who, again.why) == ('국제교류담당관 <Gwangju>, "x"', why)
    assert (again.importer, again.inputs) == ("twin-cities", inputs)
    assert again.when.tzinfo is not None
    assert (again.parent, again.number) == (None, 1)


@pytest.mark.parametrize("who", ["...", "<>", "a\nb", "🕊"])
def test_any_name_of_an_office_can_be_kept(archive: Archive, who: str) -> None:
    assert archive.commit({"d": [said(1)]}, parent=None, who=who, why="x").who == who


@pytest.mark.parametrize(("who", "why"), [("", "why"), ("who", " "), ("who", "a\0b")])
def test_a_change_without_a_name_or_a_reason_is_refused(
    archive: Archive, who: str, why: str
) -> None:
    with pytest.raises(ArchiveProblem) as caught:
        archive.commit({"d": [said(1)]}, parent=None, who=who, why=why)

    assert caught.value.remedy
    assert archive.newest() is None


def test_the_same_statements_in_another_order_make_no_revision(archive: Archive) -> None:
    quads = [said(n) for n in range(300)]
    first = archive.commit({"d": quads}, parent=None, who="x", why="one")

    shuffled = quads + quads[:50]
    random.Random(7).shuffle(shuffled)
    second = archive.commit({"d": iter(shuffled)}, parent=first.id, who="x", why="two")

    assert second == first
    assert archive.datasets(first.id) == {"d": 300}


def test_lines_are_sorted_by_their_bytes_and_distinct_over_all_datasets(archive: Archive) -> None:
    quads = [said(n, text) for n, text in enumerate("z광é🕊\uffeeaZ")]
    revision = archive.commit(
        {"a": quads, "b": quads[:3], "c": quads[2:]}, parent=None, who="x", why="x"
    )

    lines = list(archive.lines(revision.id))
    assert lines == sorted(set(lines))
    assert len(lines) == len(quads)
    assert len(list(archive.lines(revision.id, "b"))) == 3


def test_datasets_not_named_stay_and_one_mapped_to_none_goes(archive: Archive) -> None:
    first = archive.commit({"a": [said(1)], "b": [said(2)], "c": []}, parent=None, who="x", why="x")
    second = archive.commit(
        {"a": None, "d": [said(4), said(5)], "never": None}, parent=first.id, who="x", why="x"
    )

    assert archive.datasets(first.id) == {"a": 1, "b": 1, "c": 0}
    assert archive.datasets(second.id) == {"b": 1, "c": 0, "d": 2}
    assert read(archive, second.id, "b") == [said(2)]


def test_an_edit_changes_some_statements_and_leaves_the_others(archive: Archive) -> None:
    first = archive.commit({"a": [said(1), said(2)]}, parent=None, who="x", why="x")

    edit = Edit(removed=[said(2), said(9)], added=[said(3), said(1)])
    second = archive.commit(
        {"a": edit, "new": Edit(added=[said(7)])}, parent=None, who="x", why="x"
    )

    assert set(read(archive, second.id, "a")) == {said(1), said(3)}
    assert archive.datasets(second.id) == {"a": 2, "new": 1}
    assert second.parent == first.id


def test_a_blank_node_is_refused_by_naming_the_statement(archive: Archive) -> None:
    node, of, source = NamedNode(CD + "n"), NamedNode(CD + "p"), NamedNode(CD + "g")
    for bad in (
        Quad(BlankNode("b1"), of, node, source),
        Quad(node, of, BlankNode("b1"), source),
        Quad(node, of, node, BlankNode("b1")),
        Quad(node, of, Triple(BlankNode("b1"), of, node), source),
    ):
        with pytest.raises(ArchiveProblem, match="_:b1") as caught:
            archive.commit({"d": [said(1), bad]}, parent=None, who="x", why="x")
        assert "IRI" in caught.value.remedy
    assert archive.newest_id() == ""


def test_a_statement_that_no_graph_holds_is_refused(archive: Archive) -> None:
    bad = Quad(NamedNode(CD + "n"), NamedNode(CD + "p"), Literal("said by nobody"))
    with pytest.raises(ArchiveProblem, match="said by nobody"):
        archive.commit({"d": [bad]}, parent=None, who="x", why="x")


@pytest.mark.parametrize("name", ["", "A", "a/b", "../a", "a.nq", "도시", "a\n"])
def test_a_dataset_name_that_is_no_slug_is_refused(archive: Archive, name: str) -> None:
    with pytest.raises(ArchiveProblem) as caught:
        archive.commit({name: [said(1)]}, parent=None, who="x", why="x")
    assert "hyphens" in caught.value.remedy


def test_a_dataset_that_a_revision_does_not_have_is_named(archive: Archive) -> None:
    revision = archive.commit({"cities": [said(1)]}, parent=None, who="x", why="x")
    with pytest.raises(ArchiveProblem, match="towns") as caught:
        archive.lines(revision.id, "towns")
    assert "cities" in caught.value.remedy


def test_nothing_in_an_empty_archive_is_no_revision(archive: Archive) -> None:
    assert archive.newest() is None
    assert archive.newest_id() == ""
    assert list(archive.revisions()) == []
    assert list(archive.lines("")) == []
    with pytest.raises(ArchiveProblem):
        archive.commit({}, parent=None, who="x", why="x")
