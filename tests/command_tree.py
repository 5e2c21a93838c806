"""All commands with their parameters, as the program has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
import typer.main

from crm_cli import reports
from crm_cli.cli import Root
from crm_cli.lazy import load


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """The words of each command, and the command: its `params` are options and arguments."""
    for name, entry in Root.entries.items():
        yield from _of(load(entry.module, name), (name,))


def _of(found: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if words == ("report",):
        for name in reports.names():
            yield (*words, name), found.get_command(typer.Context(found), name)
    elif infos := getattr(found, "infos", None):
        for name, info in infos.items():
            made = typer.main.get_command_from_info(
                info, pretty_exceptions_short=True, rich_markup_mode=found.rich_markup_mode
            )
            yield (*words, name), made
    elif hasattr(found, "commands"):
        for name, below in found.commands.items():
            yield from _of(below, (*words, name))
    else:
        yield words, found


def options(command: Any) -> set[str]:
    """How the options of a command are written."""
    return {name for one in command.params for name in one.opts if name.startswith("-")}


def values(command: Any) -> list[Any]:
    """The parameters that take a value."""
    return [one for one in command.params if not getattr(one, "is_flag", False)]
