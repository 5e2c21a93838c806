"""Workbooks (.xlsx, .xlsb, .xls, .ods) -> rows, through python-calamine.

A workbook holds typed cells, so a date or a number is not guessed from how it looks: dates come
as ISO, numbers with the digits that Excel shows. A sheet is read whole into memory.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadContent, Failure, UsageError
from crm_cli.importers.dialect import names_columns
from crm_cli.importers.files import Opened
from crm_cli.importers.rows import BadRow, Row, RowSource, unique_columns
from crm_cli.importers.sheet_cells import Range, cell_name, plain_number, read_cells
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_RATIO = 500  # of what a part of a workbook unpacks to; rows of XML compress about 20 to 1
TITLE_ROWS = 30  # rows in which the header is looked for
_SECOND = datetime.timedelta(seconds=1)


class ExcelRows(RowSource):
    """The rows of one sheet; a row's line is its number in the sheet."""

    kind = "excel"

    def __init__(
        self, opened: Opened, *, sheet: str | None = None, header: int | None = None
    ) -> None:
        super().__init__(opened.stream, opened.name, opened.size)
        self.sheet = ""  # the name of the sheet that is read
        self._merged: list[Range] = []
        workbook = self._workbook()
        self._rows = self._texts(self._choose(workbook, sheet))
        self._done = 0
        self._find_header(header)

    def _workbook(self) -> CalamineWorkbook:
        try:
            import python_calamine
        except ImportError as error:
            raise Failure(
                "{file} is a workbook, and the library that reads them is not installed",
                hint="pip install python-calamine",
                file=self.name,
            ) from error
        self._check_size()
        self.stream.seek(0)
        try:
            return python_calamine.CalamineWorkbook.from_filelike(self.stream)
        except python_calamine.PasswordError as error:
            raise BadContent(
                "{file} is protected by a password",
                hint="save a copy without the password, and import that",
                file=self.name,
            ) from error
        except Exception as error:
            raise self._unreadable(error) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # Ctrl-C, for one
                raise
            raise self._unreadable(error) from error

    def _check_size(self) -> None:
        """BadContent for a zip that would unpack to more than a workbook does: it would fill the

        memory before anything could be said of it.
        """
        import zipfile

        self.stream.seek(0)
        try:
            parts = zipfile.ZipFile(self.stream).infolist()
        except (zipfile.BadZipFile, ValueError):
            return  # an .xls, or the library says what is wrong
        for part in parts:
            if part.file_size > MOST_RATIO * max(part.compress_size, 1 << 16):
                raise BadContent(
                    "{file} would unpack to far too much",
                    hint="open it, save it as CSV UTF-8, and import that",
                    file=self.name,
                )

    def _unreadable(self, error: BaseException) -> BadContent:
        return BadContent(
            "{file} is no workbook that can be read: {why}",
            hint="open it, save it as .xlsx or as CSV UTF-8, and import that",
            file=self.name,
            why=str(error).splitlines()[0] if str(error) else "it is damaged",
        )

    def _choose(self, workbook: CalamineWorkbook, wanted: str | None) -> CalamineSheet:
        """The sheet that was asked for by name or number, else the only one that holds anything."""
        names = workbook.sheet_names
        if wanted is not None:
            name = wanted
            if name not in names and name.isdigit() and 1 <= int(name) <= len(names):
                name = names[int(name) - 1]
            if name not in names:
                raise UsageError(
                    "{file} has no sheet {sheet}",
                    hint="--sheet " + " or ".join(f"{{sheet{n}}}" for n in range(len(names))),
                    file=self.name,
                    sheet=repr(wanted),
                    **_quoted(names),
                )
            return self._get(workbook, name)
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        visible = [
            one.name
            for one in workbook.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        ]
        filled = [sheet for name in visible if (sheet := self._get(workbook, name)).height]
        if not filled:
            raise BadContent(
                "{file} has no sheet with anything in it",
                hint="the first row must hold the column names",
                file=self.name,
            )
        if len(filled) > 1:
            found = [sheet.name for sheet in filled]
            raise BadContent(
                "{file} has {count} sheets",
                hint="say which: --sheet "
                + " or ".join(f"{{sheet{n}}}" for n in range(len(found))),
                file=self.name,
                count=len(found),
                **_quoted(found),
            )
        return filled[0]

    def _get(self, workbook: CalamineWorkbook, name: str) -> CalamineSheet:
        try:
            return workbook.get_sheet_by_name(name)
        except Exception as error:
            raise self._unreadable(error) from error

    def _texts(self, sheet: CalamineSheet) -> list[tuple[int, list[str]]]:
        """The rows that hold anything, as text, with their numbers."""
        self.sheet = sheet.name
        found = read_cells(self.stream, sheet.name)
        if found.unknown:
            raise BadContent(
                "{file} has {formulas} without a value: {cells}",
                hint="open it in a spreadsheet program, save it, and import that",
                file=self.name,
                formulas=counted(len(found.unknown), "formula"),
                cells=_some(found.unknown),
            )
        if not found.told:
            self.notices.append(
                "only .xlsx and .ods tell of errors, percentages, currencies and zeros in front:"
                " if the sheet has any, save it as one of them"
            )
        if found.errors:
            holds = "cell holds" if len(found.errors) == 1 else "cells hold"
            self.notices.append(f"{len(found.errors):,} {holds} an error: {_some(found.errors)}")
        self._merged = found.merged or [
            (*start, *end) for start, end in sheet.merged_cell_ranges or ()
        ]
        rows = []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [cell if isinstance(cell, str) else _text(cell) for cell in cells]
            for column, text in found.shown.get(number - 1, {}).items():
                texts[column] = text
            if any(map(str.strip, texts)):
                rows.append((number, texts))
        return rows

    def _fill_down(self) -> None:
        """Give each row of a merged cell its value: the sheet shows it beside all of them."""
        rows, filled = dict(self._rows), []
        for top, left, bottom, right in self._merged:
            if bottom > top >= self.header_line and top + 1 in rows:
                for number in range(top + 2, bottom + 2):
                    if number in rows:
                        rows[number][left] = rows[top + 1][left]
                filled.append(f"{cell_name(top, left)}:{cell_name(bottom, right)}")
        if filled:
            cells, are = counted(len(filled), "merged cell"), "is" if len(filled) == 1 else "are"
            self.notices.append(f"{cells} {are} filled down: {_some(filled)}")

    def _find_header(self, header: int | None) -> None:
        rows = self._rows
        if header:
            place = next((n for n, (number, _) in enumerate(rows) if number == header), -1)
        else:
            place = _header_place(rows)
        if place < 0:
            raise BadContent(
                "{file} has no row {line} for a header",
                hint="the first row of a sheet is number 1",
                file=self.name,
                line=header or 1,
            )
        self.header_line, names = rows[place]
        self.preamble = ["\t".join(cells).rstrip("\t") for _, cells in rows[:place]]
        self._rows = rows[place + 1 :]
        self._fill_down()
        used = [
            column
            for column, name in enumerate(names)
            if name.strip() or any(cells[column] for _, cells in self._rows)
        ]
        named, notices = unique_columns(names)
        self.columns = [named[column] for column in used]
        self.notices += notices
        if len(used) < len(names):
            self._rows = [(n, [cells[column] for column in used]) for n, cells in self._rows]
        if self.preamble:
            self.notices.append(f"the header is on row {self.header_line}")

    def __iter__(self) -> Iterator[Row | BadRow]:
        for done, (number, cells) in enumerate(self._rows, start=1):
            self._done = done
            yield Row(number, list(cells))

    @property
    def position(self) -> int:
        """As many bytes of `size` as the rows given are of all rows."""
        return (self.size or 0) * self._done // max(1, len(self._rows))


def _header_place(rows: list[tuple[int, list[str]]]) -> int:
    """The index of the header: the first row, unless it is a title above a wider table."""
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in rows[:TITLE_ROWS]]
    width = max(filled, default=0)
    for place, count in enumerate(filled):
        if count * 2 >= width and (
            not place or names_columns([cell for cell in rows[place][1] if cell.strip()])
        ):
            return place
    return 0 if rows else -1


def _some(cells: list[str]) -> str:
    return ", ".join(cells[:5]) + (" …" if len(cells) > 5 else "")


def _quoted(names: list[str]) -> dict[str, object]:
    return {f"sheet{n}": repr(name) for n, name in enumerate(names)}


def _text(cell: Any) -> str:
    """A typed cell as the text that a person would have typed: ISO dates, plain numbers."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return plain_number(cell)
    if isinstance(cell, datetime.datetime):
        near = (cell + _SECOND / 2).replace(microsecond=0)
        if abs(near - cell) <= _SECOND / 1000:  # a day's fraction cannot hold every second
            cell = near
        return str(cell.isoformat(" ", "milliseconds" if cell.microsecond else "seconds"))
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)  # int; date and time give ISO
