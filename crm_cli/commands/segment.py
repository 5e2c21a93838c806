"""`crm segment`: named sets of customers and contacts, saved or computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.commands.lists import limit_of, short_list
from crm_cli.commands.nouns import outcome
from crm_cli.context import AppContext
from crm_cli.options import ShortDisplay, ShowDisplay, Writing, command
from crm_cli.tables import NO_DATABASE, Column, Outcome, Record, Table

if TYPE_CHECKING:
    from crm_cli.reports.one_segment import Segment

app = typer.Typer(help="Sets of customers: saved, by RFM, by lifecycle.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The segment, as crm segment list names it.")]
By = Annotated[
    str | None,
    typer.Option(help="Which one, where two have the name: saved, rfm, lifecycle or value."),
]


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List the segments, with how many customers are in each.

    Example: crm segment list
    """
    from crm_cli.reports import one_segment

    if crm.reader is None:
        return Table(one_segment.COLUMNS, [], noun="segment", hint=NO_DATABASE)
    return short_list(crm, one_segment.all_segments(crm.reader, crm.book), display)


@app.command("show")
@command
def show(crm: AppContext, name: Name, display: ShowDisplay, by: By = None) -> Record:
    """Show a segment: its figures, what to do, what to watch, and who spends most.

    Example: crm segment show "At risk"
    """
    from crm_cli.reports import one_segment

    return one_segment.record(_find(crm, name, by))


@app.command("save")
@command
def save(
    crm: AppContext,
    name: Annotated[str, typer.Argument(help="The segment's name.")],
    noun: Annotated[str, typer.Argument(help="company or contact.")],
    writing: Writing,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", "-w", help='A condition, as in "city=Berlin"; repeat for more.'),
    ] = None,
) -> Outcome:
    """Save conditions as a segment: a saved filter on companies or contacts.

    Example: crm segment save berlin-vips company --where city=Berlin --where tag=vip
    """
    from crm_cli.errors import UsageError
    from crm_cli.nouns import find_noun
    from crm_cli.services import saved_filters

    kind = find_noun(noun).name
    if kind not in ("company", "contact"):
        raise UsageError(
            "a segment is a set of companies or contacts, not of {noun} records",
            hint="conditions on others are kept with crm filter add",
            noun=kind,
        )
    with crm.transaction(dry_run=writing.dry_run) as session:
        saved_filters.add(session, name, kind, where or ())
        found = saved_filters.resolve(session, name)
        fields = saved_filters.list_filters(session, only=found.id)
    record = Record("segment", "", found.name, fields)
    return outcome("saved", "segment", record, session.changeset_id, writing)


@app.command("members")
@command
def members(crm: AppContext, name: Name, display: ShortDisplay, by: By = None) -> Table:
    """List who is in a segment: the records of a saved one, the customers of a computed one.

    Example: crm segment members "At risk" --limit 20 --format csv
    """
    from crm_cli.reports import one_segment

    found = _find(crm, name, by)
    if found.conditions is None:
        return short_list(crm, one_segment.members(found), display)
    from crm_cli.services.listing import list_records

    assert crm.reader is not None
    return list_records(
        crm.reader,
        found.noun,
        crm.book,
        where=found.conditions,
        sort=display.sort,
        limit=limit_of(crm, display),
    )


@app.command("names")
@command
def names(crm: AppContext, display: ShortDisplay) -> Table:
    """The names of RFM segments: the first rule whose scores fit. A team can have its own:

    crm segment names --json > names.json; then crm config set rfm.names "$(cat names.json)".

    Example: crm segment names
    """
    from crm_cli.values.rfm import Rule, rules

    table = Table(
        [Column(field) for field in Rule._fields],
        [list(rule) for rule in rules(crm.book.setting("rfm.names"))],
        noun="rule",
        wrapped=True,
    )
    return short_list(crm, table, display)


def _find(crm: AppContext, name: str, by: str | None) -> Segment:
    from crm_cli.reports import one_segment

    return one_segment.find(crm.require_database(), crm.book, name, by)
