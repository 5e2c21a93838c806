"""Moving a whole book to another database, of either engine, with a comparison of every row."""

from __future__ import annotations

import os
from itertools import zip_longest
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from crm_cli.errors import Conflict, Failure, UsageError
from crm_cli.private import claimed, make_folder, writable
from crm_cli.services import archives, restoring

if TYPE_CHECKING:
    from crm_cli.database import Database
    from crm_cli.services.archives import Manifest

_SERVER = "SELECT CAST(pg_postmaster_start_time() AS TEXT) AS at, current_database() AS name"


def check(source: Database, target: Database) -> int:
    """How many rows would be moved.

    Raises UsageError when both are the same database, Conflict when the target has records, and
    Failure when it cannot be reached.
    """
    if source.engine == target.engine == "sqlite":
        writable(target.path, source.files)
    elif source.engine == target.engine and source.rows(_SERVER) == target.rows(_SERVER):
        raise UsageError(
            "{name} is the database that is used now",
            hint="name another one: a postgresql:// URL, or a new file",
            name=target.label,
        )
    target.check_place()
    # One that was only made may be filled.
    if target.exists() and target.rows("SELECT 1 AS found FROM changeset LIMIT 1"):
        raise Conflict(
            "{name} has a book already",
            hint="name a new one, or replace it: crm --db URL restore ARCHIVE",
            name=target.label,
        )
    return sum(
        int(source.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])
        for table in restoring.tables()
    )


def move(source: Database, target: Database, now: str, beside: Path) -> int:
    """Copy everything from one database to another, and compare; the number of rows.

    Nobody may write to the source meanwhile. What is needed meanwhile stands `beside` a file, where
    `remove_left` finds it. Raises what `check` does, and Failure when a row came out otherwise.
    """
    check(source, target)
    folder = beside.with_name(f"{beside.name}.moving-{os.getpid()}")
    make_folder(folder)
    try:
        with claimed(folder):
            if target.engine == "sqlite":
                (folder / "target").write_text(str(target.path.absolute()), "utf-8")
            before, after = folder / "before.crm", folder / "after.crm"
            manifest = restoring.back_up(source, before, now)
            restoring.restore(target, before, "moving", now)
            target.close()
            _compare(before, manifest, after, restoring.back_up(target, after, now))
            source.close()
    finally:
        rmtree(folder, ignore_errors=True)
    return manifest.rows


def _compare(before: Path, old: Manifest, after: Path, new: Manifest) -> None:
    for table in old.tables:
        if new.tables.get(table) == old.tables[table]:
            continue  # to the last byte
        pairs = zip_longest(archives.read_rows(before, table), archives.read_rows(after, table))
        if table not in new.tables or any(one != other for one, other in pairs):
            raise Failure(
                "the table {table} came out otherwise than it was; go on with the old database",
                hint="empty the new one, and try it again",
                table=table,
            )
    if {name: last for name, last in old.sequences.items() if last} != {
        name: last for name, last in new.sequences.items() if last
    }:
        raise Failure(
            "the ids that are used up came out otherwise; go on with the old database",
            hint="empty the new one, and try it again",
        )
