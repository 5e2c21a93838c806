"""`crm restore`: a database from an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crm_cli.commands.backup import Forgotten, ledger_of_other
from crm_cli.context import AppContext
from crm_cli.errors import UsageError
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

app = typer.Typer()


@app.command()
@command
def restore(
    crm: AppContext,
    writing: Writing,
    file: Annotated[Path, typer.Argument(help="An archive of crm backup.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    forgotten: Forgotten = None,
) -> Outcome:
    """Make the database what an archive holds; the old one is kept beside. It cannot be undone.

    The archive is checked to the last bit before anything is touched. People who were erased since
    (crm contact forget) are erased again; with --forgotten also those of another database.

    Example: crm restore before-cleanup.crm

    Example: crm --db new.db restore before-cleanup.crm --forgotten crm.db
    """
    from crm_cli.services import archives, restoring

    manifest = archives.verify(file)
    crm.database.check_place()
    ledger = ledger_of_other(crm, forgotten)
    done = (
        "restored {name}: {rows:,} rows of {made}",
        {"name": crm.database.label, "rows": manifest.rows, "made": manifest.made},
    )
    if writing.dry_run:
        return Outcome(*done, dry_run=True)
    if crm.database.exists() and not yes:
        crm.notice(
            "this replaces {name} by {rows:,} rows of {made}; crm undo cannot take it back",
            name=crm.database.label,
            rows=manifest.rows,
            made=manifest.made,
        )
        if not crm.interactive:
            raise UsageError("restoring replaces what is there", hint="say so with --yes")
        from crm_cli.prompts import confirm

        if not confirm(crm, "Go on?"):
            raise typer.Abort
    stamp = f"{crm.now:%Y%m%d-%H%M%S}"
    if not crm.database.exists() and forgotten is None:
        crm.warnings.append(
            "this database is new: people who were erased from another one since are back in it;"
            " --forgotten FROM erases them again"
        )
    restored = restoring.restore(
        crm.database, file, stamp, f"{crm.now:%Y-%m-%dT%H:%M:%S.000Z}", ledger
    )
    details = [f"what was there is kept in {restored.kept}"] if restored.kept else []
    if restored.erased:
        details.append(restoring.erased_in_words(restored.erased))
    return Outcome(*done, details=details)
