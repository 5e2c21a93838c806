"""Steps with deals, pipelines and stages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_cli.services import deals, pipeline_changes, pipelines, stages
from crm_cli.session import Session
from tests.changes.steps.registry import NAMES, STAGES, one, pick, ref, step


@step
def add_deal(session: Session, a: int, b: int, c: int) -> None:
    texts = {"title": NAMES[a % 5], "amount": f"{b}00", "company": ref(session, "company", c)}
    deals.add(session, {**texts, "contact": [ref(session, "contact", b)]})


@step
def edit_deal(session: Session, a: int, b: int, c: int) -> None:
    texts = {"amount": f"{b}50 USD", "title": NAMES[c % 5], "tag": [NAMES[b % 5]]}
    deals.edit(session, pick(session, "deal", a), texts)


@step
def people_of_deal(session: Session, a: int, b: int, c: int) -> None:
    people = [ref(session, "contact", b), ref(session, "contact", c)]
    deals.edit(session, pick(session, "deal", a), {"contact": people})


@step
def move_deal(session: Session, a: int, b: int, c: int) -> None:
    deals.move(session, pick(session, "deal", a), STAGES[b % 5])


@step
def win_deal(session: Session, a: int, b: int, c: int) -> None:
    deals.close(session, pick(session, "deal", a), "won", texts={"reason": f"price {b}"})


@step
def reopen_deal(session: Session, a: int, b: int, c: int) -> None:
    deals.reopen(session, pick(session, "deal", a))


@step
def date_deal(session: Session, a: int, b: int, c: int) -> None:
    name = "closed_at" if c % 2 else "opened_at"
    deals.edit(session, pick(session, "deal", a), {name: f"2026-11-{11 + b}"})


@step
def pipe_deal(session: Session, a: int, b: int, c: int) -> None:
    found = one(pipelines.pipelines(session), b)
    deals.edit(session, pick(session, "deal", a), {"pipeline": found.name})


@step
def change_stage(session: Session, a: int, b: int, c: int) -> None:
    stage = one(pipelines.stages(session), a)
    texts: Mapping[str, Any] = [
        {"name": f"stage {b}"},
        {"outcome": ["open", "won", "lost"][b % 3]},
        {"probability": f"{b}0"},
        {"first": True},
    ][c % 4]
    stages.edit(session, stage, **texts)


@step
def add_stage(session: Session, a: int, b: int, c: int) -> None:
    outcome = ["open", "won", "lost"][b % 3]
    new = stages.new_stage(f"stage {a}", "50" if outcome == "open" else None, outcome)
    stages.add(session, one(pipelines.pipelines(session), c), new, after=None)


@step
def delete_stage(session: Session, a: int, b: int, c: int) -> None:
    stages.delete(session, one(pipelines.stages(session), a))


@step
def change_pipelines(session: Session, a: int, b: int, c: int) -> None:
    found = pipelines.pipelines(session)
    if c % 3 == 0:
        pipeline_changes.add(session, f"pipeline {a}")
    elif c % 3 == 1:
        pipeline_changes.edit(session, one(found, a), f"pipeline {b}", default=b % 2 == 0)
    else:
        pipeline_changes.delete(session, one(found, a))
