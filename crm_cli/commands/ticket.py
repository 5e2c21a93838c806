"""`crm ticket`: service requests (工单)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crm_cli.commands import verbs
from crm_cli.commands.lists import list_noun
from crm_cli.commands.nouns import (
    Create,
    Fields,
    OneOrMany,
    Ref,
    add_record,
    dated,
    edit_record,
)
from crm_cli.commands.ticket_steps import Reply, add_rating, add_reply, assign_to, take_step
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ListDisplay, ManySet, Writing, command
from crm_cli.tables import Outcome, Table

app = typer.Typer(help="Service requests.", no_args_is_help=True)


Body = Annotated[str | None, typer.Option(help="What it is about, in full.")]
Kind = Annotated[
    str | None,
    typer.Option(help="question, problem, complaint, suggestion or repair; 咨询, 投诉 …"),
]
Priority = Annotated[str | None, typer.Option(help="low, normal, high or urgent; 紧急 …")]
Channel = Annotated[str | None, typer.Option(help="How it came: email, phone, wechat, web …")]
Contact = Annotated[str | None, typer.Option(help="Who asked.")]
Company = Annotated[str | None, typer.Option(help="Their company, if it is another.")]
Deal = Annotated[str | None, typer.Option(help="The deal it is about.")]
Assignee = Annotated[
    str | None, typer.Option("--owner", "--assignee", help="The colleague who looks after it.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")]
On = Annotated[str | None, dated("--on", "The day it happened; now if not said.")]
At = Annotated[
    str | None,
    typer.Option("--at", help='The moment: "yesterday 15:00", or the time of --on.'),
]


def open_(
    crm: AppContext,
    writing: Writing,
    subject: Annotated[str | None, typer.Argument(help="What it is about, in a line.")] = None,
    body: Body = None,
    kind: Kind = None,
    priority: Priority = None,
    channel: Channel = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    owner: Assignee = None,
    on: On = None,
    at: At = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Open a ticket (add does the same).

    Unless you say otherwise it was opened now, is of normal priority, of the company of its
    contact, and assigned to nobody.

    Example: crm ticket open "Portal is down" --contact "Jane Smith" --priority urgent --at 9:15
    """
    from crm_cli.services.ticket_moves import joined

    given = dict(locals())
    given["opened_at"] = joined(on, at)
    result = add_record(crm, "ticket", given, writing)
    result.values["done"] = "opened"
    return result


app.command("open")(command(open_))
app.command("add", hidden=True)(command(open_))


@app.command("list")
@command
def list_(
    crm: AppContext,
    display: ListDisplay,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", help="open, pending, resolved or closed; repeat for more."),
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", "--assignee", help="Only of this colleague.")
    ] = None,
    contact: Annotated[str | None, typer.Option(help="Only of this person.")] = None,
    company: Annotated[str | None, typer.Option(help="Only of this company.")] = None,
    open_: Annotated[
        bool, typer.Option("--open", help="Only what is not resolved: open or pending.")
    ] = False,
) -> Table:
    """List tickets, the newest first. crm ticket queue shows who waits for us.

    Example: crm ticket list --status open --owner amy --where "opened<2026-11-01"
    """
    from crm_cli.services import tickets

    extra, params = "", dict[str, Any]()
    if crm.reader is not None:
        extra, params = tickets.conditions(
            crm.reader,
            statuses=[*(status or ()), *(("open", "pending") if open_ else ())],
            owner=owner,
            contact=contact,
            company=company,
        )
    table = list_noun(crm, "ticket", display, extra=extra, params=params)
    if extra:
        table.hint = "crm ticket list shows them all"
    return table


@app.command("queue")
@command
def queue(
    crm: AppContext,
    display: ListDisplay,
    owner: Annotated[
        str | None, typer.Option("--owner", "--assignee", help="Only of this colleague.")
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only mine.")] = False,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Only nobody's.")] = False,
    pending: Annotated[
        bool, typer.Option("--pending", help="Those that wait for the customer, too.")
    ] = False,
) -> Table:
    """Show who waits for us: open tickets, the most pressing first, then who waits longest.

    A ticket waits since the customer's first message after our last one; if there is none, since
    our last one; if we have not said anything, since it was opened or opened again.

    Example: crm ticket queue --mine
    """
    from crm_cli.services import tickets

    if mine + unassigned + (owner is not None) > 1:
        raise UsageError("--owner, --mine and --unassigned are three queues", hint="give one")
    statuses = ("open", "pending") if pending else ("open",)
    extra, params = "", dict[str, Any]()
    if crm.reader is not None:
        extra, params = tickets.conditions(
            crm.reader,
            statuses=statuses,
            owner=crm.actor if mine else owner,
            unassigned=unassigned,
        )
    display.sort = display.sort or "-priority,waiting_since"
    table = list_noun(crm, "ticket", display, extra=extra, params=params)
    if crm.reader is not None:
        table.hint = "nobody waits for us"
    return tickets.waiting(table, crm.book.now)


