"""The mapping: which column goes to which field, and what else is asked of an import.

Everything here is decided before the first row is read, and without writing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from crm_cli.errors import UsageError
from crm_cli.services.fields import Definition
from crm_cli.services.imports.synonyms import header_key, synonyms
from crm_cli.services.imports.targets import NOUNS, Target, Targets, unknown
from crm_cli.values.text import fold

OnMatch = Literal["skip", "fill", "overwrite"]
ON_MATCH: tuple[OnMatch, ...] = ("skip", "fill", "overwrite")

# The column that a file of rejected rows has, and that importing it again leaves out.
REASON_COLUMN = "rejected_because"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for, as typed."""

    noun: str
    maps: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    key: str = ""
    on_match: str = "fill"
    source: str = ""
    create_contacts: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column, by its place in a row, and where its texts go."""

    index: int
    column: str
    target: Target


LINE = -1


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a template: literal text, or the text of a column (after its `--value`s).

    The index LINE stands for the number of the row's line in the file.
    """

    text: str = ""
    index: int | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Default:
    """What a field gets where its columns have nothing."""

    target: Target
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Plan:
    """How the rows of one file become records of one noun.

    `values` translates texts by target and folded text. `key` names the fields that tell records
    apart, empty for the noun's own way. `source` is whose ids `external_id` holds.
    """

    noun: str
    columns: list[str]
    mapped: list[Mapped]
    left_out: list[str]
    values: dict[str, dict[str, str]]
    defaults: list[Default]
    key: tuple[str, ...]
    on_match: OnMatch
    source: str
    create_contacts: bool = False
    given: set[str] = field(default_factory=set)

    @property
    def targets(self) -> list[Target]:
        """Everything that a row can give."""
        return [one.target for one in self.mapped] + [one.target for one in self.defaults]

    def columns_of(self, target: str) -> list[Mapped]:
        """The columns that go to a target."""
        return [one for one in self.mapped if one.target.name == target]


def make_plan(
    request: Request,
    columns: Sequence[str],
    definitions: Sequence[Definition],
    *,
    file: str,
    kind: str = "csv",
) -> Plan:
    """The plan for a file with these columns, in words the user gave and names that are known.

    Raises UsageError for an unknown column or field (with the nearest), for what cannot be read,
    and when no column is known at all.
    """
    if request.noun not in NOUNS:
        unknown("{text} cannot be imported", request.noun, NOUNS)
    targets = Targets(request.noun, definitions)
    mapped, named = _asked(request, columns, targets, file)
    mapped += _found(request.noun, columns, targets, mapped, named, kind)
    mapped.sort(key=lambda one: one.index)
    values = _values(request, targets)
    defaults = [_default(text, targets, columns, mapped, file) for text in request.defaults]
    used = {one.index for one in mapped} | {
        part.index for default in defaults for part in default.parts if part.index is not None
    }
    plan = Plan(
        request.noun,
        list(columns),
        mapped,
        [
            column
            for index, column in enumerate(columns)
            if index not in used and column != REASON_COLUMN
        ],
        values,
        defaults,
        (),
        _on_match(request.on_match),
        request.source.strip() or source_name(file),
        request.create_contacts,
        {one.target.name for one in mapped} | {one.target.name for one in defaults},
    )
    plan.key = _key(request.key, targets, plan)
    if not mapped:
        raise UsageError(
            "no column of {file} is known: {columns}",
            hint='say where they go: --map "{first}=name"; the fields: {fields}',
            file=file,
            columns=", ".join(columns),
            first=columns[0] if columns else "COLUMN",
            fields=", ".join(targets.names),
        )
    return plan


def source_name(file: str) -> str:
    """What the ids of a file are kept under: its name without date, number and ending."""
    stem = fold(PurePath(file).name).partition(".")[0]
    name = re.sub(r"[^\w]*(?:\d[\d\W_]*)?$", "", stem).strip(" _-")
    return name if name and file not in ("-", "stdin") else "import"


def _asked(
    request: Request, columns: Sequence[str], targets: Targets, file: str
) -> tuple[list[Mapped], set[int]]:
    """What `--map` says, and the columns that it names (also to leave them out)."""
    mapped: list[Mapped] = []
    named: set[int] = set()
    for text in request.maps:
        index, name = _split_map(text, columns, file)
        named.add(index)
        if name:
            target = targets.require(name)
            if not any(one.index == index and one.target.name == target.name for one in mapped):
                mapped.append(Mapped(index, columns[index], target))
    return mapped, named


