"""What every importer yields: rows of text with the line where each begins."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import BinaryIO, NamedTuple


class Row(NamedTuple):
    """One row. `cells` stand in the order of the source's `columns`, always as many.

    A list and not a dict: a million dicts of twelve keys cost more time than reading the file.
    `RowSource.record` makes the dict where one is wanted.
    """

    line: int  # the physical line (of a workbook: the row) where it begins, from 1
    cells: list[str]


class BadRow(NamedTuple):
    """A row that cannot be told apart into columns; to be rejected, never shifted.

    `reason` is a sentence without the line and without a full stop; `cells` is what stood there,
    in its own number of cells.
    """

    line: int
    reason: str
    cells: list[str]


class Whole(list[str]):
    """The cells of an object or a card, with what stood there, `text`, to be mended if rejected."""

    def __init__(self, text: str, cells: Iterable[str] = ()) -> None:
        super().__init__(cells)
        self.text = text


class RowSource(ABC):
    """An opened source of rows, to be closed (it is a context manager).

    Iterating reads the source from its beginning, as a stream, each time: a caller may read it
    once to look and once to import. `kind` is csv, json, jsonl, excel or vcard. `notices` are
    sentences about what was decided while opening (a header found on line 4), for stderr.
    """

    kind = ""

    def __init__(self, stream: BinaryIO, name: str, size: int | None) -> None:
        self.stream = stream
        self.name = name  # as the user wrote it; "stdin" for "-"
        self.size = size  # bytes, None when unknown
        self.columns: list[str] = []
        self.encoding = ""
        self.codec = "utf-8"  # what Python decodes it with, and what it is written again with
        self.sure = ""  # how sure the encoding is, for people
        self.quote = ""  # what is around cells that need it; "" where none has
        self.delimiter = ""
        self.header_line = 0  # of the header; 0 where a format has none
        self.preamble: list[str] = []  # lines that were skipped before the header
        self.blank_rows = 0  # rows without any value, skipped by the last iteration
        self.notices: list[str] = []

    @abstractmethod
    def __iter__(self) -> Iterator[Row | BadRow]:
        """The rows, from the first. BadContent where the rest cannot be read."""

    def likely(self) -> str:
        """The noun that the rows are about, where the format says it; else empty."""
        return ""

    def choose(self, noun: str) -> list[str]:
        """Give only the rows that can become the noun; notices about the others."""
        return []

    @property
    def position(self) -> int:
        """How many bytes of `size` have been read by the running iteration."""
        return 0 if self.stream.closed else self.stream.tell()

    def record(self, row: Row) -> dict[str, str]:
        """The row as a dict by column name."""
        return dict(zip(self.columns, row.cells, strict=True))

    def close(self) -> None:
        """Close the file."""
        self.stream.close()

    def __enter__(self) -> RowSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def unique_columns(cells: list[str]) -> tuple[list[str], list[str]]:
    """Column names made usable, and the notices about it.

    Names are trimmed, and line breaks in them are spaces. A name that stands twice gets a number
    ("Email", "Email #2"), a column without a name is called after its place ("column 3"), so that
    nothing overwrites anything.
    """
    trimmed = [" ".join(cell.strip("\ufeff").split()) for cell in cells]
    taken = {name for name in trimmed if name}
    columns: list[str] = []
    repeated: list[str] = []
    for place, name in enumerate(trimmed, start=1):
        wanted = name or f"column {place}"
        if wanted in columns or (not name and wanted in taken):
            number = 2
            while f"{wanted} #{number}" in taken or f"{wanted} #{number}" in columns:
                number += 1
            if name:
                repeated.append(f"{wanted} #{number}")
            wanted = f"{wanted} #{number}"
        columns.append(wanted)
    notices = []
    if repeated:
        notices.append("a column name stands twice, the later one is called " + ", ".join(repeated))
    return columns, notices
