"""The team's own executables, called with JSON after a command that changed something.

`hooks/post-deal-move` in the configuration folder runs after `crm deal move`, `hooks/post-log`
after `crm log`. A hook that fails or takes too long is reported; what the command did stays done.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from crm_cli.errors import Failure

if TYPE_CHECKING:
    from crm_cli.config import Config
    from crm_cli.context import AppContext
    from crm_cli.render import Style
    from crm_cli.tables import Outcome

RUNNING = "CRM_HOOK"
"""Set while a hook runs: what a hook does through crm calls no hooks."""


def find_hook(config: Config, words: list[str]) -> Path | None:
    """The executable to run after the command `words` (as in deal, move), if there is one."""
    if RUNNING in config.environment:
        return None
    try:
        path = config.path.parent / "hooks" / "-".join(["post", *words])
    except Failure:  # no home, no hooks
        return None
    return path if os.access(path, os.X_OK) and path.is_file() else None


def run_hook(crm: AppContext, path: Path, outcome: Outcome, style: Style) -> None:
    """Run a hook with one JSON object on stdin: that of `--json`, with who, when and how.

    What it prints goes to stderr, and so does a line when it fails.
    """
    limit = int(crm.config.get("hooks.timeout"))
    try:
        done = subprocess.run(
            [str(path)],
            input=_said(crm, path, outcome, style).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=crm.config.environment | {RUNNING: path.name},
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        _repeat(crm, late.output)
        crm.notice(
            "the hook {hook} was stopped after {limit} s; what the command did is done",
            hint="crm config set hooks.timeout 60, or let it work in the background",
            hook=path,
            limit=limit,
        )
    except OSError as error:
        crm.notice(
            "the hook {hook} cannot be run: {reason}; what the command did is done",
            hint="its first line names its interpreter, as in #!/bin/sh",
            hook=path,
            reason=error.strerror,
        )
    else:
        _repeat(crm, done.stdout)
        if done.returncode:
            crm.notice(
                "the hook {hook} failed (exit code {code}); what the command did is done",
                hook=path,
                code=done.returncode,
            )


def _said(crm: AppContext, path: Path, outcome: Outcome, style: Style) -> str:
    import json

    from crm_cli.render.data import json_object

    command = crm.command
    event = {
        "event": path.name.removeprefix("post-"),
        "at": command.at,
        "actor": command.actor,
        "command": command.line,
        "database": crm.database.label,
    }
    return json.dumps(event | json_object(outcome, style)) + "\n"


def _repeat(crm: AppContext, output: bytes | None) -> None:
    for line in (output or b"").decode(errors="replace").splitlines():
        crm.notice("{line}", line=line)
