"""Passwords: the command that prints one, and the recorded command line, which shows none.

None is ever in a message or a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_cli.errors import Failure

SECONDS = 30
"""How long such a command may take."""

_OPTIONS = ("--db", "--password")
# What comes before the password of an address, and the password; it may hold an "@" itself.
_IN_ADDRESS = re.compile(r"(\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@]*:)[^\s/]*@")


def without_secrets(argv: Sequence[str]) -> str:
    """The command as typed, without what is secret."""
    import shlex

    words: list[str] = []
    secret = False
    for word in argv:
        name, mark, _ = word.partition("=")
        if secret:
            words.append("…")
        elif name in _OPTIONS and mark:
            words.append(f"{name}=…")
        else:
            words.append(_IN_ADDRESS.sub(r"\1…@", word))
        secret = not secret and word in _OPTIONS
    line = " ".join(["crm", *(word if "…" in word else shlex.quote(word) for word in words)])
    # A path may have bytes that are no UTF-8, and no engine keeps those.
    return line.encode(errors="backslashreplace").decode()


def printed(setting: str, command: str, environment: dict[str, str]) -> str:
    """The first line that a shell command prints; `setting` names it in messages.

    Neither the command nor what it says goes into a message: either may hold the secret. Raises
    Failure when it takes too long, fails or prints nothing.
    """
    import subprocess

    hint = "try it in a shell: it has to print the password and end with exit code 0"
    try:
        done = subprocess.run(
            command,
            shell=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failure(
            "the command of {setting} took more than {seconds} s",
            hint=hint,
            setting=setting,
            seconds=SECONDS,
        ) from None
    except (OSError, ValueError):
        raise Failure(
            "the command of {setting} cannot be run", hint=hint, setting=setting
        ) from None
    if done.returncode:
        raise Failure(
            "the command of {setting} failed (exit code {code})",
            hint=hint,
            setting=setting,
            code=done.returncode,
        )
    password = done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if "\0" in password:
        raise Failure(
            "the command of {setting} printed a NUL character", hint=hint, setting=setting
        )
    if not password:
        raise Failure("the command of {setting} printed nothing", hint=hint, setting=setting)
    return password
