"""`crm undo` and `crm redo`: take a command back, and bring it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.context import AppContext
from crm_cli.errors import Conflict, UsageError
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

if TYPE_CHECKING:
    from crm_cli.changes.plan import Plan

app = typer.Typer()

ASKED_ROWS = 20
ASKED_AGE = timedelta(hours=1)
SHOWN = 20  # lines of what was kept

Number = Annotated[
    str | None, typer.Argument(help="The changeset, as crm history numbers it.", metavar="[#N]")
]


@app.command()
@command
def undo(
    crm: AppContext,
    writing: Writing,
    number: Number = None,
    force: Annotated[
        bool, typer.Option("--force", help="Take it back even where it was changed since.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Outcome:
    """Take back your last command, or any earlier one by its number.

    What was changed since stays and is named. A second undo takes the one before; crm redo
    brings it back. A script gives the number, which every answer names: crm undo 57.

    Example: crm undo 57 --dry-run
    """
    from crm_cli.changes.log import next_to_undo
    from crm_cli.services import undoing

    reader = crm.require_database()
    if number is None:
        id = next_to_undo(reader, crm.actor)
        if id is None:
            raise Conflict("{who} has nothing to undo", hint="crm history", who=crm.actor)
        found = undoing.find(reader, id)
        if not yes and not writing.dry_run:
            _make_sure(crm, found)
    else:
        found = undoing.find(reader, read_number(number))
    kind = "redo" if found["kind"] == "undo" else "undo"
    return take_back(crm, found, kind, force, writing)


def read_number(text: str) -> int:
    """The number of a changeset, typed as 57 or #57. Raises UsageError."""
    bare = text.strip().removeprefix("#")
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        raise UsageError("{text!r} is no changeset", hint="crm history numbers them", text=text)
    return int(bare)


def _make_sure(crm: AppContext, found: dict[str, Any]) -> None:
    """Ask before taking back what the person may not have in mind.

    That is a command of a script, of over an hour ago, or of many rows.
    """
    from crm_cli.values.dates import from_utc_text, show_relative

    age = crm.now - from_utc_text(found["at"])
    if found["source"] == "terminal" and age <= ASKED_AGE and found["changes"] <= ASKED_ROWS:
        return
    what = {
        "id": found["id"],
        "when": show_relative(found["at"], crm.book.now),
        "command": found["command"],
        "rows": "1 row" if found["changes"] == 1 else f"{found['changes']:,} rows",
    }
    if not crm.interactive:
        raise UsageError(
            "your last changeset is #{id} ({when}, {rows}): {command}",
            hint="to take it back: crm undo {id}",
            **what,
        )
    from crm_cli.prompts import confirm

    crm.notice("#{id}  {when}  {command}  ({rows})", **what)
    if not confirm(crm, "Take it back?"):
        raise typer.Abort


def take_back(
    crm: AppContext, found: dict[str, Any], kind: str, force: bool, writing: Writing
) -> Outcome:
    """Take back the changeset `found`; `kind` is undo, or redo where that was an undo itself.

    The exit code is 6 where something stays because it was changed since.
    """
    from crm_cli.services import undoing

    crm.command_notes = {"kind": kind, "undoes": found["id"]}
    with crm.transaction(dry_run=writing.dry_run) as session:
        from crm_cli.changes.undo import make_plan

        table = None
        if writing.dry_run:
            table = undoing.preview(session, make_plan(session, found["id"], force=force))
        plan = undoing.take_back(session, found["id"], force=force)
        kept = undoing.kept_lines(session, plan)
    crm.exit_code = 6 if kept else 0
    return _outcome(found, kind, plan, kept, table, session.changeset_id, writing)


def _outcome(
    found: dict[str, Any],
    kind: str,
    plan: Plan,
    kept: list[str],
    table: Any,
    changeset: int | None,
    writing: Writing,
) -> Outcome:
    from crm_cli.services import undoing

    number = undoing.counts(plan)
    message = (
        "took back #{id}: {command}"
        if kind == "undo"
        else "brought back what #{id} took: {command}"
    )
    details = kept[:SHOWN] + ([f"and {len(kept) - SHOWN} more"] if len(kept) > SHOWN else [])
    if kept or number["reversed"] > ASKED_ROWS:
        details.insert(
            0,
            f"{number['reversed']:,} reversed, {number['kept']:,} kept because they were edited "
            f"since, {number['failed']:,} could not",
        )
    return Outcome(
        message,
        {"id": found["id"], "command": found["command"], **number},
        changeset=changeset,
        dry_run=writing.dry_run,
        details=details,
        table=table,
    )
