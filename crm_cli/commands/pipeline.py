"""`crm pipeline`: the sales processes."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.lists import short_list
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ShortDisplay, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record, Table

app = typer.Typer(help="The sales process.", no_args_is_help=True)

BY_NAME = "Its name, the beginning of it, or its id."
Name = Annotated[str, typer.Argument(help=BY_NAME)]


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    name: Annotated[str, typer.Argument(help="Its name.")],
    stages: Annotated[
        str | None,
        typer.Option(
            help="Its stages in order, each name:probability or name:probability:outcome;"
            " without it, the default ones.",
            metavar="STAGES",
        ),
    ] = None,
) -> Outcome:
    """Add a pipeline, with stages of its own or with the default ones.

    Stages called won and lost are that; one of another name says it, as in "signed::won".

    Example: crm pipeline add Renewals --stages "new:10,talking:40,won,lost"
    """
    from crm_cli.services import pipeline_changes, pipelines
    from crm_cli.services.stages import read_stages

    wanted = [] if stages is None else read_stages(stages)
    with crm.transaction(dry_run=writing.dry_run) as session:
        made = pipeline_changes.add(session, name, wanted)
        record = pipeline_changes.record(session, made)
        names = ", ".join(stage.name for stage in pipelines.stages(session, made))
    return Outcome(
        "added pipeline {name}: {stages}",
        {"name": made.name, "stages": names},
        record,
        session.changeset_id,
        writing.dry_run,
    )


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List the pipelines, the default one first.

    Example: crm pipeline list
    """
    from crm_cli.services import pipeline_changes

    return short_list(crm, pipeline_changes.table(crm.reader), display)


@app.command("show")
@command
def show(
    crm: AppContext,
    display: ShowDisplay,
    name: Annotated[str | None, typer.Argument(help=BY_NAME)] = None,
) -> Record:
    """Show a pipeline, by default the default one: its stages and the deals in each.

    Example: crm pipeline show Sales
    """
    from crm_cli.services import pipeline_changes, pipelines

    reader = crm.require_database()
    found = pipelines.find(reader, name) if name else pipelines.default(reader)
    return pipeline_changes.record(reader, found)


@app.command("edit")
@command
def edit(
    crm: AppContext,
    name: Name,
    writing: Writing,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    default: Annotated[
        bool, typer.Option("--default", help="New deals go into it if they name none.")
    ] = False,
) -> Outcome:
    """Rename a pipeline, or make it the default one. Its stages: crm stage --help.

    Example: crm pipeline edit Sales --name "New business" --default
    """
    from crm_cli.services import pipeline_changes, pipelines

    if new_name is None and not default:
        raise UsageError("nothing to change", hint="--name NAME, --default, or crm stage edit")
    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        before = pipelines.find(session, name)
        pipeline_changes.edit(session, before, new_name, default=default)
        after = pipelines.pipeline_of(session, before.id)
        record = pipeline_changes.record(session, after)
    message = "changed pipeline {name}"
    if after == before:
        message = "no change: pipeline {name} already has these values"
    elif after.name != before.name:
        message = "renamed pipeline {before} to {name}"
    return Outcome(
        message,
        {"name": after.name, "before": before.name},
        record,
        session.changeset_id,
        writing.dry_run,
        ["it is the default one now"] if after.position != before.position else [],
    )


@app.command("delete")
@command
def delete(crm: AppContext, name: Name, writing: Writing) -> Outcome:
    """Put a pipeline that no deals are in, and its stages, into the trash.

    Example: crm pipeline delete Renewals
    """
    from crm_cli.services import pipeline_changes, pipelines

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        found = pipelines.find(session, name)
        record = pipeline_changes.record(session, found)
        pipeline_changes.delete(session, found)
    return Outcome(
        "deleted pipeline {name}",
        {"name": found.name},
        record,
        session.changeset_id,
        writing.dry_run,
    )
