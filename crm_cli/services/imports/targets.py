"""What a column of a file can become: the fields of a noun, the team's own, and a few more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn

from crm_cli.errors import UsageError
from crm_cli.services import inputs
from crm_cli.services.fields import NOUNS_WITH_FIELDS, Definition
from crm_cli.services.inputs import INPUTS, Input
from crm_cli.values.enums import FIELD_KINDS
from crm_cli.values.text import fold, nearest

Kind = Literal["column", "amount", "list", "tags", "link", "custom", "extra"]

_COMPANY = {
    "company.domain": "the domain of the company",
    "company.id": "what its source calls the company",
}
_CONTACT = {"contact.id": "what its source calls the contact"}

# Not fields of the noun, but of use in a row about it.
EXTRAS: dict[str, dict[str, str]] = {
    "company": {},
    "contact": {**_COMPANY},
    "interaction": {
        **_COMPANY,
        **_CONTACT,
        "seconds": "the duration in seconds",
    },
    "task": {**_COMPANY, **_CONTACT},
    "deal": {
        **_COMPANY,
        **_CONTACT,
        "currency": "the currency of the amount",
        "outcome": "open, won or lost, where that stands beside the stage",
        "stage_since": "the day on which it came into its stage",
    },
    "ticket": {
        **_COMPANY,
        **_CONTACT,
        "contact_name": "the name of who asked, beside an e-mail address",
        "rating": "how the customer rated it, 1 to 5",
        "rating_comment": "what they said with that",
        "rated_at": "when they did",
        **{
            f"{of}{unit}": f"how long the {what} took{said}"
            for of, what in (("first_response", "first response"), ("resolution", "resolution"))
            for unit, said in (
                ("_duration", ", with its unit in the header or the cells"),
                ("_minutes", ", in minutes"),
                ("_hours", ", in hours"),
            )
        },
    },
    "survey": {
        **_COMPANY,
        **_CONTACT,
        "contact_name": "the name of who answered, beside an e-mail address",
    },
    "user": {},
}
IDENTITY = ("external_id", "uid")
NOUNS = tuple(EXTRAS)  # what can be imported
_DATED = (inputs.day, inputs.closing_day, inputs.past_day, inputs.birthday, inputs.moment)
_DATED_EXTRAS = {"stage_since", "rated_at"}
_LINKED = ("company", "contact", "deal", "ticket", "user")  # what a row can name


@dataclass(frozen=True, slots=True)
class Custom:
    """A field of the team's own, which is there (`id`) or is to be made."""

    name: str
    kind: str
    choices: tuple[str, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where the texts of a column go."""

    name: str
    kind: Kind
    input: Input | None = None
    custom: Custom | None = None
    service: str = ""  # of a column of handles that says it: handle:wechat

    @property
    def several(self) -> bool:
        """Whether several columns, and several values in a cell, can go there."""
        return self.kind in ("list", "tags")


class Targets:
    """All the targets of a noun, by name."""

    def __init__(self, noun: str, definitions: Sequence[Definition]) -> None:
        self.noun = noun
        self._inputs = {
            name: field
            for name, field in INPUTS[noun].items()
            if not field.target or field.target in _LINKED
        }
        self.customs = {
            fold(one.name): Custom(one.name, one.kind, one.choices, one.id) for one in definitions
        }

    @property
    def names(self) -> list[str]:
        """The names of the targets, as an error lists them."""
        own = [custom.name for custom in self.customs.values()]
        return [*self._inputs, *EXTRAS[self.noun], *IDENTITY, *own]

    def find(self, name: str) -> Target | None:
        """The target called `name`; None when there is none.

        `field:NAME` and `field:NAME:KIND` are a field of the team's own, to be made when it is
        not there. Raises UsageError when it is there and of another kind.
        """
        name = name.strip()
        if name.casefold().startswith("field:"):
            return self._custom(name)
        if self.noun == "contact" and name.casefold().startswith("handle:"):
            service = inputs.handle(f"{name[7:].strip()}:x").removesuffix(":x")
            return Target("handle", "list", self._inputs["handle"], service=service)
        key = fold(name).replace(" ", "_").replace("-", "_")
        known = self._inputs.get(key)
        if known is not None and not (self.noun == "deal" and key in ("pipeline", "stage")):
            return Target(key, known.kind, known)
        if key in EXTRAS[self.noun] or key in IDENTITY or known is not None:
            return Target(key, "extra", known)
        return self._own(name)

    def _own(self, name: str) -> Target | None:
        custom = self.customs.get(fold(name))
        if custom is not None:
            return Target(custom.name, "custom", custom=custom)
        money = self.customs.get(fold(name).removesuffix("_currency"))
        if money is not None and money.kind == "money":
            return Target(f"{money.name}_currency", "extra")
        return None

    def require(self, name: str) -> Target:
        """The target called `name`. Raises UsageError with the nearest one."""
        found = self.find(name)
        if found is None:
            unknown(f"{self.noun} has no field {{text!r}} to import into", name, self.names)
        return found

    def _custom(self, text: str) -> Target:
        _, _, rest = text.partition(":")
        name, _, kind = (part.strip() for part in rest.partition(":"))
        kind, _, listed = kind.removesuffix(")").partition("(")
        choices = tuple(part.strip() for part in listed.split("|") if part.strip())
        if not name or self.noun not in NOUNS_WITH_FIELDS:
            raise UsageError(
                "cannot read {text!r} as a field of your own",
                hint="write field:NAME or field:NAME:KIND, KIND one of {kinds}",
                text=text,
                kinds=", ".join(FIELD_KINDS),
            )
        there = self.customs.get(fold(name))
        if kind and kind not in FIELD_KINDS:
            unknown("there is no kind of field {text!r}", kind, list(FIELD_KINDS))
        if there is not None:
            if kind and kind != there.kind:
                raise UsageError(
                    "the field {name} is of kind {there}, not {kind}",
                    hint="leave the kind out, or give another name",
                    name=there.name,
                    there=there.kind,
                    kind=kind,
                )
            return Target(there.name, "custom", custom=there)
        made = Custom(name, kind or "text", choices)
        self.customs[fold(name)] = made
        return Target(name, "custom", custom=made)


def is_dated(target: Target) -> bool:
    """Whether the texts of a target are dates."""
    if target.custom is not None:
        return target.custom.kind == "date"
    read = target.input.read if target.input else None
    return read in _DATED or target.name in _DATED_EXTRAS


def is_numeric(target: Target) -> bool:
    """Whether the texts of a target are amounts or numbers with decimals."""
    if target.custom is not None:
        return target.custom.kind in ("money", "number")
    return target.kind == "amount"


def unknown(message: str, text: str, known: Sequence[str]) -> NoReturn:
    """Raise UsageError for a name that is none of `known`, with the nearest in the hint."""
    near = nearest(text, known)
    raise UsageError(
        message,
        hint="did you mean {near!r}? There are: {known}" if near else "there are: {known}",
        text=text,
        near=near,
        known=", ".join(known),
    )
