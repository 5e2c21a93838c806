"""`crm field`: fields of the team's own."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.lists import short_list
from crm_cli.commands.nouns import outcome
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ShortDisplay, ShowDisplay, Writing, command
from crm_cli.tables import NO_DATABASE, Outcome, Record, Table

app = typer.Typer(help="Fields of your own.", no_args_is_help=True)

NounName = Annotated[str, typer.Argument(help="contact, company, deal …", metavar="NOUN")]
Name = Annotated[str, typer.Argument(help="The field's name.", metavar="NAME")]
Choices = Annotated[
    str | None, typer.Option(help="For a choice: what to choose from.", metavar="ONE,TWO,…")
]


def _split(choices: str | None) -> list[str]:
    return (choices or "").replace("，", ",").replace("、", ",").split(",") if choices else []


@app.command("add")
@command
def add(
    crm: AppContext,
    noun: NounName,
    name: Name,
    writing: Writing,
    kind: Annotated[
        str, typer.Option(help="text, number, money, date, choice or yes/no.")
    ] = "text",
    choices: Choices = None,
) -> Outcome:
    """Add a field to a noun; records get it with --field NAME=VALUE.

    Example: crm field add deal size --kind choice --choices small,medium,large
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import field_lists, fields
    from crm_cli.values.enums import FIELD_KINDS, read_choice

    owner, read_kind = find_noun(noun).name, read_choice(kind, FIELD_KINDS, "kind of field")
    with crm.transaction(dry_run=writing.dry_run) as session:
        fields.add(session, owner, name, read_kind, _split(choices))
        record = field_lists.show_field(session, fields.definition(session, owner, name))
    return outcome("added", "field", record, session.changeset_id, writing)


@app.command("list")
@command
def list_(
    crm: AppContext,
    display: ShortDisplay,
    noun: Annotated[str | None, typer.Argument(help="Only of this noun.", metavar="[NOUN]")] = None,
) -> Table:
    """List the team's own fields, with how many records have a value.

    Example: crm field list deal
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import field_lists

    owner = find_noun(noun).name if noun else None
    if crm.reader is None:
        return Table(field_lists.COLUMNS, [], noun="field", hint=NO_DATABASE)
    return short_list(crm, field_lists.list_fields(crm.reader, owner), display)


@app.command("show")
@command
def show(crm: AppContext, noun: NounName, name: Name, display: ShowDisplay) -> Record:
    """Show a field and the values that records have.

    Example: crm field show deal size
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import field_lists, fields

    reader = crm.require_database()
    found = fields.definition(reader, find_noun(noun).name, name)
    return field_lists.show_field(reader, found)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    noun: NounName,
    name: Name,
    writing: Writing,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="text, number, money, date, choice or yes/no.")
    ] = None,
    choices: Choices = None,
) -> Outcome:
    """Rename a field, change its kind, or what there is to choose from.

    Another kind is for all values or none: those that do not fit are named.

    Example: crm field edit company revenue --kind number
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import field_lists, fields
    from crm_cli.values.enums import FIELD_KINDS, read_choice

    if new_name is None and choices is None and kind is None:
        raise UsageError(
            "nothing to change", hint="--name for a new name, --kind for a kind, --choices"
        )
    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        found = fields.definition(session, find_noun(noun).name, name)
        fields.edit(
            session,
            found,
            name=new_name,
            choices=None if choices is None else _split(choices),
            kind=None if kind is None else read_choice(kind, FIELD_KINDS, "kind of field"),
        )
        now = fields.definition(session, found.noun, new_name or name)
        record = field_lists.show_field(session, now)
    same = session.unchanged
    return outcome("changed", "field", record, session.changeset_id, writing, unchanged=same)


@app.command("delete")
@command
def delete(crm: AppContext, noun: NounName, name: Name, writing: Writing) -> Outcome:
    """Put a field into the trash; its values are kept and come back with it.

    Example: crm field delete deal size
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import field_lists, fields

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        found = fields.definition(session, find_noun(noun).name, name)
        record = field_lists.show_field(session, found)
        fields.delete(session, found)
    return outcome("deleted", "field", record, session.changeset_id, writing)
