"""A list as a workbook (.xlsx): each cell of its column's kind, so that a sheet can sort and add.

Days are dates, moments dates with a time in the team's zone, amounts and percentages numbers with
that format, durations times. Texts are only text.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, TextIO

from crm_cli.errors import UsageError
from crm_cli.render import cells, choice
from crm_cli.render.style import Style
from crm_cli.tables import Outcome, Record, Report, Table
from crm_cli.values.spreadsheet import join_list

LONGEST = 32_767  # characters of a cell
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile("(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile("(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
_EXACT = 15  # significant digits that a cell keeps
_FORMATS = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss",
    "money": "#,##0",
    "money.00": "#,##0.00",
    "percent": "0.0%",
    "duration": "[h]:mm:ss",
}
_WIDTHS = {"date": 11, "datetime": 19}  # characters; a date that has no room is a row of #
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
    content = workbook(tables, style.zone)
    stream.flush()
    stream.buffer.write(content)


def workbook(tables: dict[str, Table], zone: tzinfo) -> bytes:
    """The tables as sheets, each with a bold header that stays in view; moments in `zone`."""
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
    bold = book.add_format({"bold": True})
    formats = {name: book.add_format({"num_format": code}) for name, code in _FORMATS.items()}
    for name, table in tables.items():
        sheet = book.add_worksheet(_FORBIDDEN.sub(" ", name)[:31])
        sheet.freeze_panes(1, 0)
        columns = cells.machine_columns(table.columns)
        kinds = {column.name: column.kind for column in table.columns}
        for place, (heading, _) in enumerate(columns):
            sheet.write_string(0, place, heading, bold)
            if (kind := kinds.get(heading, "")) in _WIDTHS:
                sheet.set_column(place, place, _WIDTHS[kind])
        for number, row in enumerate(table.rows, 1):
            for place, (heading, get) in enumerate(columns):
                value, kind = _typed(get(row), kinds.get(heading, "text"), zone)
                _write_cell(sheet, number, place, value, formats.get(kind))
    book.close()
    return out.getvalue()


def _typed(value: Any, kind: str, zone: tzinfo) -> tuple[Any, str]:
    """The value as a cell can hold it, and the name of its format; text where it cannot."""
    if isinstance(value, str):
        if kind in ("money", "number") and _fits(value):
            return float(value), kind + (".00" if kind == "money" and "." in value else "")
        if kind in ("date", "datetime") and _DAY.fullmatch(value):
            return date.fromisoformat(value), "date"
        if kind == "datetime" and _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            local = moment.astimezone(zone).replace(tzinfo=None, fold=0)
            # Not an hour that the clocks have twice: the second would come back as the first.
            if local.replace(tzinfo=zone).astimezone(UTC) == moment:
                return local, kind
    elif kind == "duration" and value is not None and value >= 0:
        return timedelta(seconds=float(value)), kind
    return value, kind


def _write_cell(sheet: Any, row: int, place: int, value: Any, format: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float) and len(str(value).strip("-0.")) <= _EXACT:
        sheet.write_number(row, place, value, format)
    elif isinstance(value, date | timedelta):
        sheet.write_datetime(row, place, value, format)
    else:
        _write_text(sheet, row, place, join_list(value) if isinstance(value, list) else str(value))


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
