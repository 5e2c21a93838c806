"""Files that only their owner may read, whatever the umask says, and what a killed crm left.

What is half made has the name of what it is to be, a mark and the number of its process, and is
locked for as long as that lives: `remove_left` removes what nobody is at work on any more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TextIO

from crm_cli.errors import CrmError, Failure, UsageError


def open_private(path: Path, like: Path | None = None, *, encoding: str = "utf-8") -> TextIO:
    """Open a file to be written anew, 0600, or with the rights of a file that it will replace."""
    mode = like.stat().st_mode & 0o777 if like is not None and like.is_file() else 0o600
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    _lock(handle)
    path.chmod(mode)
    return os.fdopen(handle, "w", encoding=encoding, newline="")


def replace_file(path: Path, write: Callable[[TextIO], object]) -> None:
    """Let `write` write a file: beside it first, so that a failure leaves the old one whole.

    Of a link, what it points at is written, and the link stays. Raises Failure where it cannot be
    written.
    """
    path = Path(os.path.realpath(path))
    remove_left(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open_private(beside, path) as stream:
            write(stream)
        beside.replace(path)
    except (OSError, CrmError) as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, CrmError):
            raise
        raise unwritable(path, error) from error


def writable(path: Path, database: Sequence[Path], inputs: Sequence[Path] = ()) -> Path:
    """The file to write where somebody named `path`: what it points at, if it is a link.

    UsageError for a device, a pipe, a folder or a socket, which must never be put away for a file,
    and for a file of the database or one that is read, by whatever name.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise UsageError(
            "{path} is not a regular file", hint="name a new file, or - for stdout", path=path
        )
    said = ("a file of the database that is used now", "the file that is read")
    for what, files in zip(said, (database, inputs), strict=True):
        if any(_same(target, other) for other in files):
            raise UsageError("{path} is {what}", hint="name another file", path=path, what=what)
    return target if path.is_symlink() else path


def _same(target: Path, other: Path) -> bool:
    with suppress(OSError, ValueError):
        return target.samefile(other)
    return target == Path(os.path.realpath(other))  # a journal that is not there yet


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


@contextmanager
def appearing(path: Path) -> Iterator[IO[bytes]]:
    """A new file (0600) to be written, that has its name when it is whole: a kill leaves nothing.

    Where a file cannot be without a name, it has one beside. Raises FileExistsError when another
    has the name.
    """
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        handle, named = os.open(path.parent, os.O_RDWR | os.O_TMPFILE, 0o600), False
    except (AttributeError, OSError):  # not on this system, or this file system
        handle, named = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), True
    try:
        with os.fdopen(handle, "w+b") as out, claimed(beside):
            os.fchmod(handle, 0o600)  # whatever the umask
            yield out
            out.flush()
            os.fsync(handle)
            if not named:  # with a descriptor, even one that is not used, it follows the link
                os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle)
            elif path.exists():
                raise FileExistsError(path)
            else:
                beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Lock a file or folder, if it is there, so that nobody takes it for one that was left."""
    handle = None
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        _lock(handle)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(handle: int) -> None:
    with suppress(ImportError, OSError):  # not on this system, or this file system
        from fcntl import LOCK_SH, flock

        flock(handle, LOCK_SH)


def remove_left(path: Path | None, folder: Path | None = None) -> list[Path]:
    """Remove what killed processes left while they made a file; what that was.

    Without a path, what they left of any file in the folder.
    """
    name = re.escape(path.name) if path else ".+"
    form = (
        rf"{name}\.(?:new|restoring|moving)-([0-9]+)(?:-journal)?"
        rf"|\.{name}\.([0-9]+)\.(?:new|copy)(?:-journal)?"
    )
    found = []
    with suppress(OSError):
        for entry in (path.parent if path else folder or Path()).iterdir():
            match = re.fullmatch(form, entry.name)
            if match and not _runs(int(match[1] or match[2])) and not _is_claimed(entry):
                found += _remove(entry)
    return found


def _remove(left: Path) -> list[Path]:
    """Remove a file; of a folder, what stands in it, and what was made where it says."""
    removed = [left]
    with suppress(OSError):
        if left.is_dir():
            from shutil import rmtree

            with suppress(OSError):
                removed += remove_left(Path((left / "target").read_text("utf-8")))
            rmtree(left)
        else:
            left.unlink()
        return removed
    return removed[1:]


def _is_claimed(path: Path) -> bool:
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock

        handle = os.open(path, os.O_RDONLY)
    except (ImportError, OSError):
        return False
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's, or not for us to know
    return True
