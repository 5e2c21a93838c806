"""Files and folders that only their owner may read, whatever the umask says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from crm_cli.errors import CrmError, Failure


def open_private(path: Path, like: Path | None = None, *, encoding: str = "utf-8") -> TextIO:
    """Open a file to be written anew, 0600, or with the rights of a file that it will replace."""
    mode = like.stat().st_mode & 0o777 if like is not None and like.is_file() else 0o600
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    path.chmod(mode)
    return os.fdopen(handle, "w", encoding=encoding, newline="")


def replace_file(path: Path, write: Callable[[TextIO], object]) -> None:
    """Let `write` write a file: beside it first, so that a failure leaves the old one whole.

    A device or a pipe is written to; it must never be put away for a file. Of a link, what it
    points at is written, and the link stays. Raises Failure where it cannot be written.
    """
    device = path.exists() and not path.is_file() and not path.is_dir()
    path = path if device else path.resolve()
    beside = path if device else path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        opened = beside.open("w", encoding="utf-8", newline="") if device else None
        with opened or open_private(beside, path) as stream:
            write(stream)
        if not device:
            beside.replace(path)
    except (OSError, CrmError) as error:
        if not device:
            beside.unlink(missing_ok=True)
        if isinstance(error, CrmError):
            raise
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> Failure:
    """The failure to raise where a file cannot be written."""
    return Failure(
        "cannot write {path}: {reason}",
        hint="check that there is room, and that the folder is there and yours",
        path=path,
        reason=error.strerror or str(error),
    )


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each 0700."""
    for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(0o700)
