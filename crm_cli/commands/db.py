"""`crm db`: the database itself."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.database import SCHEMA_VERSION, SchemaBehind
from crm_cli.display import Display
from crm_cli.options import Writing, command
from crm_cli.tables import Column, Outcome, Table
from crm_cli.values.text import visible

app = typer.Typer(help="The database itself.", no_args_is_help=True)


@app.command("current")
@command
def current(crm: AppContext, display: Display) -> Table:
    """Say which database is used and which schema it has.

    Example: crm db current
    """
    columns = [
        Column("database"),
        Column("engine"),
        Column("schema", "integer"),
        Column("newest_schema", "integer"),
    ]
    found = crm.database
    there = found.exists()
    if found.named and not there:
        raise crm.no_database()
    version = found.version() if there else None
    return Table(columns, [(found.label, found.engine, version, SCHEMA_VERSION)], noun="database")


@app.command("url")
@command
def url(crm: AppContext, display: Display) -> Table | None:
    """Print the address of the database, without its password.

    Example: crm db url
    """
    if display.format != "table":
        return Table([Column("url")], [(crm.database.label,)], noun="database")
    crm.stdout.write(f"{visible(crm.database.label)}\n")
    return None


@app.command("move")
@command
def move(
    crm: AppContext,
    writing: Writing,
    to: Annotated[str, typer.Argument(help="Where to: a postgresql:// URL, or a new file.")],
) -> Outcome:
    """Copy the whole book, its history included, to a new database, on either engine.

    Others wait while it is copied, and every row is compared. The old database stays as it is; what
    to set, so that the new one is used, is said at the end.

    Example: crm db move postgresql://crm@db.example.com/crm
    """
    from crm_cli.services import moving

    crm.require_database()
    target = crm.open(crm.config.database_url(to))
    try:
        if writing.dry_run:
            rows = moving.check(crm.database, target)
        else:
            with crm.transaction(dry_run=True):  # who writes meanwhile would write to the old one
                rows = moving.move(crm.database.again(), target, crm.book.stamp, crm.own_files)
    finally:
        target.close()
    details = [
        "every row, and what it was before, is the same in both",
        f"use it from now on: crm config set database.url {shlex.quote(target.label)}",
    ]
    if "CRM_DATABASE_URL" in crm.config.environment:
        details.append("CRM_DATABASE_URL is set, and goes first: set it to the new one as well")
    return Outcome(
        "moved {rows:,} rows of {old} to {new}",
        {"rows": rows, "old": crm.database.label, "new": target.label},
        details=[] if writing.dry_run else details,
        dry_run=writing.dry_run,
    )


@app.command("upgrade")
@command
def upgrade(
    crm: AppContext,
    writing: Writing,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Make triggers, views and index anew, and mend records, as crm doctor says.",
        ),
    ] = False,
) -> Outcome:
    """Bring the database to the newest schema; a SQLite file is copied first.

    On PostgreSQL nobody else should be writing meanwhile.

    Example: crm db upgrade
    """
    from crm_cli import migrations

    if not crm.database.exists():
        crm.require_database()
    try:
        crm.database.check()
    except SchemaBehind:
        before = crm.database.version()
        if writing.dry_run:
            crm.show_without_database()  # reading would upgrade it
        copy = None if writing.dry_run else migrations.upgrade(crm.database, crm.now)
        return Outcome(
            "upgraded {name} from schema {before} to {after}",
            {"name": crm.database.label, "before": before, "after": SCHEMA_VERSION},
            details=[f"a copy of the old one is {copy}"] if copy else [],
            dry_run=writing.dry_run,
        )
    if repair:
        from crm_cli.services import checkup_records

        changeset, details = None, []
        if not writing.dry_run:
            migrations.repair(crm.database)
            with crm.transaction() as session:
                details = checkup_records.mend(session)
            changeset = session.changeset_id
        return Outcome(
            "made the triggers, views and search index of {name} anew",
            {"name": crm.database.label},
            changeset=changeset,
            details=details,
            dry_run=writing.dry_run,
        )
    return Outcome(
        "{name} has the newest schema ({version})",
        {"name": crm.database.label, "version": SCHEMA_VERSION},
    )
