"""Long texts, written in the person's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli.errors import BadContent, Failure, UsageError
from crm_cli.values.text import visible

if TYPE_CHECKING:
    from crm_cli.context import AppContext

CUT = "------------------------ >8 ------------------------"
_USUAL = ("editor", "nano", "vim", "vi", "notepad")


def write_text(crm: AppContext, about: str, text: str = "") -> str:
    """What the person writes in $VISUAL or $EDITOR, beginning with `text`.

    What stands under the line with the scissors is for them alone. Raises BadContent when nothing
    is left, Failure when the editor fails, UsageError where nobody sits.
    """
    if not crm.interactive:
        raise UsageError(
            "there is no terminal for an editor", hint='give the text, or pipe it in with "-"'
        )
    words = _editor()
    with tempfile.TemporaryDirectory(prefix="crm-") as folder:
        path = Path(folder) / "text.md"
        path.write_text(
            f"{text}\n\n{CUT}\n{visible(about)}\n"
            "The first line is the subject. Nothing above the scissors: nothing is written.\n",
            encoding="utf-8",
        )
        try:
            done = subprocess.run([*words, str(path)], check=False)
        except OSError as error:
            raise Failure(
                "cannot run the editor {editor}: {reason}",
                hint="set EDITOR to another",
                editor=words[0],
                reason=error.strerror or str(error),
            ) from error
        if done.returncode:
            raise Failure(
                "the editor {editor} ended with exit code {code}; nothing was written",
                hint="set EDITOR to another",
                editor=words[0],
                code=done.returncode,
            )
        try:
            written = path.read_text(encoding="utf-8").partition(CUT)[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadContent(
                "cannot read what the editor wrote", hint="it has to be UTF-8"
            ) from error
    if not written:
        raise BadContent("the text is empty: nothing was written", hint="write it, and save it")
    return written


def _editor() -> list[str]:
    """The command of the editor. Raises UsageError when there is none."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named:
        try:
            if words := shlex.split(named):
                return words
        except ValueError:
            raise UsageError(
                "cannot read EDITOR {editor!r}: a quote is not closed",
                hint="export EDITOR=nano",
                editor=named,
            ) from None
    found = next((name for name in _USUAL if shutil.which(name)), None)
    if found is None:
        raise UsageError("there is no editor", hint="export EDITOR=nano")
    return [found]
