"""`crm task`: follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands import verbs
from crm_cli.commands.followups import due_text, open_unless_asked, with_due
from crm_cli.commands.lists import list_noun
from crm_cli.commands.nouns import (
    Create,
    Fields,
    OneOrMany,
    Ref,
    add_record,
    edit_record,
    outcome,
    snapshot,
    texts_of,
)
from crm_cli.context import AppContext
from crm_cli.display import Options
from crm_cli.errors import UsageError
from crm_cli.nouns import NOUNS, find_noun
from crm_cli.options import ListDisplay, ManySet, Writing, command
from crm_cli.tables import Outcome, Table

if TYPE_CHECKING:
    from crm_cli.commands.bulk import Find
    from crm_cli.database import Reader

app = typer.Typer(help="Follow-ups.", no_args_is_help=True)

ABOUT = ("contact", "company", "deal", "ticket")  # what there can be a follow-up for each of

Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")]


class TaskFields(Options):
    """What is known of a follow-up."""

    due: Annotated[
        str | None, typer.Option(help='The day, with a time if need be: "fri 15:00".')
    ] = None
    due_time: Annotated[str | None, typer.Option(help="A time of that day, as in 15:00.")] = None
    priority: Annotated[str | None, typer.Option(help="low, normal or high.")] = None
    contact: Annotated[str | None, typer.Option(help="The person it is about.")] = None
    company: Annotated[str | None, typer.Option(help="The company it is about.")] = None
    deal: Annotated[str | None, typer.Option(help="The deal it is about.")] = None
    ticket: Annotated[str | None, typer.Option(help="The ticket it is about.")] = None
    survey: Annotated[str | None, typer.Option(help="The answer that it follows up, as in V3.")] = (
        None
    )
    owner: Annotated[
        str | None, typer.Option(help="The colleague who does it (you, if not said).")
    ] = None
    recurrence: Annotated[
        str | None,
        typer.Option(
            "--every",
            "--recurrence",
            "--repeat",
            help='It comes back: day, "2 weeks", month, mon, 每周 …',
            metavar="HOW OFTEN",
        ),
    ] = None


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    title: Annotated[str | None, typer.Argument(help="What there is to do.")] = None,
    *,
    fields: TaskFields,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
    for_: Annotated[
        str | None,
        typer.Option(
            "--for", help="One for each: contacts, companies, deals or tickets.", metavar="NOUN"
        ),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", "-w", help="Of these, those that meet a condition, as in tag=vip."),
    ] = None,
    segment: Annotated[
        str | None, typer.Option(help="One for each member of this segment.", metavar="NAME")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Which segment, where two have the name.", metavar="KIND")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="With --where or --segment: do not ask.")
    ] = False,
) -> Outcome:
    """Add a follow-up; or one for each record that meets --where, or that is in a --segment.

    A day and a name in the title count where no option says them: the day is taken out of it.

    Example: crm task add "call Jane Smith about pricing tomorrow 10am"

    Example: crm task add "send quote" --due fri --contact "Jane Smith" --deal D12

    Example: crm task add "call about renewal" --for contacts --where tag=vip --due fri
    """
    given = locals() | vars(fields)
    if for_ or where or segment:
        return _add_many(crm, given, writing)
    said, notes = _said(crm, given)
    done = with_due(add_record(crm, "task", given | said, writing))
    done.details += notes
    return done


def _said(crm: AppContext, given: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The title, the day and whom it is about, as the title says them, and what is not sure."""
    if not given["title"] or crm.reader is None:
        return {}, []
    from crm_cli.services import log_line

    dated = bool(given["due"] or given["due_time"] or given["recurrence"])
    about = any(given[noun] for noun in (*ABOUT, "survey"))
    return log_line.read_task(given["title"], crm.reader, crm.book, dated=dated, about=about)