def _split_map(text: str, columns: Sequence[str], file: str) -> tuple[int, str]:
    if "=" not in text:
        raise UsageError("cannot read --map {text!r}", hint='write --map "COLUMN=field"', text=text)
    places = [place for place, mark in enumerate(text) if mark == "="]
    for place in reversed(places):
        found = _column(text[:place], columns)
        if found is not None:
            return found, text[place + 1 :].strip()
    unknown(
        "there is no column {text!r} in " + file.replace("{", "{{").replace("}", "}}"),
        text[: places[0]].strip(),
        columns,
    )


def _column(name: str, columns: Sequence[str]) -> int | None:
    """The place of the column called `name`: exactly, else in any case."""
    name = name.strip()
    if name in columns:
        return columns.index(name)
    alike = [index for index, column in enumerate(columns) if fold(column) == fold(name)]
    return alike[0] if len(alike) == 1 else None


def _found(
    noun: str,
    columns: Sequence[str],
    targets: Targets,
    asked: Sequence[Mapped],
    named: set[int],
    kind: str,
) -> list[Mapped]:
    """The columns whose names say where they go, those left out that were named otherwise."""
    words = synonyms(noun)
    taken = {one.target.name for one in asked}
    found: list[Mapped] = []
    for exact in (True, False):  # a field's own name goes before another word for it
        for index, column in enumerate(columns):
            if index in named or column == REASON_COLUMN:
                continue
            if any(one.index == index for one in found):
                continue
            word = words.get(header_key(column)) if column else None
            target = targets.find(column) if exact else targets.find(word or "")
            if kind == "vcard" and target is not None and target.name == "uid":
                target = targets.find("external_id")
            if target is None or (target.name in taken and not target.several):
                continue
            if target.name in {one.target.name for one in asked}:
                continue  # the user said which column it is
            taken.add(target.name)
            found.append(Mapped(index, column, target))
    return found


def _values(request: Request, targets: Targets) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for text in request.values:
        head, mark, ours = text.rpartition("=")
        name, colon, theirs = head.partition(":")
        if name.strip().casefold() == "field":
            inner, colon, theirs = theirs.partition(":")
            name = f"field:{inner}"
        if not mark or not colon or not name.strip():
            raise UsageError(
                "cannot read --value {text!r}",
                hint="write --value field:THEIRS=OURS, as in --value stage:Engaging=qualified",
                text=text,
            )
        target = targets.require(name)
        values.setdefault(target.name, {})[fold(theirs.strip())] = ours.strip()
    return values


def _default(
    text: str, targets: Targets, columns: Sequence[str], mapped: Sequence[Mapped], file: str
) -> Default:
    name, mark, template = text.partition("=")
    if name.strip().casefold().startswith("field:") and not mark:
        mark = ""
    if not mark or not name.strip():
        raise UsageError(
            "cannot read --default {text!r}", hint="write --default field=value", text=text
        )
    parts: list[Part] = []
    for piece in re.split(r"(\{[^{}]+\})", template):
        if not (piece.startswith("{") and piece.endswith("}")):
            if piece:
                parts.append(Part(piece))
            continue
        parts.append(_reference(piece[1:-1], targets, columns, mapped, file))
    return Default(targets.require(name), tuple(parts))


def _reference(
    name: str, targets: Targets, columns: Sequence[str], mapped: Sequence[Mapped], file: str
) -> Part:
    """What {name} in a template stands for: a column, else the field of a column, else {line}."""
    index = _column(name, columns)
    if index is None and name == "line":
        return Part("", LINE)
    if index is None:
        target = targets.find(name)
        fitting = [one for one in mapped if target is not None and one.target.name == target.name]
        if not fitting:
            unknown(
                "{text!r} in --default is neither a column nor a mapped field",
                name,
                [*columns, *(one.target.name for one in mapped)],
            )
        return Part("", fitting[0].index, fitting[0].target.name)
    target_names = [one.target.name for one in mapped if one.index == index]
    return Part("", index, target_names[0] if target_names else "")


def _on_match(text: str) -> OnMatch:
    for choice in ON_MATCH:
        if text.strip().casefold() == choice:
            return choice
    unknown("--on-match cannot be {text!r}", text, ON_MATCH)


def _key(text: str, targets: Targets, plan: Plan) -> tuple[str, ...]:
    names: list[str] = []
    for part in (piece for piece in text.split(",") if piece.strip()):
        target = targets.require(part)
        if target.name not in plan.given:
            raise UsageError(
                "--key {name}: no column goes to {name}",
                hint="map one to it: --map COLUMN={name}",
                name=target.name,
            )
        names.append(target.name)
    return tuple(dict.fromkeys(names))
