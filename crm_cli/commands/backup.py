"""`crm backup`: the whole database in one portable archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_cli.commands.nouns import require_database
from crm_cli.context import AppContext
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

app = typer.Typer()


@app.command()
@command
def backup(
    crm: AppContext,
    writing: Writing,
    file: Annotated[
        Path | None, typer.Argument(help="Where to; by default the data folder's backups.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check an archive instead of writing one.")
    ] = False,
) -> Outcome:
    """Write the whole database, its history included, into one archive; others may go on writing.

    The archive can be restored on SQLite and on PostgreSQL alike.

    Example: crm backup before-cleanup.crm && crm backup --verify before-cleanup.crm
    """
    from crm_cli.services import archives, restoring

    if verify:
        if file is None:
            from crm_cli.errors import UsageError

            raise UsageError("which archive?", hint="crm backup --verify FILE")
        manifest = archives.verify(file)
        message = "{path} is whole: {rows:,} rows of {made}"
    else:
        require_database(crm)
        file = file or crm.config.data_folder / "backups" / f"{crm.now:%Y%m%d-%H%M%S}.crm"
        message = "wrote {path}: {rows:,} rows of {made}"
        if writing.dry_run:
            rows = restoring.count(crm.database, file)
            values = {"path": file, "rows": rows, "made": crm.book.stamp}
            return Outcome(message, values, dry_run=True)
        crm.remove_left()
        manifest = restoring.back_up(crm.database, file, crm.book.stamp)
    return Outcome(message, {"path": file, "rows": manifest.rows, "made": manifest.made_at})
