"""A list as a workbook (.xlsx): numbers and days are cells of their kind, texts are only text."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any, TextIO

from crm_cli.errors import UsageError
from crm_cli.render import cells, choice
from crm_cli.render.style import Style
from crm_cli.tables import Column, Outcome, Record, Report, Table
from crm_cli.values.spreadsheet import join_list

LONGEST = 32_767  # characters of a cell
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile("(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_EXACT = 15  # significant digits that a cell keeps
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write a list, or the sections of a report, a sheet each.

    UsageError on a terminal, and for a text that is longer than a cell may be.
    """
    if style.width is not None:
        raise UsageError("a workbook is for a file", hint="add --output FILE.xlsx")
    if isinstance(result, Report):
        tables = choice.sections(result, style, totals=False)
    else:
        table = choice.one_table(result, style, "xlsx")
        tables = {table.noun: table}
    content = workbook(tables)
    stream.flush()
    stream.buffer.write(content)


def workbook(tables: dict[str, Table]) -> bytes:
    """The tables as sheets, each with a bold header that stays in view."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, table in tables.items():
        sheet = book.add_worksheet(_FORBIDDEN.sub(" ", name)[:31])
        sheet.freeze_panes(1, 0)
        columns = cells.machine_columns(table.columns)
        kinds = {column.name: column for column in table.columns}
        for place, (heading, _) in enumerate(columns):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(table.rows, 1):
            for place, (heading, get) in enumerate(columns):
                _write_cell(sheet, number, place, get(row), kinds.get(heading), day)
    book.close()
    return out.getvalue()


def _write_cell(
    sheet: Any, row: int, place: int, value: Any, column: Column | None, day: Any
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float) and len(str(value).strip("-0.")) <= _EXACT:
        sheet.write_number(row, place, value)
    elif isinstance(value, list):
        _write_text(sheet, row, place, join_list(value))
    elif column is not None and column.kind in ("money", "number") and _fits(value):
        sheet.write_number(row, place, float(value))
    elif column is not None and column.kind == "date" and _DAY.fullmatch(value):
        sheet.write_datetime(row, place, date.fromisoformat(value), day)
    else:
        _write_text(sheet, row, place, str(value))


def _fits(decimal: str) -> bool:
    """Whether a cell, which holds a binary number, gives this one back."""
    return bool(_DECIMAL.fullmatch(decimal)) and len(decimal.replace(".", "").strip("-0")) <= _EXACT


def _write_text(sheet: Any, row: int, place: int, text: str) -> None:
    if len(text) > LONGEST:
        raise UsageError(
            "a cell of a workbook holds {most:,} characters, and one has {count:,}",
            hint="--format csv or json has no limit",
            most=LONGEST,
            count=len(text),
        )
    sheet.write_string(row, place, text)
