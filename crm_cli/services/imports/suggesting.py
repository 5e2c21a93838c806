"""What a plan gets that the user did not say: from a template, and from the names of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crm_cli.errors import BadContent
from crm_cli.services.fields import Definition
from crm_cli.services.imports.plans import REASON_COLUMN, Default, Mapped, Part, Plan
from crm_cli.services.imports.synonyms import header_key, numbered_key, synonyms
from crm_cli.services.imports.targets import Target, Targets
from crm_cli.services.imports.templates import BOTH, Template
from crm_cli.values.enums import INTERACTION_KINDS, SURVEY_KINDS
from crm_cli.values.text import fold


def templated(
    template: Template,
    columns: Sequence[str],
    targets: Targets,
    asked: Sequence[Mapped],
    named: set[int],
) -> list[Mapped]:
    """What the template says of columns that the user said nothing of; those are then named."""
    said = {one.target.name for one in asked}
    found: list[Mapped] = []
    for index, name in template.places(columns).items():
        if index in named:
            continue
        for part in name.split(BOTH) if name else ():
            target = targets.require(part)
            if target.name not in said:
                found.append(Mapped(index, columns[index], target, soft=True))
        named.add(index)
    return found


def template_values(template: Template, targets: Targets) -> dict[str, dict[str, str]]:
    """What the template says that texts of the source mean, by field and folded text."""
    return {
        targets.require(name).name: {fold(theirs): ours for theirs, ours in texts.items()}
        for name, texts in template.values.items()
    }


def template_defaults(
    template: Template,
    targets: Targets,
    columns: Sequence[str],
    mapped: Sequence[Mapped],
    asked: Sequence[Default],
) -> list[Default]:
    """The template's defaults; a column that this file does not have counts as empty."""
    found = []
    for name, text in template.defaults.items():
        target = targets.require(name)
        if any(one.target.name == target.name for one in asked):
            continue
        parts = [
            Part(piece)
            if not piece.startswith("{")
            else Part("", place)
            if (place := place_of(piece[1:-1], columns)) is not None
            else Part()
            for piece in re.split(r"(\{[^{}]+\})", text)
            if piece
        ]
        if "{" not in text or any(part.index is not None for part in parts):
            found.append(Default(target, tuple(parts)))
    return found


def known_by_name(
    noun: str,
    columns: Sequence[str],
    targets: Targets,
    asked: Sequence[Mapped],
    named: set[int],
    kind: str,
) -> list[Mapped]:
    """The columns whose names say where they go, those left out that were named otherwise."""
    words = synonyms(noun, columns)
    taken = {one.target.name for one in asked}
    found: list[Mapped] = []
    for exact in (True, False):  # a field's own name goes before another word for it
        for index, column in enumerate(columns):
            if index in named or column == REASON_COLUMN:
                continue
            if any(one.index == index for one in found):
                continue
            word = words.get(header_key(column)) if column else None
            own = word if word == "company" and header_key(column) == "name" else column
            target = targets.find(own) if exact else targets.find(word or "")
            if target is None and not exact:
                target = _numbered(targets, words.get(numbered_key(column)))
            if kind == "vcard" and target is not None and target.name == "uid":
                target = targets.find("external_id")
            if target is None or (target.name in taken and not target.several):
                continue
            if target.name in {one.target.name for one in asked}:
                continue  # the user said which column it is
            taken.add(target.name)
            found.append(Mapped(index, column, target))
    return found


def _numbered(targets: Targets, word: str | None) -> Target | None:
    """The field of a column such as "Phone 2", where a record can have several."""
    target = targets.find(word) if word else None
    return target if target is not None and target.several else None


def survey_kind(targets: Targets, mapped: Sequence[Mapped]) -> list[Default]:
    """The kind of survey, where the column of its scores says it, as "NPS score" does."""
    for one in mapped:
        for kind in SURVEY_KINDS:
            if one.target.name == "score" and header_key(one.column).startswith(kind):
                return [Default(targets.require("kind"), (Part(kind),))]
    return []


# Fields that a record needs, and others that it can be made of.
_MADE_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "company": {"name": ()},
    "contact": {"name": ("given_name", "family_name", "email")},
    "deal": {"title": ()},
    "interaction": {"kind": ()},
    "task": {"title": ()},
    "ticket": {"subject": ("body",)},
    "survey": {"kind": ()},
    "user": {"handle": ("name", "email")},
}


