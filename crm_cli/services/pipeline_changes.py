"""Pipelines as they are shown, with their stages, and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.database import Reader
from crm_cli.errors import BadContent, Conflict
from crm_cli.services import pipelines, stages
from crm_cli.services.inputs import line
from crm_cli.services.pipelines import Pipeline
from crm_cli.services.stages import NewStage
from crm_cli.tables import NO_DATABASE, Column, Record, Row, Table
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

_PIPELINE = [
    Column("id", "integer"),
    Column("name"),
    Column("default"),
    Column("stages"),
    Column("open_deals", "integer"),
    Column("deals", "integer"),
    Column("uid", shown=False),
]


def table(reader: Reader | None) -> Table:
    """The pipelines, the default one first, with their stages and how many deals they have."""
    if reader is None:
        return Table(list(_PIPELINE), [], noun="pipeline", hint=NO_DATABASE)
    counts = {
        row["id"]: row
        for row in reader.rows(
            "SELECT p.id, count(d.id) AS deals,"
            " count(CASE WHEN s.outcome = 'open' THEN d.id END) AS open_deals"
            " FROM pipeline p LEFT JOIN deal d ON d.pipeline_id = p.id AND d.deleted_at IS NULL"
            " LEFT JOIN stage s ON s.id = d.stage_id GROUP BY p.id"
        )
    }
    every = pipelines.stages(reader)
    rows: list[Row] = [
        [
            found.id,
            found.name,
            "yes" if number == 0 else "no",
            [stage.name for stage in every if stage.pipeline_id == found.id],
            counts[found.id]["open_deals"],
            counts[found.id]["deals"],
            found.uid,
        ]
        for number, found in enumerate(pipelines.pipelines(reader))
    ]
    return Table(list(_PIPELINE), rows, noun="pipeline")


def record(reader: Reader, found: Pipeline) -> Record:
    """A pipeline with its stages as a section."""
    whole = table(reader)
    # The section says more of the stages than a cell could.
    columns = [column for column in _PIPELINE if column.name != "stages"]
    rows: list[Row] = [[*row[:3], *row[4:]] for row in whole.rows if row[0] == found.id]
    fields = Table(columns, rows)
    return Record("pipeline", "", found.name, fields, {"stages": stages.table(reader, found)})


# Changing --------------------------------------------------------------------------------


def add(session: Session, name: str, wanted: Sequence[NewStage] = ()) -> Pipeline:
    """Make a pipeline with these stages, or with the default ones; it comes after the others.

    Raises Conflict when the name is taken.
    """
    from crm_cli.models import pipeline as models

    name = _free_name(session, name)
    made = models.Pipeline(
        name=name,
        key=fold(name),
        position=max((other.position for other in pipelines.pipelines(session)), default=-1) + 1,
        created_at=session.now,
        updated_at=session.now,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    found = pipelines.pipeline_of(session, made.id)
    stages.fill(session, found, wanted or stages.DEFAULT_STAGES)
    return found


def edit(
    session: Session, found: Pipeline, name: str | None = None, *, default: bool = False
) -> None:
    """Rename a pipeline, or make it the default one. Raises Conflict when the name is taken."""
    if name is not None and line(name) != found.name:
        name = _free_name(session, name, found.id)
        session.rows(
            "UPDATE pipeline SET name = :name, key = :key, updated_at = :now WHERE id = :id",
            {"name": name, "key": fold(name), "now": session.now, "id": found.id},
        )
    first = pipelines.pipelines(session)[0]
    if default and first.id != found.id:
        session.rows(
            "UPDATE pipeline SET position = :position, updated_at = :now WHERE id = :id",
            {"position": first.position - 1, "now": session.now, "id": found.id},
        )


def delete(session: Session, found: Pipeline) -> None:
    """Put a pipeline and its stages into the trash.

    Raises BadContent when deals are in it, or when it is the only one.
    """
    if len(pipelines.pipelines(session)) == 1:
        raise BadContent(
            "{name} is the only pipeline",
            hint='make another first: crm pipeline add "…"',
            name=found.name,
        )
    count = session.rows(
        "SELECT count(*) AS n FROM deal WHERE pipeline_id = :id AND deleted_at IS NULL",
        {"id": found.id},
    )[0]["n"]
    if count:
        raise BadContent(
            "{deals} in the pipeline {name}",
            hint="move them to another first: crm deal edit D… --pipeline NAME",
            deals="1 deal is" if count == 1 else f"{count:,} deals are",
            name=found.name,
        )
    for statement in (
        "UPDATE stage SET deleted_at = :now, updated_at = :now"
        " WHERE pipeline_id = :id AND deleted_at IS NULL",
        "UPDATE pipeline SET deleted_at = :now, updated_at = :now WHERE id = :id",
    ):
        session.rows(statement, {"now": session.now, "id": found.id})


def _free_name(session: Session, name: str, id: int = 0) -> str:
    name = pipelines.readable_name(name, "pipeline")
    for other in pipelines.pipelines(session):
        if fold(other.name) == fold(name) and other.id != id:
            raise Conflict(
                "there is a pipeline called {name!r} already",
                hint="crm pipeline show {name!r}",
                name=other.name,
            )
    return name
