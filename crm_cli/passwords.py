"""A password that a command of the configuration prints; it is in no message and no traceback."""

from __future__ import annotations

import subprocess

from crm_cli.errors import Failure

SECONDS = 30
"""How long such a command may take."""


def printed(setting: str, command: str, environment: dict[str, str]) -> str:
    """The first line that a shell command prints; `setting` names it in messages.

    Neither the command nor what it says goes into a message: either may hold the secret. Raises
    Failure when it takes too long, fails or prints nothing.
    """
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
    if not password:
        raise Failure("the command of {setting} printed nothing", hint=hint, setting=setting)
    return password
