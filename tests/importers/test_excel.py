from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers import Row, open_rows
from tests.importers.reading import read, refusal, write
from tests.importers.workbook import ods, xlsx

pytest.importorskip("python_calamine")

PEOPLE = [["name", "city"], ["Anna", "Köln"], ["张伟", "杭州"]]


def test_a_workbook_named_csv_is_read_by_its_content(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, xlsx({"People": PEOPLE}), "people.csv"))
    assert (source.kind, source.columns, source.header_line) == ("excel", ["name", "city"], 1)
    assert rows == [Row(2, ["Anna", "Köln"]), Row(3, ["张伟", "杭州"])]


def test_an_open_document_spreadsheet(tmp_path: Path) -> None:
    _, rows = read(write(tmp_path, ods([["name", "city"], ["Anna", "Köln"]]), "x.ods"))
    assert rows == [Row(2, ["Anna", "Köln"])]


def test_typed_cells(tmp_path: Path) -> None:
    cells = {
        "whole": (1.0, "1"),
        "long": (12345678901.0, "12345678901"),
        "price": (1234.5, "1234.5"),
        "tenth": (0.1, "0.1"),
        "tiny": (1e-7, "0.0000001"),
        "yes": (True, "true"),
        "date": ((45000, 1), "2023-03-15"),  # 45,000 days after 1899-12-30
        "moment": ((45000.625, 2), "2023-03-15 15:00:00"),
        "second": ((45000 + 1 / 86400, 2), "2023-03-15 00:00:01"),
        "time": ((0.5, 3), "12:00:00"),
        "code": ("007", "007"),
        "formula": ("'=1+1", "'=1+1"),
        "none": (None, ""),
    }
    content = xlsx({"A": [list(cells), [cell for cell, _ in cells.values()]]})
    source, rows = read(write(tmp_path, content, "x.xlsx"))
    assert source.columns == list(cells)
    assert rows == [Row(2, [text for _, text in cells.values()])]


def test_a_table_that_begins_further_down_and_has_gaps(tmp_path: Path) -> None:
    rows = [
        ["Our people", None, None, None],
        [None, None, None, None],
        ["name", "city", "phone", None],
        ["Anna", "Köln", None, None],
        [None, None, None, None],
        ["Bob", None, "1", None],
    ]
    source, found = read(write(tmp_path, xlsx({"A": rows}, first=3), "x.xlsx"))
    assert source.columns == ["name", "city", "phone"]
    assert source.header_line == 5
    assert found == [Row(6, ["Anna", "Köln", ""]), Row(8, ["Bob", "", "1"])]
    assert source.notices == ["the header is on row 5"]


def test_a_value_under_no_name_is_kept(tmp_path: Path) -> None:
    rows = [["name", "city", None], ["Anna", "Köln", "x"], ["Bob", "Rome", None]]
    source, found = read(write(tmp_path, xlsx({"A": rows}), "x.xlsx"))
    assert source.columns == ["name", "city", "column 3"]
    assert found[0] == Row(2, ["Anna", "Köln", "x"])


def test_several_sheets_are_asked_about(tmp_path: Path) -> None:
    other = [["sku"], ["A"]]
    path = write(tmp_path, xlsx({"People": PEOPLE, "Things": other, "Empty": []}), "x.xlsx")
    assert refusal(path, BadContent) == (
        "x.xlsx has 2 sheets",
        "say which: --sheet 'People' or 'Things'",
    )
    assert read(path, sheet="Things")[1] == [Row(2, ["A"])]
    assert read(path, sheet="1")[0].columns == ["name", "city"]
    assert refusal(path, UsageError, sheet="Nix")[0] == "x.xlsx has no sheet 'Nix'"


def test_empty_and_hidden_sheets_are_no_choice(tmp_path: Path) -> None:
    content = xlsx({"Empty": [], "Lists": [["a"], ["b"]], "People": PEOPLE}, hidden=("Lists",))
    source, rows = read(write(tmp_path, content, "x.xlsx"))
    assert source.columns == ["name", "city"]
    assert len(rows) == 2


def test_a_workbook_without_anything(tmp_path: Path) -> None:
    path = write(tmp_path, xlsx({"A": []}), "x.xlsx")
    assert refusal(path, BadContent)[0] == "x.xlsx has no sheet with anything in it"


def test_an_old_office_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "x.xls")
    message, hint = refusal(path, BadContent)
    assert message.startswith("x.xls is no workbook that can be read: ")
    assert hint == "open it, save it as .xlsx or as CSV UTF-8, and import that"


def test_a_damaged_workbook(tmp_path: Path) -> None:
    content = xlsx({"A": PEOPLE})
    path = write(tmp_path, content[: len(content) // 2], "x.xlsx")
    assert refusal(path, BadContent)[0].startswith("x.xlsx is ")


def test_it_can_be_read_twice_and_says_how_far_it_is(tmp_path: Path) -> None:
    with open_rows(write(tmp_path, xlsx({"A": PEOPLE}), "x.xlsx")) as source:
        assert list(source) == list(source)
        assert source.position == source.size


def test_a_text_is_no_workbook(tmp_path: Path) -> None:
    message, _ = refusal(write(tmp_path, "a,b\n"), BadContent, format="excel")
    assert message == "people.csv is a text file, which cannot be imported as excel"


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    """Before the library reads it, which would take the memory of the machine."""
    small = io.BytesIO(xlsx({"People": PEOPLE}))
    bomb = io.BytesIO()
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content + b" " * 40_000_000 * name.endswith("sheet1.xml"))
    path = write(tmp_path, bomb.getvalue(), "bomb.xlsx")
    with pytest.raises(BadContent, match="would unpack to far too much"):
        open_rows(path)