verbs.show(app, "ticket", "Show a ticket: its fields, its steps, replies, ratings and tasks.", "T5")


@app.command("reply")
@command
def reply(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    text: Annotated[list[str], typer.Argument(help="What was said.", metavar="TEXT...")],
    incoming: Annotated[bool, typer.Option("--in", help="The customer said it.")] = False,
    kind: Annotated[
        str | None, typer.Option(help="email, call, message …; else by the channel.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="If not the ticket's: email, phone …")] = None,
    on: On = None,
    at: At = None,
    wait: Annotated[bool, typer.Option("--wait", help="And wait for the customer.")] = False,
    resolve: Annotated[bool, typer.Option("--resolve", help="And that resolves it.")] = False,
) -> Outcome:
    """Write down a reply, ours or (--in) the customer's, as an interaction on the ticket.

    Our first one is the first response. One from the customer opens a ticket again that was
    pending or resolved. A note is no reply.

    Example: crm ticket reply T5 "A new version is on its way" --wait
    """
    if wait + resolve + incoming > 1:
        raise UsageError("--in, --wait and --resolve exclude each other", hint="give one of them")
    said = Reply(" ".join(text), incoming, kind, channel, on, at)
    return add_reply(
        crm, ref, said, "pending" if wait else "resolved" if resolve else None, writing
    )


@app.command("assign")
@command
def assign(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    owner: Annotated[
        str | None, typer.Argument(help="A colleague, or me.", metavar="[WHO]")
    ] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="Take it from whoever has it.")] = False,
) -> Outcome:
    """Let a colleague look after a ticket.

    Example: crm ticket assign T5 amy
    """
    if (owner is None) == (not nobody):
        raise UsageError("say who looks after it", hint="crm ticket assign {ref} me", ref=ref)
    return assign_to(crm, ref, owner, writing)


@app.command("wait")
@command
def wait(crm: AppContext, ref: Ref, writing: Writing, on: On = None, at: At = None) -> Outcome:
    """Wait for the customer: the ticket is pending, and out of the queue, until they reply.

    Example: crm ticket wait T5
    """
    return take_step(crm, ref, "pending", (on, at), writing)


@app.command("resolve")
@command
def resolve(crm: AppContext, ref: Ref, writing: Writing, on: On = None, at: At = None) -> Outcome:
    """Resolve a ticket. A reply from the customer opens it again.

    Example: crm ticket resolve T5 --at "yesterday 15:00"
    """
    return take_step(crm, ref, "resolved", (on, at), writing)


@app.command("close")
@command
def close(crm: AppContext, ref: Ref, writing: Writing, on: On = None, at: At = None) -> Outcome:
    """Close a ticket for good; one that was not resolved counts as resolved then.

    Example: crm ticket close T5 --on fri
    """
    return take_step(crm, ref, "closed", (on, at), writing)


@app.command("reopen")
@command
def reopen(crm: AppContext, ref: Ref, writing: Writing, on: On = None, at: At = None) -> Outcome:
    """Open a ticket again.

    Example: crm ticket reopen T5
    """
    return take_step(crm, ref, "open", (on, at), writing)


@app.command("rate")
@command
def rate(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    score: Annotated[str, typer.Argument(help="1 (very unhappy) to 5 (very happy).")],
    comment: Annotated[
        list[str] | None, typer.Argument(help="What was said.", metavar="[COMMENT]...")
    ] = None,
    on: On = None,
    at: At = None,
) -> Outcome:
    """Write down how the customer rated a ticket: a csat survey answer about it.

    Rated again, the new rating takes the place of the one before. What somebody else thinks of
    the ticket is an answer of its own: crm survey add csat 4 --ticket T5 --contact REF.

    Example: crm ticket rate T5 4 "quick and friendly"
    """
    return add_rating(crm, ref, score, " ".join(comment or ()), (on, at), writing)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    subject: Annotated[str | None, typer.Option(help="Its new subject.")] = None,
    body: Body = None,
    kind: Kind = None,
    priority: Priority = None,
    status: Annotated[str | None, typer.Option(help="As the steps do, from now on.")] = None,
    channel: Channel = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    owner: Assignee = None,
    opened_at: Annotated[str | None, dated("--opened", "Correct when it was opened.")] = None,
    responded_at: Annotated[
        str | None, dated("--responded", "Correct when we first responded.")
    ] = None,
    resolved_at: Annotated[str | None, dated("--resolved", "Correct when it was resolved.")] = None,
    closed_at: Annotated[str | None, dated("--closed", "Correct when it was closed.")] = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Change a ticket, or all that meet --where; an empty value empties the field.

    Corrected times correct its history.

    Example: crm ticket edit T5 --priority high --opened "mon 9:30"

    Example: crm ticket edit --where owner=tom --set owner=amy
    """
    return edit_record(crm, "ticket", ref, locals(), writing)


verbs.delete(app, "ticket", "a ticket", "tickets", "T5", "--where tag=spam")

verbs.tag(app, "ticket", "a ticket", "T5 billing --remove vip", '--where "subject~invoice" billing')
