"""`crm done`: tick off follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.commands.followups import due_text
from crm_cli.commands.nouns import snapshot
from crm_cli.context import AppContext
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome, Record, Table

if TYPE_CHECKING:
    from crm_cli.services.tasks import Done

app = typer.Typer(add_completion=False)


@app.command("done")
@command
def done(
    crm: AppContext,
    writing: Writing,
    refs: Annotated[
        list[str], typer.Argument(help="Ids or titles of follow-ups.", metavar="REF...")
    ],
    at: Annotated[str | None, typer.Option(help="When, if not now: yesterday.")] = None,
) -> Outcome:
    """Tick off follow-ups; one that recurs makes the next.

    Example: crm done K12 K13
    """
    return tick_off(crm, refs, at, writing)


def tick_off(crm: AppContext, refs: Sequence[str], at: str | None, writing: Writing) -> Outcome:
    """Tick off the tasks that `refs` mean, all or none, at the moment `at` (default now)."""
    from crm_cli.services import inputs, tasks

    crm.require_database()
    moment = inputs.moment(at, crm.book) if at else None
    with crm.transaction(dry_run=writing.dry_run) as session:
        ids = list(dict.fromkeys(tasks.find(session, ref) for ref in refs))
        found = [tasks.done(session, id, moment) for id in ids]
        ticked = [(each, snapshot(session, "task", each.id)) for each in found]
        following = {
            each.id: snapshot(session, "task", each.next) for each in found if each.next is not None
        }
    result = _outcome(ticked, following, writing)
    result.changeset = session.changeset_id
    return result


def _outcome(
    ticked: list[tuple[Done, Record]], following: dict[int, Record], writing: Writing
) -> Outcome:
    lines = [_line(each, record, following.get(each.id)) for each, record in ticked]
    records = [record for _, record in ticked] + list(following.values())
    rows = Table(records[0].fields.columns, [record.fields.rows[0] for record in records])
    result = Outcome("{line}", {"line": lines[0]}, dry_run=writing.dry_run)
    if len(ticked) == 1:
        result.record = records[0]
    else:
        changed = sum(each.changed for each, _ in ticked)
        result.message, result.values = "done: {count} follow-ups", {"count": changed}
        result.details = [line.removeprefix("done: ") for line in lines]
    if writing.json:  # people have read it in the lines
        result.table = rows
    return result


def _line(each: Done, record: Record, following: Record | None) -> str:
    name = f"{record.reference} {record.title}"
    if not each.changed:
        return f"no change: {name} was done already, on {record.cell('done_at')[:10]}"
    if following is None:
        return f"done: {name}"
    return f"done: {name} · next: {following.reference}{due_text(following)}"
