"""`crm config alias`: short names for commands that are typed often."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from crm_cli.aliases import words_of
from crm_cli.commands.lists import short_list
from crm_cli.context import AppContext
from crm_cli.display import Display
from crm_cli.errors import BadValue, NotFound
from crm_cli.options import ShortDisplay, command
from crm_cli.tables import Column, Outcome, Row, Table

app = typer.Typer(help="Short names for commands that I type often.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The short name.")]
Json = Annotated[bool, typer.Option("--json", help="The outcome as JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")]


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Name,
    words: Annotated[str, typer.Argument(help="What it stands for; $1 is its first word.")],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let a short name stand for a command.

    What follows the name is put in for $1, $2 …, or at the end.

    Example: crm config alias set hot 'deal list --where "amount>=10k" --sort -amount'
    """
    crm: AppContext = ctx.obj
    root = ctx.find_root()
    if not re.fullmatch(r"[^\W_][\w-]*", name):
        raise BadValue(
            "{name!r} cannot be a name", hint="letters, digits and -, such as hot", name=name
        )
    if name in root.command.list_commands(root):  # type: ignore[attr-defined]
        raise BadValue("{name} is a command already", hint="take another name", name=name)
    words_of(words)
    old = crm.config.aliases().get(name)
    if not dry_run:
        crm.config.set(f"aliases.{name}", words)
    message = "crm {name} stands for crm {words}" + (" (was: crm {old})" if old else "")
    said = Outcome(message, {"name": name, "words": words, "old": old}, dry_run=dry_run)
    crm.emit(said, Display(json=json))


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List the short names and what they stand for.

    Example: crm config alias list
    """
    rows: list[Row] = [(name, f"crm {words}") for name, words in crm.config.aliases().items()]
    hint = "none yet: crm config alias set hot 'deal list --sort -amount'"
    table = Table(
        [Column("name"), Column("words", title="stands for")], rows, noun="alias", hint=hint
    )
    return short_list(crm, table, display)


@app.command("delete")
@command
def delete(crm: AppContext, name: Name, dry_run: DryRun = False, json: Json = False) -> Outcome:
    """Forget a short name.

    Example: crm config alias delete hot
    """
    words = crm.config.aliases().get(name)
    if words is None:
        raise NotFound("no alias is called {name!r}", hint="crm config alias list", name=name)
    if not dry_run:
        crm.config.set(f"aliases.{name}", None)
    return Outcome(
        "{name} no longer stands for crm {words}", {"name": name, "words": words}, dry_run=dry_run
    )
