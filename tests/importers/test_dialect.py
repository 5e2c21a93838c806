from __future__ import annotations

from pathlib import Path

import pytest

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers import BadRow, Row
from crm_cli.importers.dialect import find_dialect
from tests.importers.reading import read, refusal, write


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["name", "city", "note"], ["Anna", "Berlin", "x"], ["Bob", "Rome", ""]]
    source, rows = read(write(tmp_path, "".join(delimiter.join(r) + "\n" for r in lines)))
    assert source.delimiter == delimiter
    assert source.columns == lines[0]
    assert [row.cells for row in rows] == lines[1:]


def test_decimal_commas_do_not_make_a_comma_file(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "name;amount;fee\nA;1,50;2,00\nB;2,75;3,00\n"))
    assert source.delimiter == ";"
    assert rows[0] == Row(2, ["A", "1,50", "2,00"])


def test_semicolons_in_cells_do_not_make_a_semicolon_file(tmp_path: Path) -> None:
    source, _ = read(write(tmp_path, "name,tags\nAnna,vip; press\nBob,vip; press\n"))
    assert source.delimiter == ","


def test_a_single_column(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "email\nanna@example.com\nbob@example.com\n"))
    assert source.columns == ["email"]
    assert rows == [Row(2, ["anna@example.com"]), Row(3, ["bob@example.com"])]


def test_a_single_column_whose_values_have_commas_loses_none(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "company\nSmith, Jones and Co\nAcme\n"))
    assert source.columns == ["company"]
    assert rows[0] == BadRow(
        2, "2 cells where the header has 1: too many", ["Smith", " Jones and Co"]
    )


def test_two_delimiters_that_fit_are_asked_about(tmp_path: Path) -> None:
    path = write(tmp_path, "last,first;age\nLee,Anna;31\nSmith,Bob;40\n")
    message, hint = refusal(path, BadContent)
    assert message == "people.csv can be read with ',' or with ';' between the cells"
    assert hint == "say which: --delimiter ','"
    source, rows = read(path, delimiter=";")
    assert source.columns == ["last,first", "age"]
    assert rows[0] == Row(2, ["Lee,Anna", "31"])


@pytest.mark.parametrize(
    ("said", "delimiter"), [("tab", "\t"), ("\\t", "\t"), ("pipe", "|"), (":", ":")]
)
def test_the_delimiter_is_said(tmp_path: Path, said: str, delimiter: str) -> None:
    source, rows = read(write(tmp_path, f"a{delimiter}b\nx{delimiter}y\n"), delimiter=said)
    assert source.columns == ["a", "b"]
    assert rows == [Row(2, ["x", "y"])]


@pytest.mark.parametrize("said", [",,", '"', "\n"])
def test_what_is_no_delimiter(tmp_path: Path, said: str) -> None:
    message, _ = refusal(write(tmp_path, "a,b\n"), UsageError, delimiter=said)
    assert message == f"{said!r} is no delimiter"


def test_the_first_line_of_excel_names_the_delimiter(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "sep=;\r\nname;amount\r\nAnna;1,5\r\n"))
    assert (source.delimiter, source.header_line) == (";", 2)
    assert rows == [Row(3, ["Anna", "1,5"])]


LINKEDIN = (
    "Notes:\n"
    '"When exporting your connection data, you may notice that some are missing. '
    'Read why, and how."\n'
    "\n"
    "First Name,Last Name,URL,Company,Connected On\n"
)


def test_a_preamble_before_the_header(tmp_path: Path) -> None:
    text = LINKEDIN + "Anna,Lee,https://example.com/in/a,Acme,01 Jul 2026\n"
    source, rows = read(write(tmp_path, text))
    assert source.header_line == 4
    assert source.columns == ["First Name", "Last Name", "URL", "Company", "Connected On"]
    assert rows == [Row(5, ["Anna", "Lee", "https://example.com/in/a", "Acme", "01 Jul 2026"])]
    assert source.notices == ["the header is on line 4"]


def test_a_preamble_and_a_header_without_rows(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, LINKEDIN))
    assert source.columns[0] == "First Name"
    assert rows == []


def test_a_row_of_values_is_never_taken_for_the_header(tmp_path: Path) -> None:
    # All rows have a cell more than the header: they are rejected, and the header stays.
    source, rows = read(write(tmp_path, "name,city\nAnna,Berlin,x\nBob,Rome,y\n"))
    assert source.columns == ["name", "city"]
    assert [type(row) for row in rows] == [BadRow, BadRow]


def test_the_header_line_is_said(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "Our,people\n2026,x\nname,city\nAnna,Berlin\n"), header=3)
    assert source.columns == ["name", "city"]
    assert rows == [Row(4, ["Anna", "Berlin"])]


def test_a_header_line_that_is_not_there(tmp_path: Path) -> None:
    message, _ = refusal(write(tmp_path, "a,b\n"), BadContent, header=9)
    assert message == "people.csv has no line 9 for a header"


def test_spaces_before_quoted_cells(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, 'name, note\nAnna, "x, y"\nBob, "z, w"\n'))
    assert source.columns == ["name", "note"]
    assert rows == [Row(2, ["Anna", "x, y"]), Row(3, ["Bob", "z, w"])]


def test_spaces_in_a_file_without_such_quotes_stay(tmp_path: Path) -> None:
    _, rows = read(write(tmp_path, "name,note\nAnna, x\n"))
    assert rows == [Row(2, ["Anna", " x"])]


def test_the_ragged_end_of_a_sample_is_not_counted(tmp_path: Path) -> None:
    text = "name;note\n" + f"Anna;{'x, y ' * 100}\n" * 3000
    source, rows = read(write(tmp_path, text))
    assert source.delimiter == ";"
    assert len(rows) == 3000


@pytest.mark.parametrize("lines", [11, 25])
@pytest.mark.parametrize("filler", ["", ";;;"])
def test_a_header_far_down_above_few_rows(lines: int, filler: str) -> None:
    """More lines of a preamble than rows: they are no table of one column."""
    preamble = "".join(f"Note {n}{filler}\n" for n in range(lines))
    found = find_dialect(
        preamble + "name;email;phone;city\nAnn;a@x.example;1;Rom\n", whole=True, name="a.csv"
    )
    assert (found.header, found.before) == (["name", "email", "phone", "city"], lines)


def test_one_column_of_many_lines_has_its_header_first() -> None:
    found = find_dialect("name\n" + "Ann\n" * 9 + "Lee, Bob, Jr\n", whole=True, name="a.csv")
    assert (found.header, found.before) == (["name"], 0)
