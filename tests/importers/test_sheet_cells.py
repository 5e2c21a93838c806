"""What is read of a sheet besides its values: how numbers are shown, errors, merged cells."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_cli.errors import BadContent
from crm_cli.importers.sheet_cells import read_cells, show_of
from tests.importers.reading import read, refusal, write
from tests.importers.workbook import ods, xlsx


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000", 1234, "01234"),
        ("00000", 123456, "123456"),
        ("000-00-0000", 1234567, "001-23-4567"),
        ("(000) 000-0000", 3012345678, "(301) 234-5678"),
        (r"00000\-0000", 12345678, "01234-5678"),
        ('"C-"0000', 7, "C-0007"),
        ("00000", 12.5, "12.5"),  # what the format would hide is kept
        ("0%", 0.29, "29%"),
        ("0.0%", 0.125, "12.5%"),
        ('#,##0.00 "EUR"', 1234.5, "1234.5 EUR"),
        ("#,##0.00 [$€-407]", -3, "-3 €"),
        (r'_-* #,##0.00\ "€"_-;-* #,##0.00\ "€"_-', 1.5, "1.5 €"),
        ("[$¥-411]#,##0", 900, "900 JPY"),
        ("[$$-1009]#,##0.00", 900, "900 CAD"),
        ('"$"#,##0', 5, "5 $"),
        ('0.0"万元"', 12.5, "12.5 万元"),
    ],
)
def test_a_number_as_the_sheet_shows_it(code: str, value: float, shown: str) -> None:
    show = show_of(code)
    assert show is not None
    assert show(value) == shown


@pytest.mark.parametrize(
    "code",
    [
        *("", "General", "0", "0.00", "#,##0", "#,##0.00_);[Red](#,##0.00)", "dd.mm.yyyy", "@"),
        *("[h]:mm:ss", "0.00E+00", "# ?/?", '0" kg"', "[$-409]mmm yy"),
        "[<=9999999]###-####;(###) ###-####",
    ],
)
def test_formats_that_say_no_more_than_the_digits(code: str) -> None:
    assert show_of(code) is None


def sheet(tmp_path: Path) -> Path:
    import xlsxwriter  # type: ignore[import-untyped]

    path = tmp_path / "deals.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Deals & more")
    formats = {code: book.add_format({"num_format": code}) for code in ("00000", "0%", "d/m/yy")}
    page.merge_range(0, 0, 0, 3, "Our deals")
    page.write_row(1, 0, ["title", "company", "zip", "probability", "close", "amount"])
    page.write_row(2, 0, ["Big"])
    page.merge_range(2, 1, 4, 1, "Acme")
    page.write_number(2, 2, 123, formats["00000"])
    page.write_number(2, 3, 0.5, formats["0%"])
    page.write_datetime(2, 4, date(2026, 12, 24), formats["d/m/yy"])
    page.write_row(3, 0, ["Small"])
    page.write_formula(3, 5, "=1/0", None, "#DIV/0!")
    page.write_row(4, 0, ["Third"])
    page.write_formula(4, 5, "=1+1", None, 2)
    page.write_formula(4, 2, '=""', None, "")
    book.close()
    return path


def changed(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with `old` replaced in its sheet."""
    held = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name.startswith("xl/worksheets/sheet"):
                assert old in content
                content = content.replace(old, new)
            after.writestr(name, content)
    path.write_bytes(held.getvalue())
    return path


# What xlsxwriter and openpyxl write; of a formula whose result is an empty text Excel says t="str".
EMPTY = b'<c r="C5"><f>""</f><v></v></c>'


def test_a_sheet_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = changed(sheet(tmp_path), EMPTY, EMPTY.replace(b'"C5"', b'"C5" t="str"'))
    source, rows = read(path)
    assert [row.cells for row in rows] == [
        ["Big", "Acme", "00123", "50%", "2026-12-24", ""],
        ["Small", "Acme", "", "", "", "#DIV/0!"],
        ["Third", "Acme", "", "", "", "2"],
    ]
    assert source.notices == [
        "1 cell holds an error: F4 #DIV/0!",
        "1 merged cell is filled down: B3:B5",
        "the header is on row 2",
    ]


def test_a_formula_that_was_never_worked_out_is_refused(tmp_path: Path) -> None:
    assert refusal(sheet(tmp_path), BadContent) == (
        "deals.xlsx has 1 formula without a value: C5",
        "open it in a spreadsheet program, save it, and import that",
    )


def test_a_sheet_that_does_not_say_where_its_cells_are(tmp_path: Path) -> None:
    """And that has a prefix before each name, as some libraries write it."""
    rows: Any = [["name", "x", "zip"], ["Ann", (7.0, 4), None, (123.0, 4)], ["Bob", (8.0, 4)]]
    content = xlsx({"A": rows})
    path = write(tmp_path, content, "x.xlsx")
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").replace(
            b"</cellXfs>", b'<xf numFmtId="170"/></cellXfs>'
        )
        styles = styles.replace(
            b"<cellXfs", b'<numFmts><numFmt numFmtId="170" formatCode="000"/></numFmts><cellXfs', 1
        )
        parts = {name: archive.read(name) for name in archive.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    for number in (1, 2, 3):
        page = page.replace(b'<row r="%d">' % number, b"<row>")
        for letter in b"ABCD":
            page = page.replace(b'r="%c%d" ' % (letter, number), b"")
    parts |= {"xl/styles.xml": styles, "xl/worksheets/sheet1.xml": page}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert [row.cells for row in read(path)[1]] == [["Ann", "007", "123"], ["Bob", "008", ""]]


def test_an_open_document_sheet_is_read_as_it_is_shown(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'
    number = ' office:value="{}"'
    special = "".join(
        [
            cell.format("string", ' table:number-rows-spanned="2"', "Acme"),
            cell.format("float", number.format(123), "00123"),
            cell.format("percentage", number.format("0.125"), "13%"),
            cell.format("currency", number.format("1234.5") + ' office:currency="EUR"', "1.234 €"),
            cell.format("float", number.format("1234"), "1,234"),
            cell.format("string", ' table:formula="of:=NA()" calcext:value-type="error"', "#N/A"),
        ]
    )
    content = ods([["company", "zip", "share", "amount", "size", "x", "n"], ["@"], ["", "1"]])
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace(cell.format("string", "", "@"), special)
            text = text.replace(
                "<office:document-content", '<office:document-content xmlns:calcext="c"'
            )
            new.writestr(name, text)
    source, rows = read(write(tmp_path, held.getvalue(), "x.ods"))
    assert rows[0].cells == ["Acme", "00123", "12.5%", "1234.5 EUR", "1234", "#N/A", ""]
    assert rows[1].cells[:2] == ["Acme", "1"]
    assert source.notices == [
        "1 cell holds an error: F2 #N/A",
        "1 merged cell is filled down: A2:A3",
    ]


def test_a_kind_that_tells_only_values_is_known_as_such() -> None:
    """Its reader says that zeros, errors and currencies are not seen in it."""
    assert not read_cells(io.BytesIO(b"\xd0\xcf\x11\xe0 an old workbook"), "A").told
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert not read_cells(binary, "A").told
    assert read_cells(io.BytesIO(xlsx({"A": [["name"]]})), "A").told
