"""`crm task`: follow-ups."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.followups import with_due
from crm_cli.commands.nouns import (
    Create,
    Fields,
    Ref,
    add_record,
    delete_record,
    edit_record,
    list_noun,
    outcome,
    require_database,
    show_noun,
    snapshot,
)
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ListDisplay, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record, Table

app = typer.Typer(help="Follow-ups.", no_args_is_help=True)

Due = Annotated[str | None, typer.Option(help='The day, with a time if need be: "fri 15:00".')]
DueTime = Annotated[str | None, typer.Option(help="A time of that day, as in 15:00.")]
Priority = Annotated[str | None, typer.Option(help="low, normal or high.")]
Owner = Annotated[str | None, typer.Option(help="The colleague who does it (you, if not said).")]
Contact = Annotated[str | None, typer.Option(help="The person it is about.")]
Company = Annotated[str | None, typer.Option(help="The company it is about.")]
Deal = Annotated[str | None, typer.Option(help="The deal it is about.")]
Ticket = Annotated[str | None, typer.Option(help="The ticket it is about.")]
Survey = Annotated[str | None, typer.Option(help="The answer that it follows up, as in V3.")]
Every = Annotated[
    str | None,
    typer.Option(
        "--every",
        "--recurrence",
        help='It comes back: day, "2 weeks", month, mon, 每周 …',
        metavar="HOW OFTEN",
    ),
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")]


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    title: Annotated[str | None, typer.Argument(help="What there is to do.")] = None,
    due: Due = None,
    due_time: DueTime = None,
    priority: Priority = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    ticket: Ticket = None,
    survey: Survey = None,
    owner: Owner = None,
    recurrence: Every = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Add a follow-up.

    Example: crm task add "send quote" --due fri --contact "Jane Smith" --deal D12
    """
    return with_due(add_record(crm, "task", locals(), writing))


@app.command("list")
@command
def list_(
    crm: AppContext,
    display: ListDisplay,
    done: Annotated[bool, typer.Option("--done", help="Those that are done.")] = False,
    all_: Annotated[bool, typer.Option("--all", "-a", help="Open and done ones.")] = False,
) -> Table:
    """List open follow-ups, the next one due first.

    Example: crm task list --where owner=amy --where "due_on<=fri"
    """
    if done and all_:
        raise UsageError("--done and --all are two things", hint="--all has the done ones too")
    asked = any(
        condition.strip().startswith(("status", "done")) for condition in display.where or ()
    )
    if done:
        display.sort = display.sort or "-done_at"
        return list_noun(crm, "task", display, extra="v.done_at IS NOT NULL")
    if (all_ or asked) and display.format == "table":
        display.columns = (
            display.columns or "ref,due_on,due_time,title,status,contact,company,owner"
        )
    if all_ or asked:
        display.sort = display.sort or "-status,due_on,due_time"
        return list_noun(crm, "task", display)
    return list_noun(crm, "task", display, extra="v.done_at IS NULL")


@app.command("show")
@command
def show(crm: AppContext, ref: Ref, display: ShowDisplay) -> Record:
    """Show a follow-up and what it is about.

    Example: crm task show K12
    """
    return show_noun(crm, "task", ref)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    title: Annotated[str | None, typer.Option(help="What there is to do.")] = None,
    due: Due = None,
    due_time: DueTime = None,
    priority: Priority = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    ticket: Ticket = None,
    survey: Survey = None,
    owner: Owner = None,
    recurrence: Every = None,
    done_at: Annotated[str | None, typer.Option(help='When it was done; "" opens it.')] = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Change a follow-up; an empty value empties the field.

    Example: crm task edit K12 --due "mon 10:00" --priority high
    """
    return with_due(edit_record(crm, "task", ref, locals(), writing))


@app.command("delete")
@command
def delete(crm: AppContext, ref: Ref, writing: Writing) -> Outcome:
    """Put a follow-up into the trash.

    Example: crm task delete K12
    """
    return delete_record(crm, "task", ref, writing)


@app.command("done")
@command
def done(
    crm: AppContext,
    writing: Writing,
    refs: Annotated[list[str], typer.Argument(help="Ids or titles.", metavar="REF...")],
    at: Annotated[str | None, typer.Option(help="When, if not now: yesterday.")] = None,
) -> Outcome:
    """Tick off follow-ups; one that recurs makes the next. The same as crm done.

    Example: crm task done K12 K13 --at yesterday
    """
    from crm_cli.commands.done import tick_off

    return tick_off(crm, refs, at, writing)


@app.command("snooze")
@command
def snooze(
    crm: AppContext,
    ref: Ref,
    to: Annotated[str, typer.Argument(help='Until when: mon, "2 days", "fri 15:00", 下周五.')],
    writing: Writing,
) -> Outcome:
    """Put a follow-up off.

    Example: crm task snooze K12 mon
    """
    from crm_cli.services import tasks

    require_database(crm, "task")
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = tasks.find(session, ref)
        tasks.snooze(session, id, to)
        record = snapshot(session, "task", id)
    return with_due(outcome("put off", "task", record, session.changeset_id, writing))
