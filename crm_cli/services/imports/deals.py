"""What is special about importing deals: the stage, the dates that go with it, the history."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.services import pipelines
from crm_cli.services.imports.drafts import Draft, Rejected
from crm_cli.services.imports.entries import Entry
from crm_cli.services.pipelines import Stage
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session


class Placed(NamedTuple):
    """Where a row puts its deal: the stage, and the open one it was in before, if that is known."""

    stage: Stage
    before: Stage | None = None


class Stages:
    """The stages of all pipelines, by the names that rows have for them."""

    def __init__(self, session: Session) -> None:
        self.pipelines = pipelines.pipelines(session)
        self.stages = pipelines.stages(session)
        self._by_id = {stage.id: stage for stage in self.stages}
        self._session = session

    def stage(self, id: int) -> Stage:
        """The stage with this id, also one in the trash."""
        if id not in self._by_id:
            self._by_id[id] = pipelines.stage_of(self._session, id)
        return self._by_id[id]

    def place(self, draft: Draft, present: Stage | None) -> Placed | None:
        """Where the row puts the deal; None when it does not say and the deal has a stage.

        A new deal without a stage is in the first one. An `outcome` of won or lost stands above
        the stage, which is then the one that it was in before. Raises Rejected for an unknown
        pipeline or stage, naming those that there are.
        """
        pipeline = self._pipeline(draft.extra.get("pipeline"), present)
        outcome = draft.extra.get("outcome", "open")
        text = draft.extra.get("stage")
        stage = self._stage(pipeline, text) if text else None
        if outcome != "open" and (stage is None or stage.outcome == "open"):
            return Placed(self._first(pipeline, outcome), stage)
        if stage is not None:
            return Placed(stage)
        if present is not None:
            return None
        return Placed(self._first(pipeline, "open"))

    def _pipeline(self, text: str | None, present: Stage | None) -> int:
        if not text:
            return present.pipeline_id if present else self.pipelines[0].id
        for pipeline in self.pipelines:
            if fold(pipeline.name) == fold(text):
                return pipeline.id
        names = ", ".join(pipeline.name for pipeline in self.pipelines)
        raise Rejected(
            "pipeline",
            text,
            f"no pipeline called {text}; there is {names}"
            f' (--value "pipeline:{text}={self.pipelines[0].name}", or crm pipeline add)',
        )

    def _stage(self, pipeline: int, text: str) -> Stage:
        there = [stage for stage in self.stages if stage.pipeline_id == pipeline]
        for stage in there:
            if fold(stage.name) == fold(text):
                return stage
        fitting = pipelines.by_word(there, text)
        if len(fitting) == 1:
            return fitting[0]
        names = ", ".join(stage.name for stage in there)
        flag = f"--value {shlex.quote(f'stage:{text}=…')}"
        reason = f"no stage called {text}; the stages are {names} ({flag}, or --make-stages)"
        raise Rejected("stage", text, reason, flag)

    def _first(self, pipeline: int, outcome: str) -> Stage:
        for stage in self.stages:
            if stage.pipeline_id == pipeline and stage.outcome == outcome:
                return stage
        raise Rejected("outcome", outcome, f"the pipeline has no stage that is {outcome}")


def settle(draft: Draft, stage: Stage, today: str) -> str | None:
    """Make the dates of a row fit the stage of its deal; the day it came into it, if known.

    Other programs have one close date, which is the expected one while the deal is open: so it
    becomes that here, unless there is one. Unknown dates stay unknown. Raises Rejected for dates
    in the future. A deal may have been closed before it was opened: other systems keep such.
    """
    columns = draft.columns
    if stage.outcome == "open" and "closed_at" in columns:
        columns.setdefault("expected_close", columns.pop("closed_at"))
    opened, closed = columns.get("opened_at"), columns.get("closed_at")
    since = draft.extra.get("stage_since")
    for name, day in (("opened_at", opened), ("closed_at", closed), ("stage_since", since)):
        if day and day > today:
            raise Rejected(name, day, f"{day} is still to come")
    return since or (opened if stage.outcome == "open" else closed)


def is_backwards(entry: Entry) -> bool:
    """Whether a deal was closed before it was opened, as its source has it."""
    opened, closed = entry.columns.get("opened_at"), entry.columns.get("closed_at")
    return "stage_id" in entry.columns and bool(opened and closed) and str(closed) < str(opened)


def first_moves(id: int, draft: Draft, placed: Placed, day: str | None) -> list[tuple[Any, ...]]:
    """The history of a new deal, as far as the row knows it: rows of `stage_move`."""
    if placed.before is None:
        return [(id, None, placed.stage.id, day)]
    opened = draft.columns.get("opened_at")
    return [
        (id, None, placed.before.id, opened),
        (id, placed.before.id, placed.stage.id, day),
    ]