def _add_many(crm: AppContext, given: dict[str, Any], writing: Writing) -> Outcome:
    """Add the same follow-up for many records."""
    from crm_cli.commands import bulk

    texts = texts_of("task", given)
    noun, where, segment = given["for_"], given["where"] or (), given["segment"]
    if not texts.get("title"):
        raise UsageError("a task needs a title", hint='crm task add "…" --where tag=vip')
    if segment and (noun or where):
        raise UsageError("--segment says for whom; --for and --where do so too", hint="use one")
    if noun and noun.casefold() not in {w for one in ABOUT for w in (one, NOUNS[one].plural)}:
        raise UsageError(
            "--for takes {nouns}, not {noun!r}",
            hint='a follow-up about one: crm task add "…" --contact {noun!r}',
            nouns=", ".join(NOUNS[one].plural for one in ABOUT),
            noun=noun,
        )
    if noun and not where:
        raise UsageError("which {noun}?", hint="--where tag=vip; repeat for more", noun=noun)
    noun = find_noun(noun or "contact").name
    if not segment and noun in texts:
        raise UsageError("--{noun} is one, --where are many", hint="leave one out", noun=noun)
    crm.require_database()
    find = _members(crm, segment, given["by"]) if segment else _matching(crm, noun, where)
    whom = segment or ", ".join(where)
    return bulk.add_tasks(crm, find, whom, given["yes"], texts, writing, create=given["create"])


def _matching(crm: AppContext, noun: str, where: Sequence[str]) -> Find:
    from crm_cli.services.listing import matching

    return lambda reader: [(noun, id) for id in matching(reader, noun, crm.book, where)]


def _members(crm: AppContext, name: str, by: str | None) -> Find:
    from crm_cli.reports.one_segment import find, member_ids

    def found(reader: Reader) -> list[tuple[str, int]]:
        segment = find(reader, crm.book, name, by)
        if segment.conditions is not None:
            return list(_matching(crm, segment.noun, segment.conditions)(reader))
        return member_ids(segment)

    return found


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
    extra = open_unless_asked(display.where or ())
    if done:
        display.sort = display.sort or "-done_at"
        return list_noun(crm, "task", display, extra="v.done_at IS NOT NULL")
    if (all_ or not extra) and display.format == "table":
        display.columns = (
            display.columns or "ref,due_on,due_time,title,status,contact,company,owner"
        )
    if all_ or not extra:
        display.sort = display.sort or "-status,due_on,due_time"
        return list_noun(crm, "task", display)
    return list_noun(crm, "task", display, extra=extra)


verbs.show(app, "task", "Show a follow-up and what it is about.", "K12")


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    title: Annotated[str | None, typer.Option(help="What there is to do.")] = None,
    *,
    fields: TaskFields,
    done_at: Annotated[str | None, typer.Option(help='When it was done; "" opens it.')] = None,
    tag: Tags = None,
    field: Fields = None,
    create: Create = False,
) -> Outcome:
    """Change a follow-up, or all that meet --where; an empty value empties the field.

    Example: crm task edit K12 --due "mon 10:00" --priority high

    Example: crm task edit --where "due_on<today" --set due=mon
    """
    return with_due(edit_record(crm, "task", ref, locals() | vars(fields), writing))


verbs.delete(app, "task", "a follow-up", "follow-ups", "K12", '--where "title~newsletter"')


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
    to: Annotated[
        str, typer.Argument(help='Until when: mon, "2 days" (after it is due), "fri 15:00".')
    ],
    writing: Writing,
) -> Outcome:
    """Put a follow-up off: "2 days" count from the day it is due, or from today if that is past.

    One that comes back keeps to its days: of a weekly one due on Monday, the next is due on a
    Monday. To move the series, or to bring one forward: crm task edit --due.

    Example: crm task snooze K12 mon
    """
    from crm_cli.services import tasks

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = tasks.find(session, ref)
        tasks.snooze(session, id, to)
        record = snapshot(session, "task", id)
    done = with_due(outcome("put off", "task", record, session.changeset_id, writing))
    if done.changeset is None and not writing.dry_run:
        done.message = "no change: {noun} {ref} {title} is {due} already"
        done.values["due"] = due_text(record).removeprefix(", ")
    return done
