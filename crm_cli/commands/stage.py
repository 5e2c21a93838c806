"""`crm stage`: the steps of a pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.commands.lists import short_list
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import ShortDisplay, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record, Table

if TYPE_CHECKING:
    from crm_cli.services.pipelines import Pipeline, Stage
    from crm_cli.session import Session

app = typer.Typer(help="The steps of a pipeline.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Its name, the beginning of it, or its id.")]
InPipeline = Annotated[
    str | None,
    typer.Option("--pipeline", "-p", help="Of which pipeline; the default one if not said."),
]
Probability = Annotated[
    str | None,
    typer.Option(help="Of 100 deals in it, how many are won.", metavar="PERCENT"),
]
OfOutcome = Annotated[
    str | None, typer.Option("--outcome", help="What a deal in it is: open, won or lost.")
]
After = Annotated[str | None, typer.Option(help="Put it after this stage.", metavar="STAGE")]
First = Annotated[bool, typer.Option("--first", help="Put it before all others.")]


@app.command("add")
@command
def add(
    crm: AppContext,
    writing: Writing,
    name: Annotated[str, typer.Argument(help="Its name.")],
    probability: Probability = None,
    after: After = None,
    first: First = False,
    outcome: OfOutcome = None,
    pipeline: InPipeline = None,
) -> Outcome:
    """Add a stage to a pipeline, by default after the last open one.

    Example: crm stage add trial --probability 50 --after qualified
    """
    from crm_cli.services import pipelines, stages

    new = stages.new_stage(name, probability, outcome)
    _one_place(after, first)
    with crm.transaction(dry_run=writing.dry_run) as session:
        place = _pipeline(session, pipeline)
        made = stages.add(session, place, new, after=_after(session, place, after), first=first)
        result = _outcome(session, "added stage {name}, {likelihood}", made, place)
        result.details.append(_order(pipelines.stages(session, place)))
    return _finish(result, session, writing)


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay, pipeline: InPipeline = None) -> Table:
    """List the stages in their order, of one pipeline or of all.

    Example: crm stage list --pipeline Sales
    """
    from crm_cli.services import pipelines, stages

    reader = crm.reader
    chosen = pipelines.find(reader, pipeline) if reader and pipeline else None
    return short_list(crm, stages.table(reader, chosen), display)


@app.command("show")
@command
def show(crm: AppContext, display: ShowDisplay, name: Name, pipeline: InPipeline = None) -> Record:
    """Show a stage: its probability, its outcome and how many deals are in it.

    Example: crm stage show proposal
    """
    from crm_cli.services import pipelines, stages

    reader = crm.require_database()
    place = pipelines.find(reader, pipeline) if pipeline else pipelines.default(reader)
    return stages.record(reader, pipelines.find_stage(reader, place, name))


@app.command("edit")
@command
def edit(
    crm: AppContext,
    name: Name,
    writing: Writing,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.")] = None,
    probability: Probability = None,
    after: After = None,
    first: First = False,
    outcome: OfOutcome = None,
    pipeline: InPipeline = None,
) -> Outcome:
    """Change a stage: its name, its probability, its place in the order, its outcome.

    Example: crm stage edit proposal --probability 55 --after qualified
    """
    from crm_cli.services import pipelines, stages

    if (new_name, probability, after, outcome) == (None,) * 4 and not first:
        raise UsageError(
            "nothing to change", hint="--name, --probability, --after, --first or --outcome"
        )
    _one_place(after, first)
    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        place = _pipeline(session, pipeline)
        before = pipelines.find_stage(session, place, name)
        order = pipelines.stages(session, place)
        changed = stages.edit(
            session,
            before,
            name=new_name,
            probability=probability,
            outcome=outcome,
            after=_after(session, place, after),
            first=first,
        )
        result = _outcome(session, "changed stage {name}, {likelihood}", changed, place)
        now = pipelines.stages(session, place)
        if now == order:
            result.message = "no change: stage {name} already has these values"
        elif [stage.id for stage in now] != [stage.id for stage in order]:
            result.details.append(_order(now))
        if changed.name != before.name:
            result.message = "renamed stage {before} to {name}, {likelihood}, in {pipeline}"
            result.values["before"] = before.name
    return _finish(result, session, writing)


@app.command("delete")
@command
def delete(crm: AppContext, name: Name, writing: Writing, pipeline: InPipeline = None) -> Outcome:
    """Put a stage that no deals are in into the trash.

    Example: crm stage delete nurture
    """
    from crm_cli.services import pipelines, stages

    crm.require_database()
    with crm.transaction(dry_run=writing.dry_run) as session:
        place = _pipeline(session, pipeline)
        found = pipelines.find_stage(session, place, name)
        result = _outcome(session, "deleted stage {name}", found, place)
        stages.delete(session, found)
        result.details.append(_order(pipelines.stages(session, place)))
    return _finish(result, session, writing)


def _pipeline(session: Session, text: str | None) -> Pipeline:
    from crm_cli.services import pipelines

    return pipelines.find(session, text) if text else pipelines.default(session)


def _after(session: Session, place: Pipeline, text: str | None) -> Stage | None:
    from crm_cli.services import pipelines

    return pipelines.find_stage(session, place, text) if text else None


def _one_place(after: str | None, first: bool) -> None:
    if after and first:
        raise UsageError("--after and --first say two different places", hint="use one of them")


def _order(now: list[Stage]) -> str:
    return "the order: " + ", ".join(stage.name for stage in now)


def _outcome(session: Session, message: str, stage: Stage, place: Pipeline) -> Outcome:
    from crm_cli.services import stages
    from crm_cli.values.percents import percent_number

    likelihood = (
        stage.outcome if stage.outcome != "open" else f"{percent_number(stage.probability)} %"
    )
    values: dict[str, Any] = {"name": stage.name, "likelihood": likelihood}
    values["pipeline"] = place.name
    return Outcome(message + ", in {pipeline}", values, stages.record(session, stage))


def _finish(result: Outcome, session: Session, writing: Writing) -> Outcome:
    result.changeset, result.dry_run = session.changeset_id, writing.dry_run
    return result
