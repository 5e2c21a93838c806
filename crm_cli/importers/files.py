"""Opening what the user named: a file, or stdin, as bytes that can be read twice."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from crm_cli.errors import BadContent, Failure, UsageError

SPOOL = 8 * 1024 * 1024  # bytes of stdin that are kept in memory before a temporary file is used
STDIN = "-"


class Opened(NamedTuple):
    """An open, seekable stream of bytes at its beginning."""

    stream: BinaryIO
    name: str
    size: int


def open_bytes(source: str | Path) -> Opened:
    """The file, or stdin for "-", opened for reading.

    Stdin and pipes are copied to a temporary file first, since the encoding is decided over the
    whole of it. UsageError when there is no such file, Failure when it may not be read, BadContent
    when it is empty.
    """
    opened = _spooled(None) if str(source) == STDIN else _file(Path(source).expanduser())
    if not opened.size:
        opened.stream.close()
        raise BadContent(
            "{file} is empty", hint="the first line must hold the column names", file=opened.name
        )
    return opened


def _file(path: Path) -> Opened:
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise UsageError("{file} is a folder", hint="name one file in it", file=str(path))
        if not stat.S_ISREG(kind):
            return _spooled(path)
        stream = cast(BinaryIO, path.open("rb"))
        return Opened(stream, str(path), os.fstat(stream.fileno()).st_size)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            "no file {file}", hint="ls {folder}", file=str(path), folder=str(path.parent)
        ) from error
    except (OSError, ValueError) as error:
        raise Failure(
            "{file} cannot be read: {why}",
            hint="ls -l {file}",
            file=str(path),
            why=getattr(error, "strerror", None) or str(error),
        ) from error


def _spooled(path: Path | None) -> Opened:
    """A copy of stdin, or of a pipe, in memory or in a nameless temporary file."""
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - closed by the RowSource
    name = "stdin" if path is None else str(path)
    try:
        if path is None:
            if sys.stdin is None:
                raise UsageError("stdin is closed", hint="crm import - <people.csv")
            shutil.copyfileobj(sys.stdin.buffer, spool, 1 << 20)
        else:
            with path.open("rb") as pipe:
                shutil.copyfileobj(pipe, spool, 1 << 20)
    except OSError as error:
        spool.close()
        raise Failure(
            "{file} cannot be read: {why}",
            hint="write it to a file and import that",
            file=name,
            why=str(error),
        ) from error
    except BaseException:
        spool.close()
        raise
    size = spool.tell()
    spool.seek(0)
    return Opened(cast(BinaryIO, spool), name, size)
