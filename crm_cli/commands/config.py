"""`crm config`: settings, the team's in the database and the personal ones in a file."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands import alias
from crm_cli.commands.lists import short_list
from crm_cli.config import SETTINGS, Setting, read_setting, setting
from crm_cli.context import AppContext
from crm_cli.display import Display
from crm_cli.options import ShortDisplay, Writing, command
from crm_cli.tables import Column, Outcome, Row, Table

app = typer.Typer(
    help="Settings, the team's and yours.",
    epilog="Example: crm config set stale_days 21",
    invoke_without_command=True,
)

app.add_typer(alias.app, name="alias")

Name = Annotated[str, typer.Argument(help="The setting, as crm config list names it.")]


@app.callback()
def config(ctx: typer.Context) -> None:
    """Settings, the team's and yours; without a command, list them."""
    if ctx.invoked_subcommand is None:
        list_(ctx)


@app.command("list")
@command
def list_(crm: AppContext, display: ShortDisplay) -> Table:
    """List all settings with their values.

    Example: crm config list
    """
    columns = [
        Column("name"),
        Column("value"),
        Column("whose"),
        Column("purpose", title="what for"),
    ]
    rows: list[Row] = [
        (found.name, value_of(crm, found), found.scope, found.purpose)
        for found in SETTINGS.values()
    ]
    return short_list(crm, Table(columns, rows, noun="setting"), display)


@app.command("get")
@command
def get(crm: AppContext, name: Name, display: Display) -> Table | None:
    """Print the value of one setting.

    Example: crm config get currency
    """
    value = value_of(crm, setting(name))
    if display.format != "table":
        return Table([Column("name"), Column("value")], [(name, value)], noun="setting")
    crm.stdout.write(f"{value}\n")
    return None


@app.command("set")
@command
def set_(
    crm: AppContext,
    name: Name,
    value: Annotated[str, typer.Argument(help="Its new value.")],
    writing: Writing,
) -> Outcome:
    """Change a setting; a team setting is changed for everyone.

    Example: crm config set stale_days 21
    """
    found = setting(name)
    return _write(crm, found, read_setting(found, value), writing)


@app.command("unset")
@command
def unset(crm: AppContext, name: Name, writing: Writing) -> Outcome:
    """Give a setting its default again.

    Example: crm config unset stale_days
    """
    return _write(crm, setting(name), None, writing)


def value_of(crm: AppContext, found: Setting) -> str:
    """The value of a setting as it was set, without a password; `crm` can show it then."""
    if found.scope == "personal":
        from crm_cli.connections import label

        return label(crm.config.text(found.name))
    crm.show_anyhow()
    if crm.reader is None:
        return found.default
    rows = crm.reader.rows(
        "SELECT value FROM setting WHERE name = :name AND deleted_at IS NULL", {"name": found.name}
    )
    return str(rows[0]["value"]) if rows else found.default


def _write(crm: AppContext, found: Setting, value: str | None, writing: Writing) -> Outcome:
    old = value_of(crm, found)
    new = found.default if value is None else value
    changeset, details = None, []
    if found.scope == "personal":
        if not writing.dry_run:
            crm.config.set(found.name, value)
    else:
        from crm_cli.services.setup import change_settings

        crm.require_database()
        with crm.transaction(dry_run=writing.dry_run) as session:
            details = change_settings(session, {found.name: new}, {found.name: old})
        changeset = session.changeset_id
    from crm_cli.connections import label

    return Outcome(
        "{name} is {new} (was {old})" if label(new) != old else "{name} is {new} already",
        {"name": found.name, "new": label(new) or "empty", "old": old or "empty"},
        changeset=changeset,
        dry_run=writing.dry_run,
        details=details,
    )
