"""`crm filter`: conditions under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands.lists import list_noun, short_list
from crm_cli.commands.nouns import outcome
from crm_cli.context import AppContext
from crm_cli.options import ListDisplay, ShortDisplay, Writing, command
from crm_cli.tables import NO_DATABASE, Outcome, Record, Table

if TYPE_CHECKING:
    from crm_cli.services.saved_filters import SavedFilter

app = typer.Typer(help="Saved conditions.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The filter's name.", metavar="NAME")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", "-w", help='A condition, as in "city=Berlin"; repeat for more.'),
]


@app.command("add")
@command
def add(
    crm: AppContext,
    name: Name,
    noun: Annotated[str, typer.Argument(help="contact, company, deal …", metavar="NOUN")],
    writing: Writing,
    where: Where = None,
) -> Outcome:
    """Save conditions, to list by them again: crm filter show NAME, or --where @NAME.

    Example: crm filter add quiet-vips contact --where tag=vip --where "last_interaction<-90d"
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import saved_filters

    kind = find_noun(noun).name
    with crm.transaction(dry_run=writing.dry_run) as session:
        saved_filters.add(session, name, kind, where or ())
        record = _record(session, saved_filters.resolve(session, name))
    return outcome("added", "filter", record, session.changeset_id, writing)


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List the saved filters.

    Example: crm filter list
    """
    from crm_cli.services import saved_filters

    if crm.reader is None:
        return Table(saved_filters.COLUMNS, [], noun="filter", hint=NO_DATABASE)
    return short_list(crm, saved_filters.list_filters(crm.reader), display)


@app.command("show")
@command
def show(crm: AppContext, name: Name, display: ListDisplay) -> Table:
    """List the records that meet a saved filter, and further conditions.

    Example: crm filter show quiet-vips --where owner=amy
    """
    from crm_cli.services import saved_filters

    reader = crm.require_database()
    found = saved_filters.resolve(reader, name)
    where = [*found.conditions, *(display.where or ())]
    return list_noun(crm, found.noun, display.but(where=where))


@app.command("edit")
@command
def edit(
    crm: AppContext,
    name: Name,
    writing: Writing,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    where: Where = None,
) -> Outcome:
    """Rename a filter, or replace its conditions.

    Example: crm filter edit quiet-vips --where tag=vip --where "last_interaction<60 days ago"
    """
    from crm_cli.errors import UsageError
    from crm_cli.services import saved_filters

    if new_name is None and not where:
        raise UsageError("nothing to change", hint="--name for a new name, --where for conditions")
    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        found = saved_filters.resolve(session, name)
        saved_filters.edit(session, found, name=new_name, conditions=where)
        record = _record(session, saved_filters.resolve(session, new_name or name))
    same = session.unchanged
    return outcome("changed", "filter", record, session.changeset_id, writing, unchanged=same)


@app.command("delete")
@command
def delete(crm: AppContext, name: Name, writing: Writing) -> Outcome:
    """Put a saved filter into the trash.

    Example: crm filter delete quiet-vips
    """
    from crm_cli.services import saved_filters

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        found = saved_filters.resolve(session, name)
        record = _record(session, found)
        saved_filters.delete(session, found)
    return outcome("deleted", "filter", record, session.changeset_id, writing)


def _record(session: Any, found: SavedFilter) -> Record:
    from crm_cli.services import saved_filters

    fields = saved_filters.list_filters(session, only=found.id)
    return Record("filter", "", found.name, fields)