def require(plan: Plan, file: str) -> None:
    """Raise BadContent when nothing in the file can become a field that every record needs."""
    for name, others in _MADE_OF[plan.noun].items():
        if plan.given & {name, *others, "uid", "external_id"} - {"external_id"}:
            continue
        if name == "kind":
            kinds = SURVEY_KINDS if plan.noun == "survey" else INTERACTION_KINDS
            raise BadContent(
                "no column of {file} says the kind, which every {noun} needs",
                hint="say it: --map COLUMN=kind, or --default kind={first} (it may be {kinds})",
                file=file,
                noun=plan.noun,
                first=kinds[0],
                kinds=", ".join(kinds),
                flag=f"--default 'kind={'|'.join(kinds)}'",
            )
        parts = [
            plan.columns_of("company"),
            [
                Mapped(0, column, Target(column, "extra"))
                for column in plan.left_out
                if not header_key(column).endswith("id")
            ],
        ]
        sample = " ".join(f"{{{part[0].column}}}" for part in reversed(parts) if part)
        raise BadContent(
            "no column of {file} goes to {name}, which every {noun} needs",
            hint='say it: --map COLUMN={name}, or --default {name}="{sample}"',
            file=file,
            name=name,
            noun=plan.noun,
            sample=sample or "…",
            flag=f'--default {name}="{sample or "…"}"',
        )


def kept_names(plan: Plan, places: Sequence[int]) -> dict[int, str]:
    """What the fields are called that the columns at these places become, by place."""
    taken = {fold(one.target.name) for one in plan.mapped}
    found: dict[int, str] = {}
    for index in places:
        if index not in plan.dropped:
            found[index] = field_name(plan.columns[index], plan, taken)
            taken.add(fold(found[index]))
    return found


def keep_rest(
    plan: Plan,
    names: Mapping[int, str],
    kinds: Mapping[int, str],
    definitions: Sequence[Definition],
) -> None:
    """Let columns, which go nowhere, become fields of the team's own, of these names and kinds.

    UsageError for a noun that has no such fields.
    """
    targets = Targets(plan.noun, definitions)
    for index, name in names.items():
        target = targets.require(f"field:{name}:{kinds[index]}")
        plan.mapped.append(Mapped(index, plan.columns[index], target))
        plan.given.add(target.name)
    plan.mapped.sort(key=lambda one: one.index)


# What cards say that is no field of ours goes where the other address books put it.
_OF_CARDS = {"note": "notes", "nickname": "nickname"}


def keep_notes(plan: Plan, unused: set[int], definitions: Sequence[Definition]) -> None:
    """Let the notes and nicknames of cards become fields of the team's own, and no more `unused`.

    Those of which the user said nothing.
    """
    if plan.noun not in ("contact", "company"):
        return
    targets = Targets(plan.noun, definitions)
    for index in sorted(unused - plan.dropped):
        column = plan.columns[index]
        if column not in _OF_CARDS:
            continue
        target = targets.require(f"field:{_OF_CARDS[column]}")
        if target.name not in plan.given:
            plan.mapped.append(Mapped(index, column, target))
            plan.given.add(target.name)
            unused.discard(index)
    plan.mapped.sort(key=lambda one: one.index)


def field_name(column: str, plan: Plan, taken: set[str]) -> str:
    """What a field made of a column is called: as the column, unless that cannot be."""
    from crm_cli.nouns import NOUNS
    from crm_cli.services.inputs import INPUTS

    name = " ".join(re.sub(r"[=<>!~,:@()|]", " ", column).split()) or "column"
    key = fold(name).replace(" ", "_")
    if key in INPUTS[plan.noun] or NOUNS[plan.noun].column(key):
        name = f"{plan.source} {name}"
    found, number = name, 2
    while fold(found) in taken:
        found, number = f"{name} {number}", number + 1
    return found


def place_of(name: str, columns: Sequence[str]) -> int | None:
    """The place of the column called `name`: exactly, else in any case."""
    name = " ".join(name.split())
    if name in columns:
        return columns.index(name)
    alike = [index for index, column in enumerate(columns) if fold(column) == fold(name)]
    return alike[0] if len(alike) == 1 else None
