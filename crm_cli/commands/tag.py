"""`crm tag`: the labels that the team uses."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.lists import short_list
from crm_cli.commands.nouns import outcome
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ShortDisplay, ShowDisplay, Writing, command
from crm_cli.tables import NO_DATABASE, Outcome, Record, Table

app = typer.Typer(help="Labels.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The tag.", metavar="NAME")]
KeepInTouch = Annotated[
    str | None,
    typer.Option(
        "--keep-in-touch",
        help="How often to be in touch with contacts that have it, as in 30 or 6 weeks.",
        metavar="DAYS",
    ),
]


@app.command("add")
@command
def add(
    crm: AppContext, name: Name, writing: Writing, keep_in_touch: KeepInTouch = None
) -> Outcome:
    """Add a tag; tagging a record with a new one does it too.

    Example: crm tag add vip --keep-in-touch 30
    """
    from crm_cli.services import tags

    with crm.transaction(dry_run=writing.dry_run) as session:
        tags.add(session, name)
        if keep_in_touch is not None:
            tags.keep_in_touch(session, tags.resolve(session, name), keep_in_touch)
        record = tags.show_tag(session, tags.resolve(session, name))
    return outcome("added", "tag", record, session.changeset_id, writing)


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List the tags, with how many records of each noun have them.

    Example: crm tag list --sort -contacts
    """
    from crm_cli.services import tags

    if crm.reader is None:
        return Table(tags.COLUMNS, [], noun="tag", hint=NO_DATABASE)
    return short_list(crm, tags.list_tags(crm.reader), display)


@app.command("show")
@command
def show(crm: AppContext, name: Name, display: ShowDisplay) -> Record:
    """Show a tag and the newest records that have it.

    Example: crm tag show vip
    """
    from crm_cli.services import tags

    reader = crm.require_database()
    return tags.show_tag(reader, tags.resolve(reader, name))


@app.command("edit")
@command
def edit(
    crm: AppContext,
    name: Name,
    writing: Writing,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    keep_in_touch: KeepInTouch = None,
) -> Outcome:
    """Rename a tag, everywhere at once, or say how often to be in touch with who has it.

    What a contact says itself goes before its tags, and of several tags the most frequent holds;
    it counts from the last interaction, and crm today reminds of it. An empty value takes it back.

    Example: crm tag edit vip --name key-account

    Example: crm tag edit customer --keep-in-touch 30
    """
    from crm_cli.services import tags

    if new_name is None and keep_in_touch is None:
        raise UsageError("nothing to change", hint="give --name or --keep-in-touch")
    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        tag = tags.resolve(session, name)
        if keep_in_touch is not None:
            tags.keep_in_touch(session, tag, keep_in_touch)
        if new_name is not None:
            tags.rename(session, tag, new_name)
        record = tags.show_tag(session, tags.resolve(session, new_name or name))
    return outcome(
        "changed" if new_name is None else "renamed", "tag", record, session.changeset_id, writing
    )


@app.command("delete")
@command
def delete(crm: AppContext, name: Name, writing: Writing) -> Outcome:
    """Put a tag into the trash; the records that had it stay.

    Example: crm tag delete vip
    """
    from crm_cli.services import tags

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        tag = tags.resolve(session, name)
        record = tags.show_tag(session, tag)
        tags.delete(session, tag)
    return outcome("deleted", "tag", record, session.changeset_id, writing)
