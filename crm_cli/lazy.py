"""Command groups whose commands are imported when they are used.

`crm --help` lists them from a table of names and one-line helps; only the command that runs is
imported.
"""

from __future__ import annotations

import inspect
import re
from copy import copy
from importlib import import_module
from typing import Any, NamedTuple

import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup
from typer.models import CommandInfo, DefaultPlaceholder

from crm_cli.errors import UsageError


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
        _known(ctx, args, self.list_commands(ctx))
        name, stand_in, rest = super().resolve_command(ctx, args)
        if stand_in is None or name is None:
            return name, stand_in, rest
        return name, completed(ctx, load(self.entries[name].module, name)), rest


class NounGroup(TyperGroup):
    """The commands of one module, each made ready when it is called."""

    infos: dict[str, CommandInfo] = {}  # noqa: RUF012 (each group gets its own)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the module."""
        return list(self.infos)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that has what a list of commands shows."""
        info = self.infos.get(cmd_name)
        if info is None:
            return None
        help = info.help or inspect.getdoc(info.callback)
        return TyperCommand(
            cmd_name,
            help=help,
            short_help=info.short_help,
            hidden=info.hidden,
            deprecated=info.deprecated,
            rich_markup_mode=self.rich_markup_mode,
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name, made ready now."""
        _known(ctx, args, self.list_commands(ctx))
        name, stand_in, rest = super().resolve_command(ctx, args)
        if stand_in is None or name is None:
            return name, stand_in, rest
        made = typer.main.get_command_from_info(
            self.infos[name], pretty_exceptions_short=True, rich_markup_mode=self.rich_markup_mode
        )
        return name, completed(ctx, made), rest


def _known(ctx: Any, args: list[str], names: list[str]) -> None:
    """UsageError, with the nearest, when the first of `args` is no command."""
    if not args or args[0] in names or args[0].startswith("-") or ctx.resilient_parsing:
        return
    from crm_cli.suggestions import for_command

    raise UsageError(
        "no such command {name!r}",
        hint="{meant}",
        name=args[0],
        meant=for_command(ctx.command_path, args, names),
    )


def completed(ctx: Any, command: Any) -> Any:
    """The command, with what TAB offers when it is the shell that asks."""
    if ctx.resilient_parsing:
        from crm_cli.completion import attach

        attach(command)
    elif ctx.command_path in _NAMED:
        _take_unquoted(command)
    return command


# Whose records have names of several words, which may be typed without quotes.
_NAMED = {"crm", *(f"crm {noun}" for noun in ("contact", "company", "deal", "task", "ticket"))}
_ANOTHER = re.compile(r"#?[A-Za-z]?\d+|\S+@\S+")  # a second record rather than the end of a name


def _take_unquoted(command: Any) -> None:
    """Let the words behind a name that is the command's only argument belong to it."""
    arguments = [one for one in getattr(command, "params", ()) if isinstance(one, TyperArgument)]
    if len(arguments) != 1 or arguments[0].name not in ("name", "ref", "title", "subject"):
        return
    name, make = arguments[0].name, command.make_parser

    def make_parser(ctx: Any) -> Any:
        parser = make(ctx)
        parse = parser.parse_args

        def joined(args: list[str]) -> Any:
            values, rest, order = parse(args=args)
            if rest and not any(_ANOTHER.fullmatch(word) for word in (values[name], *rest)):
                values[name], rest = " ".join([values[name], *rest]), []
            return values, rest, order

        parser.parse_args = joined
        return parser

    command.make_parser = make_parser


def _name(info: CommandInfo) -> str:
    assert info.callback is not None
    return info.name or typer.main.get_command_name(info.callback.__name__)


def load(module: str, name: str) -> Any:
    """The command or group that a command module's `app` is."""
    app = copy(import_module(module).app)
    app._add_completion = False  # its options are those of `crm` alone
    found = _group(app) if _is_plain_group(app) else typer.main.get_command(app)
    found.name = name
    return found


def _is_plain_group(app: typer.Typer) -> bool:
    """Whether `app` has several commands, and neither groups nor a class of its own."""
    of_its_own = not isinstance(app.info.cls, DefaultPlaceholder) or app.registered_groups
    return len(app.registered_commands) > 1 and not of_its_own


def _group(app: typer.Typer) -> NounGroup:
    """The group that `app` is, without its commands made ready."""
    commands, app.registered_commands = app.registered_commands, []
    app.info = copy(app.info)
    app.info.cls = NounGroup
    group = typer.main.get_group(app)
    assert isinstance(group, NounGroup)
    group.infos = {_name(info): info for info in commands}
    group.epilog = _example(group.infos)
    return group


def _example(infos: dict[str, CommandInfo]) -> str | None:
    """One of the examples of a group's commands, for the help of the group: its list, if any."""
    for name in ("list", *infos):
        text = inspect.getdoc(infos[name].callback) if name in infos else None
        for line in (text or "").splitlines():
            if line.startswith("Example:"):
                return line
    return None
