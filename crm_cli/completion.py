"""What the shell offers for a parameter when TAB is pressed; nothing ever goes wrong aloud here.

Typer's own scripts call us (`crm --install-completion`). Names are offered as a person would type
them, with what the shell needs to take them for one word.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_cli.context import AppContext

# What a parameter of this name stands for; "" is the noun of the command.
_KINDS = {
    "ref": ("",),
    "refs": ("",),
    "one": ("",),
    "other": ("",),
    "company": ("company",),
    "parent": ("company",),
    "contact": ("contact",),
    "referred_by": ("contact",),
    "with_": ("contact",),
    "who": ("contact", "company", "deal"),
    "deal": ("deal",),
    "ticket": ("ticket",),
    "owner": ("user",),
    "tag": ("tag",),
    "tags": ("tag",),
    "remove": ("tag",),
    "stage": ("stage",),
    "pipeline": ("pipeline",),
}
# For a command without a noun.
_ANY = {"show": ("contact", "company", "deal"), "done": ("task",)}
_NAMED = ("tag", "field", "pipeline", "stage", "filter")
"""Nouns whose records are called by name."""

# A name that a shell could take for a command is not offered: people import strangers' files.
_DANGEROUS = re.compile(r"""[\\`$!"]""")


def attach(command: Any) -> None:
    """Let the parameters of a command be completed; done only when the shell asks."""
    for parameter in command.params:
        if parameter.name in _KINDS or parameter.name in ("name", "format", "kind"):
            parameter._custom_shell_complete = _offer


def _offer(ctx: Any, parameter: Any, incomplete: str) -> list[str]:
    """The words for the parameter that begin with `incomplete`; none when anything fails."""
    with suppress(Exception):
        noun = ctx.parent.info_name or ""
        words = _fixed(noun, ctx.info_name, parameter.name)
        if words:
            return [word for word in words if word.startswith(incomplete)]
        return _typed(_names(ctx, _kinds(noun, ctx.info_name, parameter.name), incomplete))
    return []


def _fixed(noun: str, verb: str, parameter: str) -> tuple[str, ...]:
    """The choices of a parameter that has a fixed list of them."""
    from crm_cli.values import enums

    if parameter == "format":
        from crm_cli.render import FORMATS

        return tuple(FORMATS)
    if parameter == "stage" and noun == "contact":
        return enums.CONTACT_STAGES
    if parameter == "kind":
        if verb == "log" or noun == "interaction":
            return enums.INTERACTION_KINDS
        return {
            "ticket": enums.TICKET_KINDS,
            "survey": enums.SURVEY_KINDS,
            "field": enums.FIELD_KINDS,
        }.get(noun, ())
    return ()


def _kinds(noun: str, verb: str, parameter: str) -> tuple[str, ...]:
    """What the names of a parameter are names of."""
    from crm_cli.nouns import NOUNS

    if parameter == "name":
        return (noun,) if noun in _NAMED and verb != "add" else ()
    of_this = (noun,) if noun in NOUNS else _ANY.get(verb, ())
    return tuple(kind for kind in _KINDS.get(parameter, ()) if kind) or of_this


def _names(ctx: Any, kinds: tuple[str, ...], incomplete: str) -> list[str]:
    from crm_cli.services.completion import MOST, suggest

    crm: AppContext = ctx.find_object(object)
    crm.db = ctx.find_root().params.get("db")
    reader = crm.database
    if not kinds or not reader.exists():
        return []
    reader.check()  # one of another version is left alone
    found: list[str] = []
    for kind in kinds:
        if len(found) < MOST:
            found += suggest(reader, kind, incomplete)
    return found[:MOST]


def _typed(names: list[str]) -> list[str]:
    """The names as they have to stand on the command line of the shell that asks."""
    names = [name for name in names if name.isprintable() and not _DANGEROUS.search(name)]
    shell = os.environ.get("_CRM_COMPLETE", "")
    if shell.endswith("zsh"):
        return [name for name in names if "'" not in name]  # Typer's script would lose it
    word = os.environ.get("COMP_WORDS", "").rpartition("\n")[2]
    if not shell.endswith("bash") or word[:1] in ("'", '"'):
        return names
    return [re.sub(r"([^\w@%+,./-])", r"\\\1", name) for name in names]
