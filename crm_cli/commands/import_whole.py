"""`crm import` of what `crm export --all` wrote: a whole database, history left aside."""

from __future__ import annotations

from pathlib import Path

from crm_cli.context import AppContext
from crm_cli.options import Writing
from crm_cli.tables import Outcome


def is_whole(file: str) -> bool:
    """Whether the file is an export of everything (or a backup, which is refused later)."""
    import zipfile

    from crm_cli.services.archives import MANIFEST

    if not Path(file).is_file():  # of a pipe, what was looked at is gone
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def import_whole(crm: AppContext, path: Path, writing: Writing) -> Outcome:
    """Put all records of the export into a database that has none yet."""
    from crm_cli.services import restoring

    with crm.transaction(dry_run=writing.dry_run) as session:
        manifest, erased = restoring.bring_in(session, path)
    if erased and not writing.dry_run:
        from crm_cli.commands.forget import clean_pages

        clean_pages(crm, "erase one of them again (crm contact forget)")
    details = [restoring.erased_in_words(erased)] if erased else []
    details.append(
        "people who were erased from another database since may be in it: crm contact forget"
        " erases them here"
    )
    return Outcome(
        "imported {path}: {rows:,} rows, with their ids",
        {"path": path, "rows": manifest.rows},
        changeset=session.changeset_id,
        details=details,
        dry_run=writing.dry_run,
    )
