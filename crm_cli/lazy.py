"""Command groups whose commands are imported when they are used.

`crm --help` lists them from a table of names and one-line helps; only the command that runs is
imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import typer.main
from typer.core import TyperCommand, TyperGroup


class Entry(NamedTuple):
    """Where a command is and what it is for. `panel` is its heading in the help."""

    module: str
    help: str
    panel: str
    hidden: bool = False


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and loads the one that is called."""

    entries: dict[str, Entry] = {}  # noqa: RUF012 (a subclass gives its own)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that has what a list of commands shows."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        return TyperCommand(
            cmd_name, help=entry.help, rich_help_panel=entry.panel, hidden=entry.hidden
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name, imported now."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        if stand_in is None or name is None:
            return name, stand_in, rest
        return name, load(self.entries[name].module, name), rest


def load(module: str, name: str) -> Any:
    """The command or group that a command module's `app` is."""
    app = import_module(module).app
    found = typer.main.get_command(app)
    found.name = name
    return found
