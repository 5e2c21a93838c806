from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers import BadRow, Row, open_rows
from crm_cli.importers.csv import CELL
from tests.importers.reading import read, refusal, write


def test_a_plain_file_gives_its_columns_and_rows_with_their_lines(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "name,city\nAnna,Berlin\n张伟,杭州\n"))
    assert source.kind == "csv"
    assert source.columns == ["name", "city"]
    assert (source.encoding, source.delimiter, source.header_line) == ("utf-8", ",", 1)
    assert rows == [Row(2, ["Anna", "Berlin"]), Row(3, ["张伟", "杭州"])]
    assert source.notices == []


def test_a_row_as_a_dict(tmp_path: Path) -> None:
    with open_rows(write(tmp_path, "name,city\nAnna,Berlin\n")) as source:
        (row,) = source
        assert isinstance(row, Row)
        assert source.record(row) == {"name": "Anna", "city": "Berlin"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_one_line_and_stays_inside_a_quoted_cell(
    tmp_path: Path, end: str
) -> None:
    text = end.join(["name,note", f'Anna,"one{end}two"', "", "Bob,three", ""])
    source, rows = read(write(tmp_path, text))
    assert rows == [Row(2, ["Anna", f"one{end}two"]), Row(5, ["Bob", "three"])]
    assert source.blank_rows == 1


def test_separators_that_unicode_calls_line_ends_are_none(tmp_path: Path) -> None:
    _, rows = read(write(tmp_path, "name,note\nAnna,a\u2028b\x85c\x0bd\x1ce\n"))
    assert rows == [Row(2, ["Anna", "a\u2028b\x85c\x0bd\x1ce"])]


def test_values_come_as_they_are_written(tmp_path: Path) -> None:
    cells = ["007", "12345678901234567890123", " a  b ", "[red]x[/]", "O'Brien", "👩‍👧", "1.10"]
    line = ",".join(cells)
    _, rows = read(write(tmp_path, f"a,b,c,d,e,f,g\n{line}\n"))
    assert rows == [Row(2, cells)]


def test_quotes_doubled_inside_a_cell_and_plain_ones_in_the_middle(tmp_path: Path) -> None:
    _, rows = read(write(tmp_path, 'name,size\n"Anna ""Ann"" Lee",x\nBob,5" disk\n'))
    assert rows == [Row(2, ['Anna "Ann" Lee', "x"]), Row(3, ["Bob", '5" disk'])]


def test_ragged_rows_are_bad_rows_and_are_not_shifted(tmp_path: Path) -> None:
    source, rows = read(
        write(tmp_path, "name,city,note\nSmith, Anna,Berlin,x\nBob,Rome\nEve,Oslo,y\n")
    )
    assert rows == [
        BadRow(2, "4 cells where the header has 3: too many", ["Smith", " Anna", "Berlin", "x"]),
        BadRow(3, "2 cells where the header has 3: too few", ["Bob", "Rome"]),
        Row(4, ["Eve", "Oslo", "y"]),
    ]
    assert source.blank_rows == 0


def test_an_extra_empty_cell_at_the_end_is_ragged_too_for_it_may_stem_from_a_shift(
    tmp_path: Path,
) -> None:
    _, rows = read(write(tmp_path, "name,city,note\nSmith, Anna,Berlin,\nEve,Oslo,\n"))
    assert rows[0] == BadRow(
        2, "4 cells where the header has 3: too many", ["Smith", " Anna", "Berlin", ""]
    )
    assert rows[1] == Row(3, ["Eve", "Oslo", ""])


def test_lines_without_any_value_are_skipped_and_counted(tmp_path: Path) -> None:
    source, rows = read(
        write(tmp_path, "\nname,city\n\n,\nAnna,Berlin\n   \n,,\n , \n \t,\u00a0, \n")
    )
    assert rows == [Row(5, ["Anna", "Berlin"])]
    assert source.blank_rows == 6
    assert source.header_line == 2


def test_a_header_without_rows(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, "First Name;Last Name;Company\r\n"))
    assert (source.columns, source.delimiter) == (["First Name", "Last Name", "Company"], ";")
    assert rows == []


def test_column_names_are_trimmed_numbered_and_never_empty(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, '"first\nname", Email ,Email,,Email #2\na,b,c,d,e\n'))
    assert source.columns == ["first name", "Email", "Email #3", "column 4", "Email #2"]
    assert rows == [Row(3, ["a", "b", "c", "d", "e"])]
    assert source.notices == ["a column name stands twice, the later one is called Email #3"]


def test_formulas_made_inert_on_export_are_restored(tmp_path: Path) -> None:
    text = "name,phone,note\n'=1+1,'+49 (30) 5,'quoted'\nO'Brien,-5,'=x\n"
    _, rows = read(write(tmp_path, text))
    assert rows == [
        Row(2, ["=1+1", "+49 (30) 5", "'quoted'"]),
        Row(3, ["O'Brien", "-5", "=x"]),
    ]


