"""The pipelines and stages of a source, made of the words of its deals (`--make-stages`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from crm_cli.errors import CrmError, UsageError
from crm_cli.services import pipeline_changes, pipelines
from crm_cli.services.imports.plans import Default, Mapped, Part, Plan
from crm_cli.services.imports.targets import Targets
from crm_cli.services.pipelines import Stage
from crm_cli.services.stages import NewStage, add
from crm_cli.values import enums
from crm_cli.values.percents import WHOLE, read_percent
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

_CERTAIN = {"won": WHOLE, "lost": 0}
_Found = dict[str, dict[str, Counter[int]]]  # by pipeline and stage: how often each probability


def settle(
    plan: Plan, source: Iterable[Any], there: Sequence[tuple[str, Stage]], program: str
) -> None:
    """Give the plan what is to be made: the stages of each pipeline that are not `there`.

    Stages are in the order of the program's known ones, else of first appearance. An open one is
    as probable as most of its deals, else as far on as it stands among them. A deal without a
    pipeline goes to one called after the program, or else the source. UsageError where no column
    has stages.
    """
    stages = plan.columns_of("stage")
    if plan.noun != "deal" or not stages:
        raise UsageError(
            "--make-stages: no column has the stages of deals", hint="say it: --map COLUMN=stage"
        )
    target = Targets(plan.noun, []).require("pipeline")
    mapped = plan.columns_of("pipeline")
    place = mapped[0].index if mapped else _place(plan)
    if place is not None and not mapped:
        plan.mapped.append(Mapped(place, plan.columns[place], target))
        plan.mapped.sort(key=lambda one: one.index)
        plan.left_out = [name for name in plan.left_out if name != plan.columns[place]]
    found = _found(plan, source, place, stages[0].index, program or plan.source)
    if (program or plan.source) in found:
        plan.defaults.append(Default(target, (Part(program or plan.source),)))
    plan.given.add("pipeline")
    known = {(fold(name), fold(stage.name)) for name, stage in there}
    outcomes = {(fold(name), stage.outcome) for name, stage in there}
    meant = plan.values.get("stage", {})
    for name, words in found.items():
        new = [
            stage
            for stage in _stages(words, meant)
            if (fold(name), fold(stage.name)) not in known
            and (stage.name in words or (fold(name), stage.outcome) not in outcomes)
        ]
        if new:
            plan.pipelines[name] = new
    for word in {fold(word) for words in found.values() for word in words}:
        if ("stage", word) not in plan.told:
            meant.pop(word, None)


def _place(plan: Plan) -> int | None:
    """Where a column is called "Pipeline" or "Deal - Pipeline", unless the user leaves it out."""
    for place, column in enumerate(plan.columns):
        if fold(column).rpartition(" - ")[2].strip() == "pipeline" and place not in plan.dropped:
            return place
    return None


def _found(
    plan: Plan, source: Iterable[Any], place: int | None, stage: int, program: str
) -> _Found:
    """The words of the file, in the order of their first appearance."""
    chances = plan.columns_of("probability")
    names, meant = plan.values.get("pipeline", {}), plan.values.get("stage", {})
    found: _Found = {}
    pipes: dict[str, str] = {}  # the first spelling of each
    spelled: dict[str, str] = {}
    for row in source:
        if len(row) != 2:
            continue
        cells = row[1]
        word = cells[stage].strip()
        if ("stage", fold(word)) in plan.told:
            word = meant[fold(word)]
        if not word or word in plan.nothing:
            continue
        name = cells[place].strip() if place is not None else ""
        name = names.get(fold(name), name)
        name = program if not name or name in plan.nothing else pipes.setdefault(fold(name), name)
        word = spelled.setdefault(fold(word), word)
        counts = found.setdefault(name, {}).setdefault(word, Counter())
        for one in chances:
            fix = plan.fixes.get(one.index, str)
            with suppress(CrmError):
                counts[read_percent(fix(cells[one.index]))] += 1
    return found


def _stages(words: dict[str, Counter[int]], meant: dict[str, str]) -> list[NewStage]:
    """The stages of one pipeline: at least one of each outcome, the open ones first."""
    outcomes = {word: _outcome(word, meant) for word in words}
    order = {word: place for place, word in enumerate(meant)}
    opened = [word for word in words if outcomes[word] == "open"] or ["open"]
    opened.sort(key=lambda word: order.get(fold(word), len(order)))
    made = []
    for place, word in enumerate(opened, 1):
        counts = words.get(word, Counter())
        likely = counts.most_common(1)
        even = round(100 * place / (len(opened) + 1)) * 100
        made.append(NewStage(word, likely[0][0] if likely else even, "open"))
    for outcome, certain in _CERTAIN.items():
        closed = [word for word in words if outcomes[word] == outcome] or [outcome]
        made += [NewStage(word, certain, outcome) for word in closed]
    return made


def _outcome(word: str, meant: dict[str, str]) -> str:
    """Whether a stage is won or lost, by what the program's mapping makes of it, or its name."""
    for text in (meant.get(fold(word), ""), word):
        found = enums.meant(text, enums.DEAL_OUTCOMES) if text else []
        if found:
            return found[0] if found[0] in _CERTAIN else "open"
    return "open"


def make(session: Session, plan: Plan) -> None:
    """Make the pipelines and stages of the plan."""
    there = {fold(one.name): one for one in pipelines.pipelines(session)}
    for name, new in plan.pipelines.items():
        pipeline = there.get(fold(name))
        if pipeline is None:
            pipeline_changes.add(session, name, new)
            continue
        for stage in new:
            add(session, pipeline, stage, after=None)
