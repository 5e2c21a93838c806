"""Pipelines and their stages: finding them as people name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from crm_cli.database import Reader
from crm_cli.errors import Ambiguous, BadValue, NotFound
from crm_cli.services.inputs import line
from crm_cli.values import enums
from crm_cli.values.text import check_text, fold, nearest


class Pipeline(NamedTuple):
    """A sales process; the first by position is the default one."""

    id: int
    uid: str
    name: str
    position: int


class Stage(NamedTuple):
    """A step of a pipeline: its probability in hundredths of a percent, and its outcome."""

    id: int
    uid: str
    pipeline_id: int
    name: str
    position: int
    probability: int
    outcome: str


Named = TypeVar("Named", Pipeline, Stage)


def pipelines(reader: Reader) -> list[Pipeline]:
    """The live pipelines, the default one first."""
    rows = reader.rows(
        "SELECT id, uid, name, position FROM pipeline WHERE deleted_at IS NULL"
        " ORDER BY position, id"
    )
    return [Pipeline(**row) for row in rows]


def default(reader: Reader) -> Pipeline:
    """The pipeline of a deal that names none."""
    return pipelines(reader)[0]


def stages(reader: Reader, pipeline: Pipeline | None = None) -> list[Stage]:
    """The live stages of a pipeline in their order; without one, those of all pipelines."""
    rows = reader.rows(
        "SELECT s.id, s.uid, s.pipeline_id, s.name, s.position, s.probability, s.outcome"
        " FROM stage s JOIN pipeline p ON p.id = s.pipeline_id"
        " WHERE s.deleted_at IS NULL AND p.deleted_at IS NULL"
        " ORDER BY p.position, p.id, s.position, s.id"
    )
    found = [Stage(**row) for row in rows]
    return [stage for stage in found if pipeline is None or stage.pipeline_id == pipeline.id]


def find(reader: Reader, text: str) -> Pipeline:
    """The pipeline that `text` means: its id, its name in any case, or the beginning of it.

    Raises NotFound with the nearest name, and Ambiguous when several names begin so.
    """
    return _only("pipeline", text, _fitting(pipelines(reader), text), pipelines(reader))


def find_stage(reader: Reader, pipeline: Pipeline, text: str) -> Stage:
    """The stage of a pipeline that `text` means: its id, its name, the beginning of the name or of
    a word in it, or another word for it ("closed won", 成交, 谈判).

    Raises NotFound with the nearest name, and Ambiguous when several fit.
    """
    there = stages(reader, pipeline)
    found = _fitting(there, text) or by_word(there, text)
    return _only("stage", text, found, there, f" in the pipeline {pipeline.name}")


def find_stages(reader: Reader, text: str, pipeline: Pipeline | None = None) -> list[Stage]:
    """The stages that `text` means, of one name in any pipeline, at least one.

    Raises NotFound, and Ambiguous when stages of several names fit.
    """
    there = stages(reader, pipeline)
    found = _fitting(there, text) or by_word(there, text)
    if len({fold(stage.name) for stage in found}) != 1:
        return [_only("stage", text, found, there)]
    return found


def first_stage(reader: Reader, pipeline: Pipeline, outcome: str = "open") -> Stage:
    """The first stage of a pipeline with this outcome; every pipeline has one of each."""
    return next(stage for stage in stages(reader, pipeline) if stage.outcome == outcome)


def counterpart(reader: Reader, pipeline: Pipeline, stage: Stage) -> Stage:
    """The stage of a pipeline that stands for one of another: of the same outcome and name, else
    the first of that outcome. A stage of the pipeline itself stands for itself.
    """
    if stage.pipeline_id == pipeline.id:
        return stage
    for other in stages(reader, pipeline):
        if (other.name.casefold(), other.outcome) == (stage.name.casefold(), stage.outcome):
            return other
    return first_stage(reader, pipeline, stage.outcome)


def pipeline_of(reader: Reader, id: int) -> Pipeline:
    """The pipeline with this id, also one in the trash."""
    rows = reader.rows("SELECT id, uid, name, position FROM pipeline WHERE id = :id", {"id": id})
    return Pipeline(**rows[0])


def stage_of(reader: Reader, id: int) -> Stage:
    """The stage with this id, also one in the trash."""
    rows = reader.rows(
        "SELECT id, uid, pipeline_id, name, position, probability, outcome"
        " FROM stage WHERE id = :id",
        {"id": id},
    )
    return Stage(**rows[0])


def _fitting(there: Sequence[Named], text: str) -> list[Named]:
    text = check_text(text).strip()
    name = text.removeprefix("name:").strip()
    if text == name and text.isascii() and text.isdigit():
        numbered = [one for one in there if one.id == int(text)]
        if numbered:
            return numbered
    wanted = fold(name)
    if not wanted:
        return []
    return (
        [one for one in there if fold(one.name) == wanted]
        or [one for one in there if fold(one.name).startswith(wanted)]
        or [one for one in there if any(w.startswith(wanted) for w in fold(one.name).split())]
    )


def by_word(there: Sequence[Stage], text: str) -> list[Stage]:
    """The stages that `text` is another word for: 谈判 for negotiation, 成交 for a won one."""
    names = enums.meant(text, enums.STAGES)
    outcomes = enums.meant(text, enums.DEAL_OUTCOMES)
    return [stage for stage in there if fold(stage.name) in names] or [
        stage for stage in there if stage.outcome != "open" and stage.outcome in outcomes
    ]


def _only(
    noun: str, text: str, found: Sequence[Named], there: Sequence[Named], where: str = ""
) -> Named:
    names = ", ".join(dict.fromkeys(one.name for one in there))
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(
            "{text!r} fits several {noun}s{where}: {found}",
            hint="write more of the name",
            text=text,
            noun=noun,
            where=where,
            found=", ".join(dict.fromkeys(one.name for one in found)),
        )
    near = nearest(text, [one.name for one in there])
    raise NotFound(
        "no {noun} called {text!r}{where}" + ("; the nearest: {near}" if near else ""),
        hint="one of: {names}",
        noun=noun,
        text=text,
        where=where,
        near=near,
        names=names,
    )


def readable_name(name: str, noun: str) -> str:
    """`name` as the name of a pipeline or stage. Raises BadValue when it cannot be one."""
    name = line(name)
    if not fold(name) or name.isdigit() or any(mark in name for mark in ",:"):
        raise BadValue(
            "{name!r} cannot be the name of a {noun}",
            hint="use a word or two, without commas and colons, and not a number alone",
            name=name,
            noun=noun,
        )
    return name