def test_a_text_that_began_with_an_apostrophe_and_a_sign_comes_back(tmp_path: Path) -> None:
    _, rows = read(write(tmp_path, "name,x\n''=1,y\n"))
    assert rows == [Row(2, ["'=1", "y"])]


def test_a_nul_rejects_its_row_alone(tmp_path: Path) -> None:
    lines = "".join(f"person {n},x\n" for n in range(100))
    source, rows = read(write(tmp_path, f"name,city\n{lines}An\0na,Berlin\nBob,Rome\n"))
    assert rows[100] == BadRow(102, "a NUL character, which no text has", ["An\0na", "Berlin"])
    assert rows[101] == Row(103, ["Bob", "Rome"])
    assert source.columns == ["name", "city"]


def test_a_nul_in_the_header_is_refused(tmp_path: Path) -> None:
    rows = "Anna,Berlin\n" * 50
    message, hint = refusal(write(tmp_path, f"na\0me,city\n{rows}"), BadContent)
    assert message == "people.csv has a NUL character in its header (line 1)"
    assert hint == "remove it: tr -d '\\000' <people.csv | crm import -"


def test_a_cell_of_a_megabyte(tmp_path: Path) -> None:
    long = "长" * 350_000
    _, rows = read(write(tmp_path, f'name,note\nAnna,"{long}"\nBob,x\n'))
    assert rows == [Row(2, ["Anna", long]), Row(3, ["Bob", "x"])]


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    path = write(tmp_path, 'name,note\nAnna,x\nBob,"one\nEve,two\nJim,three\n')
    assert refusal(path, BadContent) == (
        "people.csv: the quote opened on line 3 is never closed",
        'close the quote on line 3, or write quotes inside a cell twice ("")',
    )


def test_a_quote_that_a_later_one_closes_by_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, 'name,note\nBob,"one\nEve,"two"\n')
    message, _ = refusal(path, BadContent)
    assert message == ("people.csv: on line 3 text follows the quote that ends the cell of line 2")


def test_text_after_a_quoted_cell(tmp_path: Path) -> None:
    path = write(tmp_path, 'name,note\nBob,x\n"Anna" Lee,y\n')
    assert refusal(path, BadContent) == (
        "people.csv: on line 3 text follows the quote that ends a cell",
        'write quotes inside a cell twice ("")',
    )


def test_a_cell_beyond_all_measure_is_an_open_quote(tmp_path: Path) -> None:
    path = write(tmp_path, 'name,note\nAnna,"' + ("x" * 99 + "\n") * (CELL // 100 + 1))
    message, _ = refusal(path, BadContent)
    assert (
        message == "people.csv: the cell that begins on line 2 has more than 10,000,000 characters"
    )


def test_it_can_be_read_twice_and_says_how_far_it_is(tmp_path: Path) -> None:
    path = write(tmp_path, "name,city\n" + "Anna,Berlin\n" * 20_000)
    with open_rows(path) as source:
        assert source.size == path.stat().st_size == 10 + 12 * 20_000
        rows = iter(source)
        next(rows)
        first = source.position
        for _ in range(15_000):
            next(rows)
        assert 0 < first < source.position <= source.size
        assert sum(1 for _ in source) == 20_000
        assert source.position == source.size
        assert sum(1 for _ in source) == 20_000


def test_stdin_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO("name;city\nAnna;Köln\n".encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    with open_rows("-") as source:
        assert source.name == "stdin"
        assert list(source) == list(source) == [Row(2, ["Anna", "Köln"])]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nix.csv", UsageError)[0] == "no file nix.csv"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    assert refusal(tmp_path / "box", UsageError) == ("box is a folder", "name one file in it")


@pytest.mark.parametrize("content", ["", "\n\n  \n", "\ufeff", "\ufeff\n"])
def test_a_file_without_anything(tmp_path: Path, content: str) -> None:
    message, hint = refusal(write(tmp_path, content), BadContent)
    assert message in {"people.csv is empty", "people.csv has only blank lines"}
    assert hint == "the first line must hold the column names"


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(exclude_categories=["Cc", "Cs"])
                | st.sampled_from("\r\n\t\x1b'=+-@,;\" "),
                max_size=8,
            ),
            min_size=3,
            max_size=3,
        ),
        max_size=8,
    )
)
def test_whatever_our_own_export_writes_comes_back(rows: list[list[str]]) -> None:
    import csv
    import tempfile

    from crm_cli.values.spreadsheet import inert

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(["alpha", "beta", "gamma"])
            writer.writerows([[inert(cell) for cell in row] for row in rows])
        with open_rows(path, delimiter=",", header=1) as source:
            found = [row.cells for row in source]
    assert found == [row for row in rows if any(row)]
