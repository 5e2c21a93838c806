"""`crm find`: search everything."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.lists import limit_of, short_list
from crm_cli.context import AppContext
from crm_cli.options import ShortDisplay, command
from crm_cli.tables import NO_DATABASE, Table

app = typer.Typer()


@app.command("find")
@command
def find(
    crm: AppContext,
    text: Annotated[list[str], typer.Argument(help="Words, all of which must occur.")],
    display: ShortDisplay,
    type: Annotated[
        list[str] | None,
        typer.Option("--type", "-t", help="Only contacts, deals …; repeat for more."),
    ] = None,
) -> Table:
    """Search people, companies, deals, tickets, tasks, interactions and answers.

    The best fits come first. Case and accents do not matter, parts of words are found, phone
    numbers by their digits.

    Example: crm find smith berlin
    """
    from crm_cli.nouns import find_noun
    from crm_cli.services import finding, hits

    nouns = [find_noun(name).name for name in type or ()] or finding.SEARCHED
    if crm.reader is None:
        return Table(hits.COLUMNS, [], noun="match", hint=NO_DATABASE)
    limit = None if display.sort else limit_of(crm, display)
    found = finding.find(crm.reader, " ".join(text), crm.book, nouns=nouns, limit=limit)
    return short_list(crm, found, display) if display.sort else found
