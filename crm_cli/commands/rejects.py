"""The file of rejected rows: the input's own layout with the reason before, to be mended.

Of a table that is a table with the reason in the first column, so that a row with too few or too
many cells stays as it was. JSON objects and cards are written as they stood, with the reason in
them. The encoding and the delimiter are those of the input.
"""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from crm_cli.errors import Failure, UsageError
from crm_cli.private import open_private, remove_left
from crm_cli.services.imports.mapping import REASON_COLUMN
from crm_cli.values.spreadsheet import inert

if TYPE_CHECKING:
    from crm_cli.importers import RowSource

_PROPERTY = "X-REJECTED-BECAUSE"  # of a card
_OLD_PROPERTY = re.compile(rf"^{_PROPERTY}:.*\r\n", re.MULTILINE)
_OLD_KEY = re.compile(rf'\{{\s*"{REASON_COLUMN}"\s*:\s*"(?:[^"\\]|\\.)*"\s*,?')


class RejectsFile:
    """Collects rejected rows beside the file that it becomes when `finish` is called.

    `path` is where, or else `name` with the ending that suits its content.
    """

    def __init__(self, path: Path | None, source: RowSource, name: str) -> None:
        self._ending = {"json": "jsonl", "jsonl": "jsonl", "vcard": "vcf"}.get(source.kind, "csv")
        self.path = path or Path(f"{name}.rejects.{self._ending}")
        self._beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        self._columns = list(source.columns)
        self._codec = source.codec
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
        plain = start.replace(b"\0", b"")[: len(REASON_COLUMN) + 20]
        if start and not any(name.encode() in plain for name in (REASON_COLUMN, _PROPERTY)):
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
        assert self._stream is not None
        reason = " ".join(reason.split())
        written = getattr(cells, "text", None)
        if self._ending == "jsonl":
            if written is None:
                kept = dict(zip(self._columns, cells, strict=True))
                written = json.dumps(kept, ensure_ascii=False)
            self._stream.write(_object(written, reason) + "\n")
            return
        reason = reason.encode(self._codec, "backslashreplace").decode(self._codec)
        if written is not None:  # a card, a character a byte
            reason = reason.encode(self._codec).decode("latin-1")
            begin, _, rest = _OLD_PROPERTY.sub("", written).partition("\r\n")
            self._stream.write(f"{begin}\r\n{_PROPERTY}:{reason}\r\n{rest}\r\n")
            return
        cells = [inert(cell) for index, cell in enumerate(cells) if index != self._old]
        self._writer.writerow([inert(reason), *cells])

    def _open(self) -> None:
        codec = "latin-1" if self._ending == "vcf" else self._codec
        remove_left(self.path)
        try:
            self._stream = open_private(self._beside, self.path, encoding=codec)
        except OSError as error:
            raise self._failure(error) from error
        if self._ending == "csv":
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


def _object(written: str, reason: str) -> str:
    """The object on one line with the reason as its first key; of no object, what stood there."""
    line = " ".join(_OLD_KEY.sub("{", written).splitlines())
    said = f'{{"{REASON_COLUMN}": {json.dumps(reason)}'
    if not line.startswith("{"):
        return f'{said}, "rejected": {json.dumps(line)}}}'
    rest = line[1:].lstrip()
    return said + ("" if rest.startswith("}") else ", ") + rest
