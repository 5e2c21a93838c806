"""Finding pipelines and stages as people name them."""

from __future__ import annotations

import pytest

from crm_cli.database import Command, Database
from crm_cli.errors import Ambiguous, BadValue, NotFound
from crm_cli.services import pipeline_changes, pipelines, stages
from crm_cli.session import transaction


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("lead", "lead"),
        ("LEAD", "lead"),
        (" lead ", "lead"),
        ("prop", "proposal"),
        ("ｐｒｏｐ", "proposal"),
        ("3", "qualified"),
        ("won", "won"),
        ("Closed Won", "won"),
        ("成交", "won"),
        ("输单", "lost"),
        ("los", "lost"),
    ],
)
def test_a_stage_is_found(database: Database, text: str, wanted: str) -> None:
    pipeline = pipelines.default(database)
    assert pipelines.find_stage(database, pipeline, text).name == wanted


@pytest.mark.parametrize("text", ["", " ", "open", "99", "name:3", "xyz", "%", "_"])
def test_a_stage_is_not_found(database: Database, text: str) -> None:
    with pytest.raises(NotFound):
        pipelines.find_stage(database, pipelines.default(database), text)


def test_several_stages_fit(database: Database) -> None:
    with pytest.raises(Ambiguous) as caught:
        pipelines.find_stage(database, pipelines.default(database), "l")
    assert str(caught.value) == "'l' fits several stages in the pipeline Sales: lead, lost"


def test_the_exact_name_goes_before_a_longer_one(database: Database, command: Command) -> None:
    with transaction(database, command) as session:
        pipeline = pipelines.default(session)
        stages.add(session, pipeline, stages.NewStage("lead 2", 1500, "open"), after=None)
    assert pipelines.find_stage(database, pipeline, "lead").name == "lead"
    with pytest.raises(Ambiguous):
        pipelines.find_stage(database, pipeline, "lea")


def test_a_number_is_an_id_unless_it_is_called_a_name(database: Database, command: Command) -> None:
    with transaction(database, command) as session:
        made = pipeline_changes.add(session, "2nd")
    assert pipelines.find(database, "2") == made
    assert pipelines.find(database, "name:2") == made
    assert pipelines.find(database, "1").name == "Sales"


def test_a_stage_name_of_several_pipelines_is_all_of_them(
    database: Database, command: Command
) -> None:
    with transaction(database, command) as session:
        other = pipeline_changes.add(session, "Other")
    found = pipelines.find_stages(database, "prop")
    assert [(stage.pipeline_id, stage.name) for stage in found] == [
        (1, "proposal"),
        (other.id, "proposal"),
    ]


def test_the_position_decides_the_default(database: Database, command: Command) -> None:
    with transaction(database, command) as session:
        other = pipeline_changes.add(session, "Other")
        pipeline_changes.edit(session, other, default=True)
        assert pipelines.default(session).name == "Other"
        assert [found.name for found in pipelines.pipelines(session)] == ["Other", "Sales"]


def test_stages_are_read_from_one_text() -> None:
    assert stages.read_stages("new:10, In talks：40%，Won,没戏:0:lost") == [
        ("new", 1000, "open"),
        ("In talks", 4000, "open"),
        ("Won", 10_000, "won"),
        ("没戏", 0, "lost"),
    ]


def test_a_stage_that_is_won_is_certain() -> None:
    assert stages.new_stage("won", None, None) == ("won", 10_000, "won")
    assert stages.new_stage("won", "30", "open") == ("won", 3000, "open")
    assert stages.new_stage("signed", None, "won") == ("signed", 10_000, "won")
    with pytest.raises(BadValue):
        stages.new_stage("signed", "50", "lost")
