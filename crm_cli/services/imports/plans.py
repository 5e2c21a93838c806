"""What is asked of an import, and the plan that is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from crm_cli.services.imports.cells import NOTHING
from crm_cli.services.imports.targets import IDENTITY, Target, is_dated
from crm_cli.services.imports.templates import BOTH, Template

if TYPE_CHECKING:
    from crm_cli.services.stages import NewStage

OnMatch = Literal["sync", "skip", "fill", "overwrite"]
ON_MATCH: tuple[OnMatch, ...] = ("sync", "skip", "fill", "overwrite")
MISSING = ("report", "trash")
# The column that a file of rejected rows has, and that importing it again leaves out.
REASON_COLUMN = "rejected_because"
LINE = -1


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for, as typed, and the template that says the rest."""

    noun: str
    maps: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    key: str = ""
    on_match: str = "sync"
    source: str = ""
    create_contacts: bool = False
    template: Template | None = None
    region: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column, by its place in a row, and where its texts go."""

    index: int
    column: str
    target: Target
    soft: bool = False  # beside another column of the same field it may say something else


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
    soft: bool = False  # after another default of the field, which goes before it

    @property
    def whole(self) -> bool:
        """Whether nothing of it may be missing: a date of three columns is one or none."""
        return is_dated(self.target) and len(self.parts) > 1


class Fold(NamedTuple):
    """Words of a column, each with its count, that become one value (empty: nothing).

    `kept` is the field that keeps them as they are, empty where none does; `said` is whether the
    user's own `--value`s are what makes them one.
    """

    column: str
    target: str
    words: Mapping[str, int]
    ours: str
    said: bool
    kept: str = ""


@dataclass(slots=True)
class Plan:
    """How the rows of one file become records of one noun.

    `values` translates texts by target and folded text; those `told` are the user's own. `key`
    names the fields that tell records apart, empty for the noun's own way. `source` is whose ids
    `external_id` holds. `fixes` write the texts of a column, by its place, without two readings.
    `region` is the country of its telephone numbers, empty for the team's.
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
    told: set[tuple[str, str]] = field(default_factory=set)
    dropped: frozenset[int] = frozenset()  # columns that the user leaves out
    region: str = ""
    missing: str = ""  # report or trash: what is done about records that the source no longer has
    fixes: dict[int, Callable[[str], str]] = field(default_factory=dict)
    pipelines: dict[str, list[NewStage]] = field(default_factory=dict)  # to be made, by name
    folds: list[Fold] = field(default_factory=list)  # words of the file that become one
    nothing: frozenset[str] = NOTHING  # the words of its cells that stand for nothing
    units: dict[str, str] = field(default_factory=dict)  # of amounts, by the header that has one
    # Of a sheet for several nouns: the records of the nouns before this one, by noun and line.
    linked: dict[str, dict[int, int]] | None = None

    @property
    def targets(self) -> list[Target]:
        """Everything that a row can give."""
        return [one.target for one in self.mapped] + [one.target for one in self.defaults]

    def names(self, noun: str) -> bool:
        """Whether rows give this field, or name a company or a contact in another way."""
        ways = {noun, f"{noun}.id", f"{noun}.domain", f"{noun}_name"}
        return not self.given.isdisjoint(ways)

    @property
    def is_whole(self) -> bool:
        """Whether records are told apart by all that rows say, for want of an id or a key."""
        named = self.noun in ("company", "contact", "user")
        alone = self.linked is None and not self.key
        return not named and alone and self.given.isdisjoint(IDENTITY)

    @property
    def unused(self) -> list[int]:
        """The places of the columns that go nowhere."""
        used = {one.index for one in self.mapped} | {
            part.index for default in self.defaults for part in default.parts
        }
        return [
            index
            for index, column in enumerate(self.columns)
            if index not in used and column != REASON_COLUMN
        ]

    def columns_of(self, target: str) -> list[Mapped]:
        """The columns that go to a target."""
        return [one for one in self.mapped if one.target.name == target]


def table_of(plan: Plan, defaults: Mapping[str, str], **beside: str) -> dict[str, Any]:
    """The table, for TOML, that says of a file with the same columns what this plan says.

    `defaults` are the texts of the plan's defaults; `beside` is how the file is written.
    """
    maps: dict[str, str] = {}
    for one in plan.mapped:
        name = _target_text(one.target)
        maps[one.column] = f"{maps[one.column]}{BOTH}{name}" if one.column in maps else name
    for index in plan.unused:
        maps[plan.columns[index]] = ""
    found: dict[str, Any] = {"noun": plan.noun, "source": plan.source}
    found |= {name: text for name, text in beside.items() if text}
    if plan.key:
        found["key"] = ",".join(plan.key)
    if plan.create_contacts:
        found["create_contacts"] = True
    found["map"] = maps
    if defaults:
        found["default"] = dict(defaults)
    if plan.values:
        found["values"] = {name: dict(texts) for name, texts in plan.values.items()}
    return found


def _target_text(target: Target) -> str:
    custom = target.custom
    if target.service:
        return f"{target.name}:{target.service}"
    if custom is None:
        return target.name
    choices = f"({'|'.join(custom.choices)})" if custom.choices else ""
    return f"field:{custom.name}:{custom.kind}{choices}"
