"""`crm tag`: the labels that the team uses."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.nouns import outcome, require_database, short_list
from crm_cli.context import AppContext
from crm_cli.options import ShortDisplay, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record, Table

app = typer.Typer(help="Labels.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The tag.", metavar="NAME")]


@app.command("add")
@command
def add(crm: AppContext, name: Name, writing: Writing) -> Outcome:
    """Add a tag; tagging a record with a new one does it too.

    Example: crm tag add vip
    """
    from crm_cli.services import tags

    with crm.transaction(dry_run=writing.dry_run) as session:
        tags.add(session, name)
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
        return Table(tags.COLUMNS, [], noun="tag", hint="there is no database yet: crm init")
    return short_list(crm, tags.list_tags(crm.reader), display)


@app.command("show")
@command
def show(crm: AppContext, name: Name, display: ShowDisplay) -> Record:
    """Show a tag and the newest records that have it.

    Example: crm tag show vip
    """
    from crm_cli.services import tags

    require_database(crm, "tag")
    assert crm.reader is not None
    return tags.show_tag(crm.reader, tags.resolve(crm.reader, name))


@app.command("edit")
@command
def edit(
    crm: AppContext,
    name: Name,
    new_name: Annotated[str, typer.Option("--name", help="Its new name.")],
    writing: Writing,
) -> Outcome:
    """Rename a tag, everywhere at once.

    Example: crm tag edit vip --name key-account
    """
    from crm_cli.services import tags

    require_database(crm, "tag")
    with crm.transaction(dry_run=writing.dry_run) as session:
        tag = tags.resolve(session, name)
        tags.rename(session, tag, new_name)
        record = tags.show_tag(session, tags.resolve(session, new_name))
    return outcome("renamed", "tag", record, session.changeset_id, writing)


@app.command("delete")
@command
def delete(crm: AppContext, name: Name, writing: Writing) -> Outcome:
    """Put a tag into the trash; the records that had it stay.

    Example: crm tag delete vip
    """
    from crm_cli.services import tags

    require_database(crm, "tag")
    with crm.transaction(dry_run=writing.dry_run) as session:
        tag = tags.resolve(session, name)
        record = tags.show_tag(session, tag)
        tags.delete(session, tag)
    return outcome("deleted", "tag", record, session.changeset_id, writing)
