"""JSON (an array of objects) and JSON Lines -> rows, as a stream.

Numbers keep the digits they are written with (1.10, a code of 30 digits). A nested object gives
columns with dotted names, a list of plain values one cell as `join_list` writes it, anything else
its JSON. A missing key and null are an empty cell. The file is read twice, since its columns are
the keys of all its objects.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from crm_cli.errors import BadContent
from crm_cli.importers.encodings import survey
from crm_cli.importers.files import Opened
from crm_cli.importers.rows import BadRow, Row, RowSource, Whole
from crm_cli.values.spreadsheet import join_list

_READ = 1 << 16  # characters
_OBJECT = 32_000_000  # characters in one object; beyond it a string or a bracket was left open
# How near to its end a text must fail for more of it to be a remedy: `tru`, `\ud83`.
_CUT = 12
_SHAPE = "give an array of objects, or one object a line: jq -c '.[]' {file} | crm import -"


class _Repeated(dict[str, Any]):
    """An object that has a key twice."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = _Repeated(plain)
    keys = [key for key, _ in pairs]
    repeated.key = next(key for key in keys if keys.count(key) > 1)
    return repeated


def _constant(name: str) -> str:
    raise json.JSONDecodeError(f"{name} is no JSON value", name, 0)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_constant
)


class _BadObjectError(Exception):
    """An object that is no row, with the reason."""


class JsonRows(RowSource):
    """The objects of a JSON array, or of the lines of a file, as rows."""

    def __init__(self, opened: Opened, *, encoding: str | None = None) -> None:
        super().__init__(opened.stream, opened.name, opened.size)
        self._survey = survey(self.stream, self.name, encoding)
        self.encoding, self.sure = self._survey.encoding, self._survey.sure
        self.codec = self._survey.codec
        self.notices = list(self._survey.notices)
        self.kind = self._find_kind()
        columns: dict[str, None] = {}
        for _, _, item in self._items():
            if not isinstance(item, _BadObjectError):
                columns.update(dict.fromkeys(item))
        self.columns = list(columns)

    def _text(self) -> io.TextIOWrapper:
        self.stream.seek(0)
        return io.TextIOWrapper(self.stream, self.codec, "strict")

    def __iter__(self) -> Iterator[Row | BadRow]:
        columns = self.columns
        self.blank_rows = 0
        for line, written, item in self._items():
            if isinstance(item, _BadObjectError):
                yield BadRow(line, str(item), Whole(written))
                continue
            cells = Whole(written, [item.get(column, "") for column in columns])
            if any(map(str.strip, cells)):
                yield Row(line, cells)
            else:
                self.blank_rows += 1

    def _items(self) -> Iterator[tuple[int, str, dict[str, str] | _BadObjectError]]:
        """Each object as it is written and as flat text, with the line where it begins."""
        text = self._text()
        try:
            for line, written, value in _lines(text) if self.kind == "jsonl" else self._array(text):
                try:
                    flat = value if isinstance(value, _BadObjectError) else _flat(value)
                except _BadObjectError as bad:
                    flat = bad
                yield line, written, flat
        finally:
            if not self.stream.closed:
                text.detach()

    def _find_kind(self) -> str:
        """ "json" for an array, "jsonl" for objects on lines; BadContent for one large object."""
        text = self._text()
        try:
            lines = (line for line in text if line.strip("\ufeff \t\n"))
            first = next(lines, "").lstrip("\ufeff \t\n")
            if first.startswith("["):
                return "json"
            if first.startswith("{") and isinstance(_parsed(first), _BadObjectError):
                following = next(lines, "")
                if not following.startswith("{"):
                    raise BadContent(
                        "{file} is neither an array of objects nor an object on each line",
                        hint=_SHAPE,
                        file=self.name,
                    )
            return "jsonl"
        finally:
            text.detach()

    def _array(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str, Any]]:
        scan = _Scan(text, self.name)
        scan.expect("[")
        if scan.peek() != "]":
            while True:
                scan.peek()
                line = scan.line
                value = scan.value()
                yield line, scan.written, value
                if scan.peek() != ",":
                    break
                scan.expect(",")
        scan.expect("]", "',' or ']' expected")
        if scan.peek():
            raise scan.error("there is something after the end of the array")


