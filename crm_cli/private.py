"""Files and folders that only their owner may read, whatever the umask says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO


def open_private(path: Path, like: Path | None = None, *, encoding: str = "utf-8") -> TextIO:
    """Open a file to be written anew, 0600, or with the rights of a file that it will replace."""
    mode = like.stat().st_mode & 0o777 if like is not None and like.is_file() else 0o600
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    path.chmod(mode)
    return os.fdopen(handle, "w", encoding=encoding, newline="")


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each 0700."""
    for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
        missing.mkdir(exist_ok=True)
        missing.chmod(0o700)
