"""`crm user`: colleagues."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands import verbs
from crm_cli.commands.nouns import Fields, Ref, add_record, delete_record, edit_record
from crm_cli.context import AppContext
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

app = typer.Typer(help="Colleagues.", no_args_is_help=True)

FullName = Annotated[str | None, typer.Option(help="Their name.")]
Email = Annotated[str | None, typer.Option(help="Their address.")]
Role = Annotated[str | None, typer.Option(help="admin or member.")]


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    handle: Annotated[str | None, typer.Argument(help="A short name, as in amy.")] = None,
    name: FullName = None,
    email: Email = None,
    role: Role = None,
    field: Fields = None,
) -> Outcome:
    """Add a colleague, who can then own records and do tasks.

    Example: crm user add amy --name "Amy Chen" --email amy@example.com
    """
    given = dict(locals())
    if handle is not None:
        from crm_cli.services.users import taken_apart

        given |= {key: text for key, text in taken_apart(handle).items() if not given.get(key)}
        given["handle"] = taken_apart(handle)["handle"]
    return add_record(crm, "user", given, writing)


verbs.list_(app, "user", "List colleagues.", "--sort -open_deals")

verbs.show(
    app, "user", "Show a colleague: their open deals, their tasks, their last interactions.", "amy"
)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    handle: Annotated[str | None, typer.Option(help="Their new short name.")] = None,
    name: FullName = None,
    email: Email = None,
    role: Role = None,
    field: Fields = None,
) -> Outcome:
    """Change a colleague; an empty value empties the field.

    Example: crm user edit amy --role admin
    """
    return edit_record(crm, "user", ref, locals(), writing)


@app.command("delete")
@command
def delete(crm: AppContext, ref: Ref, writing: Writing) -> Outcome:
    """Put a colleague into the trash; what they own keeps its owner.

    Example: crm user delete amy
    """
    return delete_record(crm, "user", ref, writing)
