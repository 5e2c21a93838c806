"""The team's own executables, called with JSON after a command that changed something.

`hooks/post-deal-move` in the configuration folder runs after `crm deal move`, `hooks/deal.won`
after whatever won a deal. A hook that fails or takes too long is reported; what the command did
stays done.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.connections import label
from crm_cli.errors import CrmError, Failure

if TYPE_CHECKING:
    from crm_cli.config import Config
    from crm_cli.context import AppContext
    from crm_cli.render import Style
    from crm_cli.tables import Outcome

RUNNING = "CRM_HOOK"
"""Set while a hook runs: what a hook does through crm calls no hooks."""


def find_hooks(config: Config) -> dict[str, Path]:
    """The executables in the folder of hooks, by name; none within a hook."""
    if RUNNING in config.environment:
        return {}
    try:
        found = {path.name: path for path in (config.path.parent / "hooks").iterdir()}
    except (Failure, OSError):  # no home or no folder, no hooks
        return {}
    return {
        name: path for name, path in found.items() if os.access(path, os.X_OK) and path.is_file()
    }


def run_command_hook(
    crm: AppContext, hooks: dict[str, Path], words: list[str], outcome: Outcome, style: Style
) -> None:
    """Run the hook of the command `words` (as in deal, move), if there is one.

    It gets one JSON object on stdin: that of `--json`, with who, when and how.
    """
    from crm_cli.render.data import json_object

    path = hooks.get("-".join(["post", *words]))
    if path is not None:
        command = crm.command
        event = {"at": command.at, "actor": command.actor, "command": command.line}
        _run(crm, path, event | json_object(outcome, style))


def run_event_hooks(crm: AppContext, hooks: dict[str, Path], changeset: int, style: Style) -> None:
    """Run the hooks that are named by an event of the changeset, each once.

    It gets one JSON object on stdin: the event and its changeset, and all records that it is of.
    """
    if not any("." in name for name in hooks):
        return
    from crm_cli.nouns import NOUNS
    from crm_cli.services.events import NAMES

    for name in sorted(hooks.keys() - NAMES):
        noun, _, what = name.partition(".")
        if noun in NOUNS and what.isalpha():
            crm.notice("the hook {name} is never run: there is no such event", name=name,
                       hint="crm help hooks lists them")  # fmt: skip
    if not (wanted := NAMES & hooks.keys()):
        return
    try:
        for name, told in _events(crm, changeset, wanted, style).items():
            _run(crm, hooks[name], told)
    except CrmError as error:
        crm.notice(
            "no event hook was run: {reason}; what the command did is done", reason=str(error)
        )


def _events(
    crm: AppContext, changeset: int, wanted: frozenset[str], style: Style
) -> dict[str, dict[str, Any]]:
    from crm_cli.changes import log
    from crm_cli.nouns import NOUNS
    from crm_cli.render.data import rows
    from crm_cli.services import fields, listing
    from crm_cli.services.events import events
    from crm_cli.services.history import in_words
    from crm_cli.tables import Table
    from crm_cli.values.references import reference

    reader = crm.database
    found = events(reader, changeset, wanted)
    if not found or (made := log.changeset(reader, changeset)) is None:
        return {}
    told = {name: made[name] for name in ("at", "actor", "command", "source", "kind")}
    told["message"] = in_words(reader, crm.book, changeset, made["changes"])
    told["changeset"] = changeset
    events_told = {}
    for name, records in found.items():
        noun = NOUNS[name.partition(".")[0]]
        custom = fields.definitions(reader, noun.name)
        table = Table(
            listing.columns(noun, custom), listing.fetch(reader, noun, custom, list(records))
        )
        shown = rows(table)
        there = {row["id"] for row in shown}
        gone = [
            {
                "ref": reference(noun.name, id),
                "id": id,
                "uid": row["uid"],
                noun.title: row[noun.title],
            }
            for id, row in records.items()
            if id not in there
        ]
        events_told[name] = {**told, "count": len(records), "records": [*shown, *gone]}
    return events_told


def _run(crm: AppContext, path: Path, told: dict[str, Any]) -> None:
    """Run a hook with one JSON object on stdin.

    What it prints goes to stderr, and so does a line when it fails.
    """
    import subprocess

    limit = int(crm.config.get("hooks.timeout"))
    told = {"event": path.name.removeprefix("post-"), "database": crm.database.label} | told
    try:
        done = subprocess.run(
            [str(path)],
            input=(json.dumps(told) + "\n").encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_without_secrets(crm.config.environment) | {RUNNING: path.name},
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


def _without_secrets(environment: dict[str, str]) -> dict[str, str]:
    """The environment without our passwords: a hook may log or show what it has."""
    kept = {
        name: value
        for name, value in environment.items()
        if not re.fullmatch("(?:CRM_|PG).*PASSWORD.*", name)
    }
    if "CRM_DATABASE_URL" in kept:  # libpq takes an empty password for none
        kept["CRM_DATABASE_URL"] = label(kept["CRM_DATABASE_URL"]).replace(
            "password=…", "password="
        )
    return kept


def _repeat(crm: AppContext, output: bytes | None) -> None:
    for line in (output or b"").decode(errors="replace").splitlines():
        crm.notice("{line}", line=line)
