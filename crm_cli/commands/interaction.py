"""`crm interaction`: calls, e-mails, meetings …"""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands import verbs
from crm_cli.commands.lists import list_noun
from crm_cli.commands.nouns import (
    Create,
    Fields,
    OneOrMany,
    edit_record,
    outcome,
    snapshot,
    texts_of,
)
from crm_cli.context import AppContext
from crm_cli.display import Options
from crm_cli.options import ListDisplay, ManySet, Writing, command
from crm_cli.tables import Outcome, Table

app = typer.Typer(help="Calls, e-mails, meetings …", no_args_is_help=True)

Subject = Annotated[str | None, typer.Option(help="What about, in a line.")]


class InteractionFields(Options):
    """What is known of an interaction."""

    contact: Annotated[
        list[str] | None, typer.Option("--contact", help="Who took part; repeat for more.")
    ] = None
    company: Annotated[
        str | None, typer.Option(help="The company (the first contact's, if not said).")
    ] = None
    deal: Annotated[str | None, typer.Option(help="The deal it belongs to.")] = None
    occurred_at: Annotated[
        str | None, typer.Option("--at", "--occurred-at", help='When: "yesterday 15:00".')
    ] = None
    duration: Annotated[
        str | None, typer.Option("--minutes", "--duration", help="How long: 15, or 1h30.")
    ] = None
    channel: Annotated[str | None, typer.Option(help="phone, zoom, wechat …")] = None
    direction: Annotated[str | None, typer.Option(help="in or out.")] = None
    body: Annotated[str | None, typer.Option(help="What was said, in full.")] = None
    sentiment: Annotated[str | None, typer.Option(help="positive, neutral or negative.")] = None
    owner: Annotated[str | None, typer.Option(help="The colleague (you, if not said).")] = None
    link: Annotated[
        list[str] | None, typer.Option("--link", help="A web address or a file path.")
    ] = None
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")] = None
    field: Fields = None
    create: Create = False


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    kind: Annotated[str, typer.Argument(help="call, email, meeting, message, visit or note.")],
    subject: Annotated[str | None, typer.Argument(help="What about, in a line.")] = None,
    *,
    fields: InteractionFields,
) -> Outcome:
    """Add an interaction; crm log is the short way.

    Example: crm interaction add call "renewal" --contact "Jane Smith" --minutes 15
    """
    from crm_cli.services import interactions

    texts = texts_of("interaction", locals() | vars(fields))
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = interactions.add(session, texts, create=fields.create)
        record = snapshot(session, "interaction", id)
    return outcome("added", "interaction", record, session.changeset_id, writing, session.notes)


@app.command("list")
@command
def list_(crm: AppContext, display: ListDisplay) -> Table:
    """List interactions, the latest first.

    Example: crm interaction list --where kind=call --where "occurred_at>=last-week"
    """
    table = list_noun(crm, "interaction", display)
    if display.format == "table":  # for people; data keeps the subject as it is
        from crm_cli.services.summaries import first_lines

        first_lines(table)
    return table


verbs.show(app, "interaction", "Show an interaction with all of its text.", "I57")


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    kind: Annotated[str | None, typer.Option(help="call, email, meeting …")] = None,
    subject: Subject = None,
    *,
    fields: InteractionFields,
) -> Outcome:
    """Change an interaction, or all that meet --where; an empty value empties the field.

    --contact, --link and --tag replace the whole list.

    Example: crm interaction edit I57 --minutes 25 --sentiment positive

    Example: crm interaction edit --where channel=zooom --set channel=zoom
    """
    return edit_record(crm, "interaction", ref, locals() | vars(fields), writing)


verbs.delete(app, "interaction", "an interaction", "interactions", "I57", "--where tag=test")
