"""What goes over the line: style sheets and scripts compressed, once for each version of a file."""

from __future__ import annotations

import gzip

import pytest

SHEET = "/static/style.css"


def sheet(program, encoding="gzip", **more):
    return program.get(SHEET, headers={"Accept-Encoding": encoding, **more}, buffered=True)


def test_a_style_sheet_is_the_same_in_fewer_bytes(program):
    plain, first, again = sheet(program, "identity"), sheet(program), sheet(program)

    assert "Content-Encoding" not in plain.headers
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.data) == plain.data
    assert again.data == first.data
    assert int(first.headers["Content-Length"]) == len(first.data) < len(plain.data) / 3


def test_who_holds_it_gets_nothing_again(program):
    tag = sheet(program).headers["ETag"]

    assert tag.startswith("W/")
    assert sheet(program, **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_those_between_keep_both_kinds_apart(program, encoding):
    assert "Accept-Encoding" in sheet(program, encoding).headers["Vary"]


def test_a_part_of_a_file_is_sent_as_it_is(program):
    part = sheet(program, Range="bytes=0-9")

    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert len(part.data) == 10
