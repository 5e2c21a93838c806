"""`crm trash`: what was deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from crm_cli.commands.lists import short_list
from crm_cli.commands.nouns import snapshot
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ShortDisplay, Writing, command
from crm_cli.tables import Column, Outcome, Table

app = typer.Typer(help="What was deleted.", no_args_is_help=True)


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List what is in the trash, the newest first.

    Example: crm trash list
    """
    from crm_cli.services import trash

    if crm.reader is None:
        return Table([Column("ref")], [], noun="deleted record")
    return short_list(crm, trash.contents(crm.reader), display)


@app.command("restore")
@command
def restore(
    crm: AppContext,
    ref: Annotated[str, typer.Argument(help="Its id, as in D12.", metavar="REF")],
    writing: Writing,
) -> Outcome:
    """Take a record from the trash; its links come back with it.

    Example: crm trash restore D12
    """
    from crm_cli.services import trash

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        noun, id = trash.find(session, ref)
        trash.restore(session, noun, id)
        record = snapshot(session, noun, id)
        details = session.notes
    return Outcome(
        "restored {noun} {ref} {title}",
        {"noun": noun, "ref": record.reference, "title": record.title},
        record,
        session.changeset_id,
        writing.dry_run,
        details=details,
    )


@app.command("empty")
@command
def empty(
    crm: AppContext,
    writing: Writing,
    older_than: Annotated[
        str, typer.Option(help="Only what was deleted longer ago than this, as in 90d.")
    ] = "0d",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Outcome:
    """Remove for good what is in the trash. This cannot be undone.

    What other records still point at stays.

    Example: crm trash empty --older-than 90d
    """
    from crm_cli.services import inputs, trash
    from crm_cli.values.dates import utc_text
    from crm_cli.values.plurals import plural

    crm.require_database()
    age = inputs.whole(older_than, crm.book) if older_than != "0d" else 0
    # A record that was deleted this very moment is older than nothing.
    before = utc_text(crm.now - timedelta(days=age) + timedelta(milliseconds=1 if not age else 0))
    if not yes and not writing.dry_run:
        if not crm.interactive:
            raise UsageError("emptying the trash cannot be undone", hint="say so with --yes")
        from crm_cli.prompts import confirm

        crm.notice("this cannot be undone: what is in the trash is removed for good")
        if not confirm(crm, "Go on?"):
            raise typer.Abort
    crm.command_notes = {"kind": "final"}
    with crm.transaction(dry_run=writing.dry_run) as session:
        count = trash.empty(session, before)
    message = "removed {count:,} " + plural("record", count) + " for good"
    return Outcome(message, {"count": count}, dry_run=writing.dry_run)
