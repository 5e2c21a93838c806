"""The stages of a pipeline: their order, their probabilities, and what a deal in one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.database import Reader
from crm_cli.errors import BadContent, BadValue, Conflict, UsageError
from crm_cli.services import pipelines
from crm_cli.services.inputs import percent
from crm_cli.services.pipelines import Pipeline, Stage
from crm_cli.tables import NO_DATABASE, Column, Record, Row, Table
from crm_cli.values import enums
from crm_cli.values.percents import WHOLE, percent_number
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

# What is certain of a closed deal: a won one is worth its amount, a lost one nothing.
_CERTAIN = {"won": WHOLE, "lost": 0}


class NewStage(NamedTuple):
    """A stage to be made: its probability in hundredths of a percent, and its outcome."""

    name: str
    probability: int
    outcome: str


DEFAULT_STAGES = (
    NewStage("lead", 1000, "open"),
    NewStage("nurture", 2000, "open"),
    NewStage("qualified", 4000, "open"),
    NewStage("proposal", 6000, "open"),
    NewStage("negotiation", 8000, "open"),
    NewStage("won", WHOLE, "won"),
    NewStage("lost", 0, "lost"),
)


def read_stages(text: str) -> list[NewStage]:
    """The stages of a new pipeline, written "new:10,talking:40,won:100:won,lost:0:lost".

    Raises BadValue when one cannot be read, when a name comes twice, and when there is none for
    each outcome: open, won, lost.
    """
    made: list[NewStage] = []
    for part in text.replace("，", ",").replace("：", ":").split(","):
        pieces = [piece.strip() for piece in part.split(":")]
        if len(pieces) > 3:
            raise BadValue("cannot read the stage {part!r}", hint=_FORM, part=part.strip())
        name, probability, outcome = (*pieces, None, None)[:3]
        made.append(new_stage(name or "", probability or None, outcome or None))
        if fold(made[-1].name) in [fold(stage.name) for stage in made[:-1]]:
            raise BadValue(
                "two stages are called {name!r}", hint="name each once", name=made[-1].name
            )
    for outcome in enums.DEAL_OUTCOMES:
        if not any(stage.outcome == outcome for stage in made):
            example = {"open": "new:10", "won": "won:100:won", "lost": "lost:0:lost"}[outcome]
            raise BadValue(
                "a pipeline needs a stage that is {outcome}",
                hint="add {example!r} to the stages",
                outcome=outcome,
                example=example,
            )
    return made


_FORM = "write name:probability, or name:probability:outcome, as in won:100:won"


def new_stage(name: str, probability: str | None, outcome: str | None) -> NewStage:
    """A stage from typed texts. One called won or lost is that when `outcome` does not say.

    Raises BadValue; an open stage has to have its probability, of the others it is certain.
    """
    name = pipelines.readable_name(name, "stage")
    if outcome is None:
        read_outcome = fold(name) if fold(name) in _CERTAIN else "open"
    else:
        read_outcome = enums.read_choice(outcome, enums.DEAL_OUTCOMES, "outcome")
    if probability is None:
        if read_outcome not in _CERTAIN:
            raise BadValue(
                "the stage {name!r} needs a probability",
                hint="how many of 100 deals in it are won: --probability 40, or {name}:40",
                name=name,
            )
        return NewStage(name, _CERTAIN[read_outcome], read_outcome)
    return NewStage(name, _probability(probability, read_outcome), read_outcome)


def _probability(text: str, outcome: str) -> int:
    found = percent(text, None)  # type: ignore[arg-type]  # it needs no book
    if found != _CERTAIN.get(outcome, found):
        raise BadValue(
            "a {outcome} stage has the probability {certain}, not {found}",
            hint="leave the probability out",
            outcome=outcome,
            certain=percent_number(_CERTAIN[outcome]),
            found=percent_number(found),
        )
    return found


# Showing ---------------------------------------------------------------------------------


def table(reader: Reader | None, pipeline: Pipeline | None = None) -> Table:
    """The stages of a pipeline (without one, of all), in order, and how many deals are in each."""
    if reader is None:
        return Table(_columns(), [], noun="stage", hint=NO_DATABASE)
    names = {found.id: found.name for found in pipelines.pipelines(reader)}
    counts = {
        row["stage_id"]: row["n"]
        for row in reader.rows(
            "SELECT stage_id, count(*) AS n FROM deal WHERE deleted_at IS NULL GROUP BY stage_id"
        )
    }
    rows: list[Row] = [
        [
            stage.id,
            names[stage.pipeline_id],
            stage.name,
            stage.probability / WHOLE,
            stage.outcome,
            counts.get(stage.id, 0),
            stage.position,
            stage.uid,
        ]
        for stage in pipelines.stages(reader, pipeline)
    ]
    return Table(_columns(pipeline is None and len(names) > 1), rows, noun="stage")


def _columns(several: bool = False) -> list[Column]:
    return [
        Column("id", "integer"),
        Column("pipeline", shown=several),
        Column("stage"),
        Column("probability", "percent", places=2),
        Column("outcome"),
        Column("deals", "integer"),
        Column("position", "integer", shown=False),
        Column("uid", shown=False),
    ]


def record(reader: Reader, stage: Stage) -> Record:
    """A stage as its list shows it."""
    whole = table(reader, pipelines.pipeline_of(reader, stage.pipeline_id))
    rows = [row for row in whole.rows if row[0] == stage.id]
    return Record("stage", "", stage.name, Table(whole.columns, rows))


# Changing --------------------------------------------------------------------------------


def fill(session: Session, pipeline: Pipeline, wanted: Sequence[NewStage]) -> None:
    """Write the stages of a pipeline that has none yet."""
    for position, new in enumerate(wanted):
        _insert(session, pipeline, new, position)


def add(
    session: Session, pipeline: Pipeline, new: NewStage, *, after: Stage | None, first: bool = False
) -> Stage:
    """Make a stage: after `after`, first of all, or else after the last of its kind.

    Raises Conflict when the pipeline has a stage of that name.
    """
    _require_free(session, pipeline, new.name)
    there = pipelines.stages(session, pipeline)
    id = _insert(session, pipeline, new, len(there))
    same = [stage for stage in there if (stage.outcome == "open") == (new.outcome == "open")]
    _put(session, there, id, after=after or (None if first else same[-1]))
    return pipelines.stage_of(session, id)


def edit(
    session: Session,
    stage: Stage,
    *,
    name: str | None = None,
    probability: str | None = None,
    outcome: str | None = None,
    after: Stage | None = None,
    first: bool = False,
) -> Stage:
    """Change a stage from typed texts, or its place in the order; returns it as it is then.

    Raises BadContent when its outcome would change what the deals in it are, or leave the
    pipeline without a stage of that outcome; Conflict when the name is taken; UsageError.
    """
    new = _changed(stage, name, probability, outcome)
    pipeline = pipelines.pipeline_of(session, stage.pipeline_id)
    if fold(new.name) != fold(stage.name):
        _require_free(session, pipeline, new.name)
    if new.outcome != stage.outcome:
        _require_another(session, pipeline, stage)
        _require_empty(session, stage, "its outcome cannot change", trash=True)
    if new != NewStage(stage.name, stage.probability, stage.outcome):
        session.rows(
            "UPDATE stage SET name = :name, key = :key, probability = :probability,"
            " outcome = :outcome, updated_at = :now WHERE id = :id",
            {**new._asdict(), "key": fold(new.name), "now": session.now, "id": stage.id},
        )
    if after or first:
        if after and after.id == stage.id:
            raise UsageError("a stage cannot come after itself", hint="crm stage list")
        others = [one for one in pipelines.stages(session, pipeline) if one.id != stage.id]
        _put(session, others, stage.id, after=after)
    return pipelines.stage_of(session, stage.id)


def delete(session: Session, stage: Stage) -> None:
    """Put a stage into the trash; the history of deals keeps it.

    Raises BadContent when deals are in it, or when it is the pipeline's last of its outcome.
    """
    _require_empty(session, stage, "so it cannot be deleted")
    _require_another(session, pipelines.pipeline_of(session, stage.pipeline_id), stage)
    session.rows(
        "UPDATE stage SET deleted_at = :now, updated_at = :now WHERE id = :id",
        {"now": session.now, "id": stage.id},
    )


def _changed(
    stage: Stage, name: str | None, probability: str | None, outcome: str | None
) -> NewStage:
    kind = (
        stage.outcome
        if outcome is None
        else enums.read_choice(outcome, enums.DEAL_OUTCOMES, "outcome")
    )
    kept: str | None = f"{percent_number(stage.probability)}%"
    if kind in _CERTAIN or kind != stage.outcome:
        kept = None
    return new_stage(stage.name if name is None else name, probability or kept, kind)


def _insert(session: Session, pipeline: Pipeline, new: NewStage, position: int) -> int:
    from crm_cli.models import pipeline as models

    made = models.Stage(
        pipeline_id=pipeline.id,
        key=fold(new.name),
        position=position,
        created_at=session.now,
        updated_at=session.now,
        **new._asdict(),
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id


def _put(session: Session, others: Sequence[Stage], id: int, *, after: Stage | None) -> None:
    """Give the stages their positions, with `id` after `after`, or first of all without one."""
    order = [stage.id for stage in others]
    order.insert(order.index(after.id) + 1 if after else 0, id)
    for position, one in enumerate(order):
        session.rows(
            "UPDATE stage SET position = :position, updated_at = :now"
            " WHERE id = :id AND position <> :position",
            {"position": position, "now": session.now, "id": one},
        )


def _require_free(session: Session, pipeline: Pipeline, name: str) -> None:
    for other in pipelines.stages(session, pipeline):
        if fold(other.name) == fold(name):
            raise Conflict(
                "the pipeline {pipeline} has a stage called {name!r} already",
                hint="crm stage edit {name!r}",
                pipeline=pipeline.name,
                name=other.name,
            )


def _require_another(session: Session, pipeline: Pipeline, stage: Stage) -> None:
    for other in pipelines.stages(session, pipeline):
        if other.outcome == stage.outcome and other.id != stage.id:
            return
    raise BadContent(
        "{stage} is the only {outcome} stage of the pipeline {pipeline}",
        hint="make another first: crm stage add NAME --outcome {outcome}",
        stage=stage.name,
        outcome=stage.outcome,
        pipeline=pipeline.name,
    )


def _require_empty(session: Session, stage: Stage, why: str, *, trash: bool = False) -> None:
    rows = session.rows(
        "SELECT count(*) AS n FROM deal WHERE stage_id = :id"
        + ("" if trash else " AND deleted_at IS NULL"),
        {"id": stage.id},
    )
    count = rows[0]["n"]
    if count:
        raise BadContent(
            "{deals} in the stage {stage}, {why}",
            hint="crm deal list --stage {stage!r} shows them; crm deal move moves them"
            + (" (those in the trash count too)" if trash else ""),
            deals="1 deal is" if count == 1 else f"{count:,} deals are",
            stage=stage.name,
            why=why,
        )