def _lines(text: io.TextIOWrapper) -> Iterator[tuple[int, str, Any]]:
    for number, line in enumerate(text, start=1):
        if written := line.strip("\ufeff \t\n"):
            yield number, written, _parsed(written)


def _parsed(line: str) -> Any:
    """The value of one line, or a _BadObjectError."""
    try:
        return _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return _BadObjectError(f"no JSON: {error.msg} (character {error.pos + 1})")
    except RecursionError:
        return _BadObjectError("no JSON that can be read: nested too deeply")


class _Scan:
    """A JSON text read by pieces: `buffer` from `place` on is what was not yet taken."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self.text = text
        self.name = name
        self.buffer = ""
        self.place = 0
        self.line = 1
        self.ended = False
        self.written = ""  # the last value

    def more(self) -> None:
        """Forget what was taken and read on, in pieces as long as what is kept."""
        kept = self.buffer[self.place :]
        piece = self.text.read(max(_READ, len(kept)))
        self.ended = not piece
        self.buffer, self.place = kept + piece, 0

    def take(self, end: int) -> None:
        self.line += self.buffer.count("\n", self.place, end)
        self.place = end

    def peek(self) -> str:
        """The next character that is no space, "" at the end; the spaces before it are taken."""
        while True:
            rest = self.buffer[self.place : self.place + 64].lstrip("\ufeff \t\n")
            if rest:
                skipped = len(self.buffer[self.place : self.place + 64]) - len(rest)
                self.take(self.place + skipped)
                return rest[0]
            self.take(min(len(self.buffer), self.place + 64))
            if self.place >= len(self.buffer):
                if self.ended:
                    return ""
                self.more()

    def expect(self, mark: str, wanted: str = "") -> None:
        """Take `mark`, which must come next."""
        found = self.peek()
        if found != mark:
            wanted = wanted or f"'{mark}' expected"
            raise self.error(wanted if found else wanted + ", but it ends")
        self.take(self.place + 1)

    def value(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.place)
            except RecursionError:
                raise self.error("nested too deeply") from None
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated string") or (
                    error.pos >= len(self.buffer) - _CUT
                )
                if self.ended or not cut or len(self.buffer) - self.place > _OBJECT:
                    self.take(max(self.place, error.pos))
                    raise self.error(error.msg) from None
                self.more()
                continue
            if end >= len(self.buffer) and not self.ended:
                self.more()  # a bare number may go on
                continue
            self.written = self.buffer[self.place : end]
            self.take(end)
            return value

    def error(self, reason: str) -> BadContent:
        return BadContent(
            "{file} is not valid JSON: line {line}: {reason}",
            hint="python3 -m json.tool {file} shows the place too",
            file=self.name,
            line=self.line,
            reason=reason,
        )


def _flat(value: Any) -> dict[str, str]:
    """The object's cells by column; _BadObjectError where it is none or cannot be stored."""
    if not isinstance(value, dict):
        raise _BadObjectError("no object: {} expected")
    cells: dict[str, str] = {}
    _flatten(value, "", cells)
    for column, cell in cells.items():
        if "\0" in cell or "\0" in column:
            raise _BadObjectError(f"a NUL character in {column!r}, which no text has")
        if not (cell.isascii() and column.isascii()) and _surrogate(cell + column):
            raise _BadObjectError(f"half a character (a lone surrogate) in {column!r}")
    return cells


def _flatten(value: dict[str, Any], prefix: str, cells: dict[str, str]) -> None:
    if isinstance(value, _Repeated):
        raise _BadObjectError(f"the key {value.key!r} stands twice")
    for key, item in value.items():
        column = prefix + key
        if isinstance(item, dict) and item:
            _flatten(item, column + ".", cells)
            continue
        if column in cells:
            raise _BadObjectError(f"two values for {column!r}")
        cells[column] = _cell(item)


def _cell(item: Any) -> str:
    if isinstance(item, str):
        return item
    if item is None or item == {}:
        return ""
    if isinstance(item, bool):
        return "true" if item else "false"
    if all(isinstance(one, str | bool) for one in item):
        return join_list([_cell(one) for one in item])
    return json.dumps(item, ensure_ascii=False)


def _surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
