"""`crm rate`: dated exchange rates, for reports in one currency."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.lists import short_list
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ShortDisplay, Writing, command
from crm_cli.tables import NO_DATABASE, Column, Outcome, Table

app = typer.Typer(
    help="Exchange rates, each from a day on; reports convert with them (--currency).",
    add_completion=False,
    no_args_is_help=True,
)

_COLUMNS = [
    Column("id", "integer"),
    Column("base", title="one"),
    Column("rate", title="is"),
    Column("quote", title="of"),
    Column("on_day", "date", title="from"),
]


@app.command("add")
@command
def add(
    crm: AppContext,
    base: Annotated[str, typer.Argument(help="The one currency.", metavar="FROM")],
    quote: Annotated[str, typer.Argument(help="The other currency.", metavar="TO")],
    rate: Annotated[str, typer.Argument(help="How many TO one FROM is.", metavar="RATE")],
    writing: Writing,
    on: Annotated[
        str | None,
        typer.Option("--on", help="The day from which it holds (today).", metavar="DATE"),
    ] = None,
) -> Outcome:
    """Keep an exchange rate: one FROM is RATE TO, from a day on until the next rate.

    The other way round is converted with the same rate. A rate of the same day is replaced.

    Example: crm rate add EUR USD 1.0812 --on 2026-11-01
    """
    from crm_cli.services import inputs, rates

    pair = rates.read_pair(base, quote, crm.book)
    value = rates.read_rate(rate)
    day = inputs.past_day(on, crm.book) if on else crm.book.today.isoformat()
    with crm.transaction(dry_run=writing.dry_run) as session:
        id, new = rates.add(session, *pair, value, day)
    message = "{done} rate {id}: 1 {base} = {rate} {quote} from {day}"
    if session.changeset_id is None and not writing.dry_run:
        message = "no change: 1 {base} = {rate} {quote} from {day} is there already"
    return Outcome(
        message,
        {
            "done": "added" if new else "changed",
            "id": id,
            "base": pair[0],
            "quote": pair[1],
            "rate": value,
            "day": day,
        },
        changeset=session.changeset_id,
        dry_run=writing.dry_run,
        table=_table([{"id": id, "base": pair[0], "quote": pair[1], "rate": value, "on_day": day}])
        if writing.json
        else None,
    )


@app.command("list")
@command
def list_(
    crm: AppContext,
    display: ShortDisplay,
    currency: Annotated[
        str | None, typer.Argument(help="Only the rates of this currency.", metavar="CURRENCY")
    ] = None,
) -> Table:
    """List the exchange rates, the latest first.

    Example: crm rate list USD
    """
    from crm_cli.services import rates

    if crm.reader is None:
        empty = _table([])
        empty.hint = NO_DATABASE
        return empty
    return short_list(crm, _table(rates.listed(crm.reader, crm.book, currency)), display)


@app.command("delete")
@command
def delete(
    crm: AppContext,
    id: Annotated[str, typer.Argument(help="Its id, from crm rate list.", metavar="ID")],
    writing: Writing,
) -> Outcome:
    """Put an exchange rate into the trash.

    Example: crm rate delete 3
    """
    from crm_cli.services import rates

    if not (id.isascii() and id.isdigit()):
        raise UsageError("{id!r} is no id of a rate", hint="crm rate list", id=id)
    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        quote = rates.delete(session, int(id))
    return Outcome(
        "deleted rate {id}: {quote}",
        {"id": int(id), "quote": str(quote)},
        changeset=session.changeset_id,
        dry_run=writing.dry_run,
    )


def _table(rows: list[dict[str, object]]) -> Table:
    return Table(
        _COLUMNS,
        [[row[column.name] for column in _COLUMNS] for row in rows],
        noun="exchange rate",
        hint="crm rate add EUR USD 1.0812 adds one",
    )
