"""Delimited text (CSV, TSV) -> rows, as a stream: memory does not grow with the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from crm_cli.errors import BadContent
from crm_cli.importers.dialect import SAMPLE, find_dialect, read_delimiter
from crm_cli.importers.encodings import survey
from crm_cli.importers.files import Opened
from crm_cli.importers.rows import BadRow, Row, RowSource, unique_columns
from crm_cli.values.spreadsheet import restore

# Characters in one cell. Beyond it a quote was left open: better said than kept in memory.
CELL = 10_000_000
_READ = 1 << 16  # bytes


class CsvRows(RowSource):
    """The rows of a delimited text. Quoting is strict: what has two readings is refused."""

    kind = "csv"

    def __init__(
        self,
        opened: Opened,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        header: int | None = None,
    ) -> None:
        super().__init__(opened.stream, opened.name, opened.size)
        asked = read_delimiter(delimiter) if delimiter else ""
        csv.field_size_limit(CELL)
        self._survey = survey(self.stream, self.name, encoding)
        self.encoding, self.sure = self._survey.encoding, self._survey.sure
        self.codec = self._survey.codec
        text = self._text()
        sample = text.read(SAMPLE)
        text.detach()
        dialect = find_dialect(
            sample,
            whole=len(sample) < SAMPLE,
            name=self.name,
            delimiter=asked,
            header=header or 0,
        )
        if any("\0" in cell for cell in dialect.header):
            raise BadContent(
                "{file} has a NUL character in its header (line {line})",
                hint="remove it: tr -d '\\000' <{file} | crm import -",
                file=self.name,
                line=dialect.before + 1,
            )
        self.delimiter = dialect.delimiter
        self.quote = '"' if '"' in sample else ""
        self.preamble = dialect.preamble
        self._skip_space = dialect.skip_space
        self._before = dialect.before
        self.header_line = dialect.before + 1
        self.columns, notices = unique_columns([restore(cell) for cell in dialect.header])
        self.notices = [*self._survey.notices, *notices]
        if dialect.preamble:
            self.notices.append(f"the header is on line {self.header_line}")

    def _text(self) -> io.TextIOWrapper:
        """The file decoded, from its beginning. newline="" leaves line breaks in cells alone."""
        self.stream.seek(0)
        text = io.TextIOWrapper(self.stream, self.codec, "strict", newline="")
        text._CHUNK_SIZE = _READ  # type: ignore[attr-defined]  # 8 KB otherwise: a tenth slower
        return text

    def __iter__(self) -> Iterator[Row | BadRow]:
        text = self._text()
        self.blank_rows = 0
        try:
            for _ in range(self._before):
                next(text)
            yield from self._rows(text)
        finally:
            if not self.stream.closed:
                text.detach()

    def _rows(self, text: io.TextIOWrapper) -> Iterator[Row | BadRow]:
        before, width = self._before, len(self.columns)
        careful = self._survey.nul or self._survey.inert
        reader = csv.reader(
            text, delimiter=self.delimiter, skipinitialspace=self._skip_space, strict=True
        )
        new = tuple.__new__  # Row(...) would take a quarter of the whole time
        last = before
        try:
            next(reader, None)
            last = before + reader.line_num
            for cells in reader:
                line = last + 1
                last = before + reader.line_num
                if len(cells) != width:
                    if any(map(str.strip, cells)):
                        yield BadRow(line, _ragged(len(cells), width), cells)
                    else:
                        self.blank_rows += 1
                elif not any(map(str.strip, cells)):
                    self.blank_rows += 1
                elif careful:
                    yield _carefully(line, cells)
                else:
                    yield new(Row, (line, cells))
        except csv.Error as error:
            raise self._bad_quoting(last + 1, str(error)) from error

    def _bad_quoting(self, line: int, reason: str) -> BadContent:
        """What is wrong in the row that begins on `line`, and where its last quote was opened."""
        text = self._text()
        for _ in range(line - 1):
            next(text)
        opened, found = _quote_lines(text, line, self.delimiter, self._skip_space)
        text.detach()
        hint = 'close the quote on line {opened}, or write quotes inside a cell twice ("")'
        if "field larger" in reason:
            message = (
                "{file}: the cell that begins on line {opened} has more than {limit} characters"
            )
        elif found:
            message = (
                "{file}: on line {line} text follows the quote that ends the cell of line {opened}"
            )
            if found == opened:
                message = "{file}: on line {line} text follows the quote that ends a cell"
                hint = 'write quotes inside a cell twice ("")'
        else:
            message = "{file}: the quote opened on line {opened} is never closed"
        return BadContent(
            message, hint=hint, file=self.name, line=found, opened=opened, limit=f"{CELL:,}"
        )


def _ragged(found: int, width: int) -> str:
    few = "too few" if found < width else "too many"
    return f"{found} cell{'s' * (found != 1)} where the header has {width}: {few}"


def _carefully(line: int, cells: list[str]) -> Row | BadRow:
    """The row, formulas restored, in a file where a NUL or a cell made inert occurs."""
    if any("\0" in cell for cell in cells):
        return BadRow(line, "a NUL character, which no text has", cells)
    return Row(line, [restore(cell) if cell[:1] == "'" else cell for cell in cells])


def _quote_lines(
    lines: Iterator[str], line: int, delimiter: str, skip_space: bool
) -> tuple[int, int]:
    """Where the last quoted cell was opened, and where text followed its end (0: nowhere).

    A slow second look at a row that the reader has refused, to say where its quote stands.
    """
    opened, quoted, fresh, after = line, False, True, False
    left = 2 * CELL
    for number, text in enumerate(lines, start=line):
        left -= len(text)
        if left < 0:
            break
        for char in text:
            if quoted:
                if char == '"':
                    quoted, after = False, True
                continue
            if after and char == '"':  # doubled: a quote inside the cell
                quoted, after = True, False
            elif after and char not in {delimiter, "\r", "\n"}:
                return opened, number
            elif fresh and char == '"':
                opened, quoted, fresh = number, True, False
            elif char == delimiter or char in "\r\n":
                fresh, after = True, False
            elif not (fresh and skip_space and char == " "):
                fresh = False
    return opened, 0
