"""What the shell offers for a parameter when TAB is pressed; nothing ever goes wrong aloud here.

The scripts in `shells` call us (`crm --install-completion` puts them where they belong). Names are
offered as a person would type them, with what the shell needs to take them for one word.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from crm_cli.shells import SCRIPTS, Offer, answer, split

if TYPE_CHECKING:
    from crm_cli.context import AppContext

VARIABLE = "_CRM_COMPLETE"

# What a parameter of this name stands for; "" is the noun of the command.
_KINDS = {
    "ref": ("",),
    "refs": ("",),
    "one": ("",),
    "other": ("",),
    "company": ("company",),
    "parent": ("company",),
    "contact": ("contact",),
    "contacts": ("contact",),
    "referred_by": ("contact",),
    "with_": ("contact",),
    "who": ("contact", "company", "deal"),
    "deal": ("deal",),
    "ticket": ("ticket",),
    "owner": ("user",),
    "assignee": ("user",),
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
_COLUMNS = {"where": "=", "set": "=", "set_": "=", "field": "=", "sort": "", "columns": ""}
"""Parameters that begin with a column of the noun, and what follows it."""
_VALUES = {"owner": "user", "assignee": "user", "tag": "tag", "tags": "tag", "stage": "stage",
           "pipeline": "pipeline", "company": "company", "contact": "contact"}  # fmt: skip


def install_scripts() -> None:
    """Let `--install-completion` and `--show-completion` use our scripts, not Typer's."""
    from typer import _completion_shared as shared

    shared._completion_scripts |= {
        shell: script.replace("%", "%%") for shell, script in SCRIPTS.items()
    }


def complete(
    command: Callable[[], Any],
    crm: AppContext,
    ready: Callable[[list[str]], list[str]],
    commands: Sequence[str],
) -> str:
    """What to print for the shell that asks; empty when anything fails.

    `ready` makes of the words of a line what the program would; `commands` are all of them.
    """
    with suppress(Exception):
        shell = os.environ[VARIABLE].removeprefix("complete_")
        *before, typed = split(os.environ["_CRM_LINE"])
        words = ready([word.text for word in before[1:]])
        offers = _offers(command(), crm, words, typed.text)
        if not words:
            known = {offer.word for offer in offers} | {*commands}
            offers += [
                Offer(name, f"crm {text}")
                for name, text in crm.config.aliases().items()
                if name.startswith(typed.text) and name not in known
            ]
        return answer(shell, offers, typed, os.environ)
    return ""


def _offers(command: Any, crm: AppContext, words: list[str], typed: str) -> list[Offer]:
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    ctx = _resolve_context(command, {"obj": crm}, "crm", words)
    asked, begun = _resolve_incomplete(ctx, words, typed)
    return [Offer(item.value, item.help or "") for item in asked.shell_complete(ctx, begun)]


def attach(command: Any) -> None:
    """Let the parameters of a command be completed; done only when the shell asks."""
    for parameter in command.params:
        known = parameter.name in _KINDS or parameter.name in _COLUMNS
        if known or parameter.name in ("name", "noun", "format", "kind"):
            parameter._custom_shell_complete = _items


def _items(ctx: Any, parameter: Any, incomplete: str) -> list[Any]:
    """The words for the parameter that begin with `incomplete`; none when anything fails."""
    from typer._click.shell_completion import CompletionItem

    with suppress(Exception):
        found = _found(ctx, parameter.name, incomplete)
        return [CompletionItem(offer.word, help=offer.said or None) for offer in found]
    return []


def _found(ctx: Any, parameter: str, incomplete: str) -> list[Offer]:
    noun = ctx.parent.info_name or ""
    words = _fixed(noun, ctx.info_name, parameter)
    if words:
        return [Offer(word) for word in words if word.startswith(incomplete)]
    if parameter in _COLUMNS and not (parameter == "field" and noun == "field"):
        return _columns(ctx, parameter, noun, incomplete)
    return _names(ctx, _kinds(noun, ctx.info_name, parameter), incomplete)


def _fixed(noun: str, verb: str, parameter: str) -> tuple[str, ...]:
    """The choices of a parameter that has a fixed list of them."""
    from crm_cli.values import enums

    if parameter == "format":
        from crm_cli.render import LISTS

        return LISTS
    if parameter == "noun":
        from crm_cli.nouns import NOUNS

        return tuple(NOUNS)
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


def _columns(ctx: Any, parameter: str, noun: str, incomplete: str) -> list[Offer]:
    """Columns and own fields of a noun; behind "owner=", what is an owner."""
    from crm_cli.nouns import NOUNS
    from crm_cli.services.completion import fields_of

    column, equals, value = incomplete.partition("=")
    if equals and _COLUMNS[parameter]:
        kind = _VALUES.get(column, "")
        fixed = _fixed(noun, "", column)
        offers = [Offer(word) for word in fixed if word.startswith(value)] or (
            _names(ctx, (kind,), value) if kind and not fixed else []
        )
        return [Offer(f"{column}={offer.word}", offer.said) for offer in offers]
    if noun not in NOUNS:
        return []
    own = [] if parameter == "field" else [column.name for column in NOUNS[noun].columns]
    reader = _reader(ctx)
    own += fields_of(reader, noun) if reader is not None else []
    done, comma, last = (
        incomplete.rpartition(",") if parameter == "columns" else ("", "", incomplete)
    )
    return [
        Offer(f"{done}{comma}{name}{_COLUMNS[parameter]}")
        for name in own
        if name.startswith(last) and name != "ref"
    ]


def _reader(ctx: Any) -> Any:
    crm: AppContext = ctx.find_object(object)
    crm.db = ctx.find_root().params.get("db")
    reader = crm.database
    if not reader.exists():
        return None
    reader.check()  # one of another version is left alone
    return reader


def _names(ctx: Any, kinds: tuple[str, ...], incomplete: str) -> list[Offer]:
    from crm_cli.services.completion import MOST, suggest

    reader = _reader(ctx) if kinds else None
    if reader is None:
        return []
    return [Offer(word, said) for word, said in suggest(reader, kinds, incomplete)][:MOST]
