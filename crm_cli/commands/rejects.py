"""The file of rejected rows: the input's own layout with the reason before, to be mended."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from crm_cli.errors import Failure, UsageError
from crm_cli.private import open_private
from crm_cli.services.imports.mapping import REASON_COLUMN
from crm_cli.values.spreadsheet import inert

if TYPE_CHECKING:
    from crm_cli.importers import RowSource


class RejectsFile:
    """Collects rejected rows beside the file that it becomes when `finish` is called.

    The reason stands in the first column, so that a row with too few or too many cells stays
    as it was. The encoding and the delimiter are those of the input.
    """

    def __init__(self, path: Path, source: RowSource) -> None:
        self.path = path
        self._beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        self._columns = list(source.columns)
        self._encoding = source.encoding or "utf-8"
        self._delimiter = source.delimiter or ","
        self._old = self._columns.index(REASON_COLUMN) if REASON_COLUMN in self._columns else None
        self._stream: TextIO | None = None
        self._writer: Any = None

    def check(self) -> None:
        """Raise UsageError when the path holds something else than rejected rows."""
        if not self.path.exists():
            return
        start = b""
        if self.path.is_file():
            with self.path.open("rb") as stream:
                start = stream.read(200)
        plain = start.replace(b"\0", b"")
        if start and REASON_COLUMN.encode() not in plain[: len(REASON_COLUMN) + 6]:
            raise UsageError(
                "{path} is there and no file of rejected rows",
                hint="name another with --rejects",
                path=self.path,
            )
        if not self.path.is_file():
            raise UsageError("{path} is no file", hint="name a file with --rejects", path=self.path)

    def add(self, cells: list[str], reason: str) -> None:
        """Keep one row."""
        if self._stream is None:
            self._open()
        cells = [inert(cell) for index, cell in enumerate(cells) if index != self._old]
        reason = reason.encode(self._encoding, "backslashreplace").decode(self._encoding)
        self._writer.writerow([inert(" ".join(reason.split())), *cells])

    def _open(self) -> None:
        try:
            self._stream = open_private(self._beside, self.path, encoding=self._encoding)
        except OSError as error:
            raise self._failure(error) from error
        self._writer = csv.writer(self._stream, delimiter=self._delimiter, lineterminator="\n")
        names = [name for name in self._columns if name != REASON_COLUMN]
        self._writer.writerow([REASON_COLUMN, *map(inert, names)])

    def finish(self) -> Path | None:
        """Put the file in its place; None when no row was rejected."""
        if self._stream is None:
            return None
        try:
            self._stream.close()
            self._beside.replace(self.path)
        except OSError as error:
            raise self._failure(error) from error
        self._stream = None
        return self.path

    def discard(self) -> None:
        """Leave nothing behind, unless it is finished."""
        if self._stream is not None:
            self._stream.close()
            self._beside.unlink(missing_ok=True)

    def _failure(self, error: OSError) -> Failure:
        return Failure(
            "cannot write {path}: {reason}",
            hint="name another file with --rejects",
            path=self.path,
            reason=error.strerror,
        )
