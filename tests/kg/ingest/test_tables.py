"""Tables: what is read from CSV and XLSX, and what is refused with which remedy."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from kg.errors import InputProblem
from kg.ingest.readers.record import numbered
from kg.ingest.readers.tables import read_table, require_columns

Csv = Callable[..., Path]


@pytest.fixture
def csv(tmp_path: Path) -> Csv:
    def write(content: str | bytes, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def sheet(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def repacked(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def problem(path: Path, **options: str) -> InputProblem:
    with pytest.raises(InputProblem) as caught:
        read_table(path, **options)  # type: ignore[arg-type]
    assert caught.value.remedy
    return caught.value


# CSV


def test_a_row_bears_the_line_of_the_file_on_which_it_starts(csv):
    table = read_table(csv('city,note\nTurin,"two\nlines"\n\nMedan,one\n'))

    assert [(row.number, row["city"]) for row in table.rows] == [(2, "Turin"), (5, "Medan")]
    assert table.rows[0]["note"] == "two\nlines"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_from_the_header(csv, separator):
    table = read_table(csv(f"city{separator}fields\nTurin{separator}culture|youth\n"))

    assert table.columns == ("city", "fields")
    assert table.rows[0]["fields"] == "culture|youth"


def test_semicolons_within_cells_do_not_make_a_table_of_semicolons(csv):
    table = read_table(csv("city,fields,note\nTurin,a;b;c;d;e,\n"))

    assert table.columns == ("city", "fields", "note")
    assert table.rows[0].many("fields") == ["a", "b", "c", "d", "e"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(csv):
    assert read_table(csv("\ufeffcity\nTurin\n")).columns == ("city",)


def test_column_names_are_trimmed_and_composed(csv):
    decomposed = unicodedata.normalize("NFD", "도시")

    assert read_table(csv(f" {decomposed} ,국가\n광주,KR\n")).columns == ("도시", "국가")


def test_blank_rows_and_columns_at_the_end_are_ignored(csv):
    table = read_table(csv("city,note,,\nTurin,x,,\n,,,\n , ,,\n"))

    assert table.columns == ("city", "note")
    assert len(table.rows) == 1


def test_a_row_that_is_too_short_has_empty_cells(csv):
    assert read_table(csv("city,note\nTurin\n")).rows[0]["note"] == ""


def test_a_table_bears_the_checksum_of_its_bytes(csv):
    path = csv("city\nTurin\n")

    assert read_table(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_findings_show_the_name_given_in_place_of_the_path(csv):
    table = read_table(csv("city\nTurin\n", "upload-7.bin"), file="도시 목록.csv")

    assert table.file == "도시 목록.csv"
    assert table.rows[0].file == "도시 목록.csv"


def test_a_missing_file_a_folder_and_an_unknown_ending_are_told_apart(tmp_path, csv):
    assert "cannot be read: No such file" in problem(tmp_path / "none.csv").problem
    assert "is a folder" in problem(tmp_path).problem
    assert "ending in .pdf" in problem(csv("x", "list.pdf")).problem


@pytest.mark.parametrize("content", ["", "\n \n", "city,note\n", "city,note\n,\n"])
def test_a_table_without_rows_is_refused(csv, content):
    assert problem(csv(content)).problem.startswith("list.csv ")


def test_a_file_in_cp949_is_recognised_and_the_remedy_names_csv_utf8(csv):
    found = problem(csv("도시,국가\n광주,KR\n".encode("cp949")))

    assert "CP949" in found.problem
    assert "line 1" in found.problem
    assert "CSV UTF-8" in found.remedy


def test_a_file_in_another_encoding_is_not_called_korean(csv):
    found = problem(csv("city\nTurin\nN\u00fcrnberg, K\u00f6ln\n".encode("latin-1")))

    assert "line 3" in found.problem
    assert "CP949" not in found.problem


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("city\nTurin\n".encode("utf-16"), "UTF-16"),
        (b"city\nTu\0rin\n", "line 2 holds a NUL byte"),
        (b"PK\x03\x04rest", "Excel workbook under the name of a text file"),
        (b'city,note\nTurin,x\nMedan,"never closed\n', "starts on line 3"),
    ],
)
def test_a_file_that_is_no_clean_text_is_refused_with_its_place(csv, content, told):
    assert told in problem(csv(content)).problem


def test_a_repeated_column_is_named_with_both_places(csv):
    found = problem(csv("city,note,city \nTurin,x,y\n"))

    assert "'city' stands twice" in found.problem
    assert "columns 1 and 3" in found.problem


def test_a_row_with_more_cells_than_the_header_is_named(csv):
    found = problem(csv("city,note\nTurin,x\nMedan,one,two\n"))

    assert "row 3" in found.problem
    assert "'two'" in found.problem


def test_a_cell_under_a_column_without_a_name_is_refused(csv):
    assert "no name" in problem(csv("city,,note\nTurin,lost,x\n")).problem
    assert read_table(csv("city,,note\nTurin,,x\n")).columns == ("city", "note")


def test_a_file_of_more_than_fifty_mebibytes_is_refused_unread(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)

    assert "larger than 50 MiB" in problem(path).problem


def test_a_table_of_too_many_cells_is_refused_while_it_is_read():
    with pytest.raises(InputProblem, match="5,000,000 cells"):
        for _ in numbered(([""] * 1000 for _ in range(6000)), "list.csv"):
            pass


def test_missing_columns_are_named_with_near_spellings(csv):
    table = read_table(csv("city_name,Country_ISO2,note\nTurin,IT,x\n"))

    with pytest.raises(InputProblem) as caught:
        require_columns(table, ("note", "country_iso2", "relation"))

    assert "'country_iso2', 'relation'" in caught.value.problem
    assert "'Country_ISO2' may be meant for 'country_iso2'" in caught.value.remedy
    assert "for 'relation'" not in caught.value.remedy
    require_columns(table, ("note",))


# XLSX


def test_cells_of_a_workbook_become_the_text_a_person_typed(tmp_path):
    moment = datetime.fromisoformat("2013-07-16T09:30")
    path = sheet(
        tmp_path / "list.xlsx",
        ["whole", "part", "small", "yes", "day", "moment", "text"],
        [700.0, 35.15954, 1e-7, True, date(2013, 7, 16), moment, " 007 "],
    )

    (row,) = read_table(path).rows

    assert row.number == 2
    assert [row[c] for c in row.cells] == [
        *("700", "35.15954", "0.0000001", "true"),
        *("2013-07-16", "2013-07-16T09:30:00", "007"),
    ]


@pytest.mark.parametrize(
    ("shown_as", "text"),
    [
        ("yyyy-mm-dd", "2013-07-01"),
        ("mmm-yy", "2013-07"),
        ('yyyy"년" mm"월"', "2013-07"),
        ('[$-412]yyyy"day"', "2013"),
        ("General", "2013-07-01"),
    ],
)
def test_a_date_is_as_precise_as_the_sheet_shows_it(tmp_path, shown_as, text):
    book = Workbook()
    assert book.active is not None
    book.active.append(["start"])
    cell = book.active.cell(2, 1, date(2013, 7, 1))
    cell.number_format = shown_as if shown_as != "General" else "yyyy-mm-dd"
    book.save(tmp_path / "list.xlsx")

    assert read_table(tmp_path / "list.xlsx").rows[0]["start"] == text


def test_rows_of_a_workbook_bear_the_number_of_the_sheet(tmp_path):
    path = sheet(tmp_path / "list.xlsx", [], ["city"], [], ["Turin"], [None], ["Medan"], [""])

    assert [row.number for row in read_table(path).rows] == [4, 6]


def test_the_first_visible_sheet_with_content_is_read_or_the_one_named(tmp_path):
    book = Workbook()
    for title, city in (("hidden", "Lyon"), ("cities", "Turin"), ("more", "Medan")):
        made = book.create_sheet(title)
        made.append(["city"])
        made.append([city])
        made.sheet_state = "hidden" if title == "hidden" else "visible"
    path = tmp_path / "list.xlsx"
    book.save(path)

    assert read_table(path).rows[0]["city"] == "Turin"
    assert read_table(path, sheet="more").rows[0]["city"] == "Medan"
    assert "cities, more" in problem(path, sheet="absent").remedy


def test_a_wrong_extent_in_the_file_loses_no_row(tmp_path):
    path = sheet(tmp_path / "list.xlsx", ["city", "note"], ["Turin", "x"])
    repacked(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('"A1:B2"', '"A1:A1"'))

    assert read_table(path).rows[0]["note"] == "x"


def with_formula(path: Path, cell: str) -> Path:
    sheet(path, ["city", "count"], ["Turin", 7777])
    plain = '<c r="B2" t="n"><v>7777</v></c>'

    def change(xml: str) -> str:
        assert plain in xml
        return xml.replace(plain, cell)

    return repacked(path, "xl/worksheets/sheet1.xml", change)


def test_a_formula_gives_the_value_stored_with_it(tmp_path):
    path = with_formula(tmp_path / "a.xlsx", '<c r="B2"><f>40+2</f><v>42</v></c>')
    blank = with_formula(tmp_path / "b.xlsx", '<c r="B2" t="str"><f>""</f><v></v></c>')

    assert read_table(path).rows[0]["count"] == "42"
    assert read_table(blank).rows[0]["count"] == ""


def test_a_formula_without_a_value_is_refused_and_not_read_as_empty(tmp_path):
    found = problem(with_formula(tmp_path / "a.xlsx", '<c r="B2"><f>40+2</f></c>'))

    assert "formula in B2 was stored without its value" in found.problem


def test_an_error_in_a_cell_is_refused_with_its_place(tmp_path):
    path = with_formula(tmp_path / "a.xlsx", '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>')

    assert "B2 holds the error #DIV/0!" in problem(path).problem


def test_a_workbook_without_rows_is_refused(tmp_path):
    assert "is empty" in problem(sheet(tmp_path / "a.xlsx")).problem
    assert "no rows" in problem(sheet(tmp_path / "b.xlsx", ["city"])).problem


def test_what_is_no_workbook_is_refused(csv, tmp_path):
    whole = sheet(tmp_path / "whole.xlsx", ["city"], ["Turin"]).read_bytes()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert "no Excel workbook" in problem(csv("city\nTurin\n", "a.xlsx")).problem
    assert "no Excel workbook" in problem(csv(whole[: len(whole) // 2], "b.xlsx")).problem
    assert "is broken" in problem(csv(other.getvalue(), "c.xlsx")).problem


@pytest.mark.parametrize(
    ("place", "number", "told"),
    [(10, 99, "compression method is not supported"), (8, 1, "password required")],
)
def test_an_archive_that_cannot_be_unpacked_is_refused(tmp_path, place, number, told):
    """The compression and the flags of the first part, as its entry in the directory tells them."""
    path = sheet(tmp_path / "a.xlsx", ["city"], ["Turin"])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + place] = number
    path.write_bytes(content)

    found = problem(path).problem
    assert "no Excel workbook" in found
    assert told in found


def test_a_workbook_with_ill_formed_xml_is_refused(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ["city"], ["Turin"])
    repacked(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("</row>", "", 1))

    assert "is broken" in problem(path).problem


def test_a_password_and_the_old_format_are_told_apart(csv):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

    locked = problem(csv(ole + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"))
    assert "protected by a password" in locked.problem
    assert "(.xls)" in problem(csv(ole + b"rest", "b.xlsx")).problem


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(tmp_path):
    path = sheet(tmp_path / "a.xlsx", ["city"], ["Turin"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/huge.bin", bytes(201 * 1024 * 1024))

    assert path.stat().st_size < 1024 * 1024
    assert "unpacks to more than 200 MiB" in problem(path).problem


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "Turin">]>',
        '<!DOCTYPE x SYSTEM "file:///elsewhere.txt">',
    ],
)
def test_a_document_type_in_a_workbook_is_refused(tmp_path, declaration):
    path = sheet(tmp_path / "a.xlsx", ["city"], ["Turin"])
    repacked(path, "xl/worksheets/sheet1.xml", lambda xml: declaration + xml)

    assert "document type" in problem(path).problem


@pytest.mark.parametrize(
    ("place", "told"),
    [('r="XFD2"', "more than 1,000 cells"), ('r="A99999999"', "300,000 rows")],
)
def test_a_cell_far_out_neither_fills_memory_nor_takes_for_ever(tmp_path, place, told):
    path = sheet(tmp_path / "a.xlsx", ["city"], ["Turin"])
    number = "99999999" if "A9" in place else "2"

    def far(xml: str) -> str:
        assert 'r="A2"' in xml
        return xml.replace('r="A2"', place).replace('<row r="2"', f'<row r="{number}"')

    repacked(path, "xl/worksheets/sheet1.xml", far)

    assert told in problem(path).problem
