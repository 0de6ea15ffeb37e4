"""The files of a revision: whole, checked by their sums, and importable again."""

from __future__ import annotations

import gzip
import hashlib
import shutil

import pytest
from pyoxigraph import RdfFormat, parse

from kg.archive import Archive
from kg.errors import UnknownRevision
from kg.export import dumps as module
from kg.export.dumps import dataset, dumps
from kg.settings import Settings


def quads(content, ending):
    form = RdfFormat.TRIG if ending.startswith("trig") else RdfFormat.N_QUADS
    return list(parse(content, form))


@pytest.mark.parametrize("ending", ["nq", "nq.gz", "trig", "trig.gz"])
@pytest.mark.parametrize("which", [0, 1])
def test_every_file_holds_exactly_the_statements_of_its_revision(two, ending, which):
    settings, ids = two
    archived = b"".join(Archive.open(settings.archive).lines(ids[which]))
    content = b"".join(dumps(settings, ids[which]).read(ending))
    content = gzip.decompress(content) if ending.endswith(".gz") else content
    found = quads(content, ending)
    assert set(found) == set(quads(archived, "nq"))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_an_archive_made_from_an_old_dump_has_the_same_lines(two, ending, tmp_path):
    settings, (first, _) = two
    dumped = quads(b"".join(dumps(settings, first).read(ending)), ending)
    again = Archive.open(tmp_path / "again")
    made = again.commit({"whole": dumped}, parent="", who="a stranger", why="From the dump")
    original = Archive.open(settings.archive)
    assert list(again.lines(made.id)) == list(original.lines(first))


def test_the_checksums_are_those_of_the_bytes_that_are_sent(two):
    settings, (_, second) = two
    found = dumps(settings, second)
    lines = dict(reversed(line.split("  ")) for line in found.checksums().splitlines())
    for ending, dump in found.files.items():
        content = b"".join(found.read(ending))
        assert len(content) == dump.size
        assert lines[f"{second}.{ending}"] == hashlib.sha256(content).hexdigest()


def test_files_made_again_are_the_same_to_the_byte(two):
    settings, (first, _) = two
    before = dumps(settings, first)
    shutil.rmtree(before.folder)
    assert dumps(settings, first).checksums() == before.checksums()


def test_what_a_killed_process_left_is_not_taken_for_a_dump(two):
    settings, (first, _) = two
    wanted = dumps(settings, first)
    part = wanted.folder.with_name(f"{first}.part")
    shutil.move(wanted.folder, part)
    (part / "graph.nq.gz").write_bytes(b"cut short")
    assert dumps(settings, first).checksums() == wanted.checksums()
    assert not part.exists()


def test_only_so_many_revisions_keep_their_files(two, tmp_path, monkeypatch):
    settings, ids = two
    shutil.copytree(settings.archive, tmp_path / "archive")
    settings = Settings(var=tmp_path)
    monkeypatch.setattr(module, "KEPT", 1)
    for id in ids:
        dumps(settings, id)
    assert [p.name for p in (tmp_path / "dumps").iterdir() if p.is_dir()] == [ids[1]]
    assert dumps(settings, ids[0]).files


def test_one_dataset_of_a_revision_can_be_taken_alone(two):
    settings, (first, second) = two
    archive = Archive.open(settings.archive)
    assert b"".join(dataset(settings, second, "news")) == b"".join(archive.lines(second, "news"))
    with pytest.raises(UnknownRevision) as caught:
        list(dataset(settings, first, "news"))
    assert "places" in caught.value.remedy


def test_a_revision_nobody_made_has_no_files(two):
    settings, _ = two
    with pytest.raises(UnknownRevision):
        dumps(settings, "0123456789abcdef")
