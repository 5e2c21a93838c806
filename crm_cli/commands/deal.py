"""`crm deal`: opportunities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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
    snapshot,
)
from crm_cli.context import AppContext
from crm_cli.display import Options
from crm_cli.options import ListDisplay, ManySet, Writing, command
from crm_cli.tables import Outcome, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm_cli.services.moves import Moved
    from crm_cli.session import Session

app = typer.Typer(help="Opportunities.", no_args_is_help=True)


Amount = Annotated[
    str | None, typer.Option(help="What it is worth, as in 12k or $1,200.", metavar="AMOUNT")
]
Reason = Annotated[str | None, typer.Option(help="Why it was won or lost.")]
Competitor = Annotated[str | None, typer.Option(help="Who else wants it, or got it.")]
On = Annotated[str | None, dated("--on", "The day it happened; today if not said.")]
ClosedOn = Annotated[
    str | None,
    typer.Option("--on", "--closed", help="The day; today if not said.", metavar="DATE"),
]


class DealFields(Options):
    """What is known of a deal."""

    company: Annotated[str | None, typer.Option(help="The company that may buy.")] = None
    contact: Annotated[
        list[str] | None,
        typer.Option(
            "--contact", help="A person who takes part; repeat for more, the main one first."
        ),
    ] = None
    amount: Amount = None
    stage: Annotated[str | None, typer.Option("--stage", help="Which stage of the pipeline.")] = (
        None
    )
    pipeline: Annotated[str | None, typer.Option("--pipeline", help="Which sales process.")] = None
    expected_close: Annotated[
        str | None, dated("--expected-close", "When it is expected to be won.")
    ] = None
    probability: Annotated[
        str | None,
        typer.Option(help="Its own probability, instead of its stage's.", metavar="PERCENT"),
    ] = None
    opened_at: Annotated[str | None, dated("--opened", "When it began.")] = None
    closed_at: Annotated[str | None, dated("--closed", "When it was won or lost.")] = None
    owner: Annotated[str | None, typer.Option(help="The colleague who looks after it.")] = None
    source: Annotated[str | None, typer.Option(help="Where it came from.")] = None
    campaign: Annotated[str | None, typer.Option(help="The campaign that brought it.")] = None
    reason: Reason = None
    competitor: Competitor = None
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")] = None
    field: Fields = None
    create: Create = False


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    title: Annotated[str | None, typer.Argument(help="What it is about.")] = None,
    *,
    fields: DealFields,
) -> Outcome:
    """Add a deal.

    Unless you say otherwise it is yours, opened today, in the first stage of the default pipeline,
    and of the company of its first contact.

    Example: crm deal add "Website relaunch" --company Acme --amount 12k --expected-close eom
    """
    result = add_record(crm, "deal", locals() | vars(fields), writing)
    from crm_cli.services.deals import summary

    assert result.record is not None
    table = result.record.fields
    names = [column.name for column in table.columns]
    result.details.insert(0, summary(dict(zip(names, table.rows[0], strict=True))))
    return result


@app.command("list")
@command
def list_(
    crm: AppContext,
    display: ListDisplay,
    stage: Annotated[
        list[str] | None, typer.Option("--stage", help="Only in this stage; repeat for more.")
    ] = None,
    owner: Annotated[str | None, typer.Option(help="Only of this colleague.")] = None,
    company: Annotated[str | None, typer.Option(help="Only of this company.")] = None,
    pipeline: Annotated[str | None, typer.Option(help="Only in this pipeline.")] = None,
    open: Annotated[bool, typer.Option("--open", help="Only those still open.")] = False,
    won: Annotated[bool, typer.Option("--won", help="Only those won.")] = False,
    lost: Annotated[bool, typer.Option("--lost", help="Only those lost.")] = False,
) -> Table:
    """List deals, the newest first.

    Several of --open, --won, --lost mean any of them; conditions come on top.

    Example: crm deal list --open --owner amy --sort=-amount
    """
    extra, params = "", dict[str, Any]()
    wanted = [name for name, asked in (("open", open), ("won", won), ("lost", lost)) if asked]
    if crm.reader is not None and (stage or owner or company or pipeline or wanted):
        from crm_cli.services import deals

        extra, params = deals.conditions(
            crm.reader,
            stages=stage or (),
            owner=owner,
            company=company,
            pipeline=pipeline,
            outcomes=wanted,
        )
    table = list_noun(crm, "deal", display, extra=extra, params=params)
    if extra:
        table.hint = "crm deal list shows them all"
    return table


verbs.show(
    app, "deal", "Show a deal: its fields, people, stages, tasks and last interactions.", "D12"
)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    writing: Writing,
    many: ManySet,
    ref: OneOrMany = None,
    title: Annotated[str | None, typer.Option(help="Its new title.")] = None,
    *,
    fields: DealFields,
) -> Outcome:
    """Change a deal, or all that meet --where; an empty value empties the field.

    People and tags are replaced. An amount without a currency is in the deal's own. In another
    pipeline the deal is in the stage of the same name, else in the first.

    Example: crm deal edit D12 --amount 15k --expected-close "end of next month"

    Example: crm deal edit --where stage=lead --where "opened_at<2026-01-01" --set stage=lost
    """
    return edit_record(crm, "deal", ref, locals() | vars(fields), writing)


verbs.delete(app, "deal", "a deal", "deals", "D12", "--where tag=test")

verbs.tag(app, "deal", "a deal", "D12 renewal --remove upsell")


@app.command("move")
@command
def move(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    stage: Annotated[str, typer.Argument(help="The stage, or the beginning of its name.")],
    on: On = None,
    amount: Amount = None,
    reason: Reason = None,
    competitor: Competitor = None,
) -> Outcome:
    """Move a deal to another stage of its pipeline.

    A stage that is won or lost closes it on that day, an open one opens it again.

    Example: crm deal move D12 negotiation --on yesterday
    """
    from crm_cli.services import deals

    texts = _texts(amount=amount, reason=reason, competitor=competitor)
    return _move(
        crm,
        ref,
        writing,
        lambda session, id: deals.move(session, id, stage, on=on, texts=texts),
        changes=bool(texts),
    )


@app.command("win")
@command
def win(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    on: ClosedOn = None,
    amount: Amount = None,
    reason: Reason = None,
    competitor: Competitor = None,
) -> Outcome:
    """Close a deal as won.

    Example: crm deal win D12 --on fri --amount 11,500 --reason "fast answers"
    """
    return _close(crm, ref, writing, "won", on, _texts(amount, reason, competitor))


@app.command("lose")
@command
def lose(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    on: ClosedOn = None,
    amount: Amount = None,
    reason: Reason = None,
    competitor: Competitor = None,
) -> Outcome:
    """Close a deal as lost.

    Example: crm deal lose D12 --reason price --competitor Globex
    """
    return _close(crm, ref, writing, "lost", on, _texts(amount, reason, competitor))


@app.command("reopen")
@command
def reopen(
    crm: AppContext,
    ref: Ref,
    writing: Writing,
    stage: Annotated[
        str | None, typer.Option("--stage", help="An open stage; the last one it was in.")
    ] = None,
    on: On = None,
) -> Outcome:
    """Open a closed deal again, in the last open stage that it was in.

    Example: crm deal reopen D12 --stage proposal
    """
    from crm_cli.services import deals

    return _move(
        crm,
        ref,
        writing,
        lambda session, id: deals.reopen(session, id, stage=stage, on=on),
        done="reopened",
    )


def _texts(
    amount: str | None = None, reason: str | None = None, competitor: str | None = None
) -> dict[str, str]:
    given = {"amount": amount, "reason": reason, "competitor": competitor}
    return {name: text for name, text in given.items() if text is not None}


def _close(
    crm: AppContext,
    ref: str,
    writing: Writing,
    outcome: str,
    on: str | None,
    texts: dict[str, str],
) -> Outcome:
    from crm_cli.services import deals

    return _move(
        crm,
        ref,
        writing,
        lambda session, id: deals.close(session, id, outcome, on=on, texts=texts),
        changes=bool(texts),
        done=outcome,
    )


def _move(
    crm: AppContext,
    ref: str,
    writing: Writing,
    go: Callable[[Session, int], Moved | None],
    *,
    changes: bool = False,
    done: str = "moved",
) -> Outcome:
    """Move the deal that `ref` means by `go`, and say what that means."""
    from crm_cli.services import moves, references

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, "deal", ref)
        moved = go(session, id)
        record = snapshot(session, "deal", id)
        details = session.notes
    message = "{done} deal {ref} {title}: {before} → {after}, {meaning}"
    values: dict[str, object] = {"done": done, "ref": record.reference, "title": record.title}
    if moved is not None:
        values |= {"before": moved.before.name, "after": moved.after.name}
        values["meaning"] = moves.meaning(moved, record.cell("amount"), record.cell("reason"))
        if moved.after.outcome == "won" and record.cell("amount") is None:
            details.append(f"it has no amount: crm deal edit {record.reference} --amount 12k")
    elif changes and (session.changeset_id is not None or writing.dry_run):
        message = "changed deal {ref} {title}"
    else:
        message = "no change: deal {ref} {title} is in {stage} already"
        values["stage"] = record.cell("stage")
    return Outcome(message, values, record, session.changeset_id, writing.dry_run, details)
