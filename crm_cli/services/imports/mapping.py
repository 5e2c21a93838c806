"""The mapping: which column goes to which field, and what else is asked of an import.

Everything here is decided before the first row is read, and without writing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from crm_cli.config import SETTINGS, read_setting
from crm_cli.errors import UsageError
from crm_cli.services.fields import Definition
from crm_cli.services.imports.cells import NOTHING
from crm_cli.services.imports.plans import (
    LINE,
    MISSING,
    ON_MATCH,
    REASON_COLUMN,
    Default,
    Mapped,
    OnMatch,
    Part,
    Plan,
    Request,
)
from crm_cli.services.imports.suggesting import (
    keep_notes,
    keep_rest,
    kept_names,
    known_by_name,
    place_of,
    require,
    survey_kind,
    template_defaults,
    template_values,
    templated,
)
from crm_cli.services.imports.targets import NOUNS, Targets, unknown
from crm_cli.services.imports.templates import Template
from crm_cli.values.text import fold

__all__ = [
    "LINE",
    "REASON_COLUMN",
    "Default",
    "Mapped",
    "Part",
    "Plan",
    "Request",
    "keep_notes",
    "keep_rest",
    "kept_names",
    "make_plan",
    "source_name",
]


def make_plan(
    request: Request,
    columns: Sequence[str],
    definitions: Sequence[Definition],
    *,
    file: str,
    kind: str = "csv",
    strict: bool = True,
) -> Plan:
    """The plan for a file with these columns, in words the user gave and names that are known.

    Raises UsageError for an unknown column or field (with the nearest), for what cannot be read,
    and, if `strict`, when no column is known at all; BadContent then when nothing can become a
    field that every record needs.
    """
    if request.noun not in NOUNS:
        unknown("{text} cannot be imported", request.noun, NOUNS)
    template = request.template or Template(request.noun)
    targets = Targets(request.noun, definitions)
    mapped, dropped = _mapped(request, template, columns, targets, file, kind)
    defaults = _defaults(request, template, columns, targets, mapped)
    told = _values(request, targets)
    values = template_values(template, targets)
    for name, texts in told.items():
        values[name] = values.get(name, {}) | texts
    plan = Plan(
        noun=request.noun,
        columns=list(columns),
        mapped=mapped,
        left_out=[],
        values=values,
        defaults=defaults,
        key=(),
        on_match=_on_match(request.on_match),
        source=request.source.strip() or template.source or source_name(file, kind),
        create_contacts=request.create_contacts or template.create_contacts,
        given=_given(mapped, defaults),
        told={(name, theirs) for name, texts in told.items() for theirs in texts},
        dropped=dropped,
        region=read_setting(SETTINGS["phone_region"], request.region),
        missing=_missing(request.missing),
        # In a sheet it is what a formula came to, and refused.
        nothing=NOTHING if kind == "excel" else NOTHING | {"#N/A"},
    )
    plan.left_out = [columns[index] for index in plan.unused]
    plan.key = _key(request.key or template.key, targets, plan)
    if not plan.given and strict:
        raise UsageError(
            "no column of {file} is known: {columns}",
            hint='say where they go: --map "{first}=name"; the fields: {fields}',
            file=file,
            columns=", ".join(columns),
            first=columns[0] if columns else "COLUMN",
            fields=", ".join(targets.names),
        )
    if strict:
        require(plan, file)
    return plan


def source_name(file: str, kind: str = "csv") -> str:
    """What the ids of a file are kept under: its name without date, number and ending.

    The ids of vCards are unique wherever they come from.
    """
    if kind == "vcard":
        return kind
    stem = fold(PurePath(file).name).partition(".")[0]
    name = re.sub(r"[^\w]*(?:\d[\d\W_]*)?$", "", stem).strip(" _-")
    return name if name and file not in ("-", "stdin") else "import"


def _mapped(
    request: Request,
    template: Template,
    columns: Sequence[str],
    targets: Targets,
    file: str,
    kind: str,
) -> tuple[list[Mapped], frozenset[int]]:
    """The columns with their fields: said, of the template, known by name; and those left out."""
    mapped, named = _asked(request, columns, targets, file)
    dropped = frozenset(named - {one.index for one in mapped})
    mapped += templated(template, columns, targets, mapped, named)
    mapped += known_by_name(request.noun, columns, targets, mapped, named, kind)
    return sorted(mapped, key=lambda one: one.index), dropped


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
        found = place_of(text[:place], columns)
        if found is not None:
            return found, text[place + 1 :].strip()
    unknown(
        "there is no column {text!r} in " + file.replace("{", "{{").replace("}", "}}"),
        text[: places[0]].strip(),
        columns,
    )


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


def _defaults(
    request: Request,
    template: Template,
    columns: Sequence[str],
    targets: Targets,
    mapped: Sequence[Mapped],
) -> list[Default]:
    """What fields get where no column has it: said, of the template, or the kind of survey."""
    defaults = [_default(text, targets, columns, mapped) for text in request.defaults]
    defaults += template_defaults(template, targets, columns, mapped, defaults)
    if request.noun == "survey" and "kind" not in _given(mapped, defaults):
        defaults += survey_kind(targets, mapped)
    return defaults


def _given(mapped: Sequence[Mapped], defaults: Sequence[Default]) -> set[str]:
    """The names of the fields that rows can give."""
    return {one.target.name for one in mapped} | {one.target.name for one in defaults}


def _default(
    text: str, targets: Targets, columns: Sequence[str], mapped: Sequence[Mapped]
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
        parts.append(_reference(piece[1:-1], targets, columns, mapped))
    return Default(targets.require(name), tuple(parts))


def _reference(
    name: str, targets: Targets, columns: Sequence[str], mapped: Sequence[Mapped]
) -> Part:
    """What {name} in a template stands for: a column, else the field of a column, else {line}."""
    index = place_of(name, columns)
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


def _missing(text: str) -> str:
    choice = text.strip().casefold()
    if choice and choice not in MISSING:
        unknown("--missing cannot be {text!r}", text, MISSING)
    return choice


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
