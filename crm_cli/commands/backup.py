"""`crm backup`: the whole database in one portable archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.context import AppContext
from crm_cli.errors import NotFound, UsageError
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

app = typer.Typer()

Forgotten = Annotated[
    str | None,
    typer.Option(
        "--forgotten",
        help="Another database or archive: who was erased from it is to be erased here too.",
        metavar="FROM",
    ),
]


def ledger_of_other(crm: AppContext, name: str | None) -> list[dict[str, Any]]:
    """Who was erased from the database or archive of that name; NotFound where there is none."""
    from crm_cli.services.restoring import ledger_of

    if name is None:
        return []
    other = crm.open(crm.config.database_url(name))
    try:
        if not other.exists():
            raise NotFound(
                "there is no database at {name}",
                hint="--forgotten takes a database or an archive",
                name=other.label,
            )
        return ledger_of(other)
    finally:
        other.close()


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
    forgotten: Forgotten = None,
) -> Outcome:
    """Write the whole database, its history included, into one archive; others may go on writing.

    The archive can be restored on SQLite and on PostgreSQL alike. With --verify, --forgotten says
    whether an archive still has people who were erased from a database since.

    Example: crm backup before-cleanup.crm && crm backup --verify before-cleanup.crm
    """
    from crm_cli.services import archives, restoring

    details: list[str] = []
    if forgotten is not None and not verify:
        raise UsageError(
            "--forgotten is for checking an archive", hint="crm backup --verify FILE --forgotten …"
        )
    if verify:
        if file is None:
            raise UsageError("which archive?", hint="crm backup --verify FILE")
        manifest = archives.verify(file)
        message = "{path} is whole: {rows:,} rows of {made}"
        if forgotten is not None:
            ledger = ledger_of_other(crm, forgotten)
            details = [_kept(restoring.count_forgotten(file, manifest, ledger))]
    else:
        crm.require_database()
        if file is None:
            file = crm.config.data_folder / "backups" / f"{crm.now:%Y%m%d-%H%M%S}.crm"
        else:
            file = crm.output(file)
        message = "wrote {path}: {rows:,} rows of {made}"
        if writing.dry_run:
            rows = restoring.count(crm.database, file)
            values = {
                "path": file,
                "rows": rows,
                "made": f"{crm.book.stamp[:16].replace('T', ' ')} UTC",
            }
            return Outcome(message, values, dry_run=True)
        crm.remove_left()
        manifest = restoring.back_up(crm.database, file, crm.book.stamp)
    return Outcome(
        message,
        {"path": file, "rows": manifest.rows, "made": manifest.made},
        details=details,
    )


def _kept(count: int) -> str:
    """What to say of the people of a ledger whom an archive has."""
    if not count:
        return "it has nobody who was erased there"
    people = "1 person" if count == 1 else f"{count:,} people"
    return (
        f"it still has {people} erased there: to restore it without them, crm restore --forgotten;"
        " then make a new archive and delete this one"
    )
