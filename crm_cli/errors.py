"""Every error that a user may see: a template, its values, a hint and an exit code.

The template is formatted in one place, `cli.report_error`, which also makes the values harmless
to a terminal. So nothing below `cli` prints, and a second language can later be a catalogue of
templates.
"""

from __future__ import annotations

from typing import ClassVar


class CrmError(Exception):
    """A failure with a message for people.

    `message` and `hint` are templates in `str.format` style, filled with `values`:

        raise NotFound("no {noun} with id {id}", hint="crm {noun} list", noun="deal", id=12)
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.values = values

    def __str__(self) -> str:
        return self.message.format_map(self.values)


class Failure(CrmError):
    """The system or the program failed: a full disk, a missing folder, a bug (exit code 1)."""


class UsageError(CrmError):
    """Something on the command line is wrong or missing (exit code 2)."""

    exit_code = 2


class BadValue(UsageError):
    """A value that cannot be read, or only by guessing (exit code 2).

    Raised by `values/`; in an import it becomes the reason that a row is rejected.
    """


class NotFound(CrmError):
    """No such record (exit code 3)."""

    exit_code = 3


class BadContent(CrmError):
    """Content of a file or of stdin, or a broken rule; nothing was written (exit code 4)."""

    exit_code = 4


class Ambiguous(CrmError):
    """Several records fit (exit code 5)."""

    exit_code = 5


class Partial(CrmError):
    """Done in part: rows rejected into a named file, fields kept by an undo (exit code 6)."""

    exit_code = 6


class Conflict(CrmError):
    """Changed meanwhile, locked, or nothing could be undone (exit code 7)."""

    exit_code = 7
