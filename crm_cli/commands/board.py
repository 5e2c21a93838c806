"""`crm board`: the open deals by stage, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.lists import limit_of, list_noun, say_left_out
from crm_cli.context import AppContext
from crm_cli.options import ListDisplay, command
from crm_cli.tables import Table

app = typer.Typer(add_completion=False)

CARDS = 4  # of a stage, in a pipe; a terminal has as many as it has lines for


@app.command("board")
@command
def board(
    crm: AppContext,
    display: ListDisplay,
    owner: Annotated[str | None, typer.Option(help="Only of this colleague.")] = None,
    pipeline: Annotated[str | None, typer.Option(help="Only in this pipeline.")] = None,
) -> Table:
    """Show the open deals by stage, side by side, with their amounts and their age in days.

    The largest of a stage come first; --limit is how many of each stage. JSON, CSV and --columns
    give the list.

    Example: crm board --owner amy
    """
    from crm_cli.services import boards, deals

    if crm.reader is None:
        return list_noun(crm, "deal", display)
    people = display.format == "table" and not display.columns
    cards = None
    if people:
        cards = display.limit or None if display.limit is not None else _usual(crm)
        cards = None if display.output and display.limit is None else cards
    narrowed = deals.conditions(crm.reader, owner=owner, pipeline=pipeline, outcomes=["open"])
    say_left_out(crm, "deal", display, *narrowed)
    found = boards.board(
        crm.reader,
        crm.book,
        where=display.where or (),
        owner=owner,
        pipeline=pipeline,
        sort=display.sort,
        cards=cards,
    )
    found.fits = people and display.limit is None
    limit = None if people else limit_of(crm, display)
    if limit is not None:
        found.total, found.rows = len(found.rows), found.rows[:limit]
    return found


def _usual(crm: AppContext) -> int | None:
    """How many cards a stage has where nobody said it; None for all that fit."""
    return None if crm.stdout is not None and crm.stdout.isatty() else CARDS
