"""Backing a database up into an archive, and making a database from one."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.connections import translated, unused
from crm_cli.database import SCHEMA_VERSION, Database, Rows, sqlite_backup, unnamed_copy
from crm_cli.errors import BadContent, CrmError, Failure, Partial
from crm_cli.services import archives
from crm_cli.services.forgetting_names import ERASED

if TYPE_CHECKING:
    from crm_cli.services.archives import Manifest
    from crm_cli.session import Session

# The machinery of the running database, not its content.
_LEFT_OUT = frozenset({"running", "write_lock", "alembic_version"})
_HISTORY = frozenset({"changeset", "change"})
# What a database just made has already; an export brings its own.
_FURNITURE = ("setting", "stage", "pipeline", "user_account")
_LEDGER_SINCE = 6  # the schema that has the ledger of erased people
_BATCH = 5000
_KINDS = frozenset({str, int, type(None)})  # of the values of a row
_RESTORING = ".restoring-"  # between the name of a database and the number of who restores it


def back_up(database: Database, path: Path, now: str, *, history: bool = True) -> Manifest:
    """Write a whole database into an archive, as of one moment, while others may write.

    A SQLite file is copied first, so that nobody waits while the archive is packed. Without the
    history it is an export, which `bring_in` puts into an empty database.
    """
    wanted = [name for name in tables() if history or name not in _HISTORY]
    if database.engine == "postgresql":
        with database.snapshot():
            return archives.write(database, path, wanted, now)
    source = unnamed_copy(database.path, path.with_name(f".{path.name}.{os.getpid()}.copy"))
    try:
        return archives.write(source, path, wanted, now)
    finally:
        source.close()


def count(database: Database, path: Path) -> int:
    """How many rows an archive of the database would have; Failure when `path` is there already."""
    if path.exists():
        raise archives.taken(path)
    return sum(
        int(database.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]) for table in tables()
    )


class Restored(NamedTuple):
    """What a restore did: what the archive held, where the old database is kept, if there was one,
    and how many people it brought back who had been erased, and were erased again.
    """

    manifest: Manifest
    kept: Path | None
    erased: int


def restore(
    database: Database, path: Path, stamp: str, now: str, forgotten: Rows | None = None
) -> Restored:
    """Make the database what the archive holds, but for people who were erased.

    Those are who was erased from the database, and who is in the ledger `forgotten`.

    Everything is checked before anything is touched. On SQLite a new file is built beside the old
    one and written over it in one transaction; on PostgreSQL the old content is archived and
    replaced in one. Raises BadContent for a bad archive, Failure when the counts do not agree.
    """
    manifest = archives.verify(path)
    _check_names(path, manifest)
    ledger = ledger_of(database) + (forgotten or [])
    if database.engine == "postgresql":
        return _restore_postgres(database, path, manifest, stamp, now, ledger)
    from crm_cli import migrations
    from crm_cli.private import claimed, remove_left
    from crm_cli.services.forgetting import clean

    remove_left(database.path)
    beside = Database(
        str(database.path.with_name(f"{database.path.name}{_RESTORING}{os.getpid()}"))
    )
    beside.path.unlink(missing_ok=True)
    try:
        migrations.create(beside)
        with claimed(beside.path):
            erased = _fill(beside, path, manifest, ledger, now)
            if erased:
                clean(beside)
            return Restored(manifest, _put_in_place(beside, database, stamp), erased)
    finally:
        beside.close()
        beside.path.unlink(missing_ok=True)


def _put_in_place(made: Database, database: Database, stamp: str) -> Path | None:
    """Let a database become what was made beside it; where the old one is kept, if any."""
    if not database.path.exists():
        made.close()
        made.path.replace(database.path)
        _sync_folder(database.path.parent)
        return None
    kept = unused(database.path.with_name(f"{database.path.name}.before-restore-{stamp}"))
    sqlite_backup(database.path, kept)
    database.close()
    made.close()
    # Never by its name: who has the old file open would go on writing to that one, and leave a
    # journal beside the new one that does not belong to it.
    sqlite_backup(made.path, database.path, over=True)
    return kept


def erased_in_words(count: int) -> str:
    """A line about people who were in an archive and had been erased."""
    people = "1 person" if count == 1 else f"{count:,} people"
    return f"erased again: {people} whom the archive has, and who had been erased"


def ledger_of(database: Database) -> Rows:
    """Who was erased from a database, or according to an archive where the file is one."""
    from crm_cli.services.forgetting import ledger

    if database.engine == "sqlite" and zipfile.is_zipfile(database.path):
        found = archives.verify(database.path).tables
        return list(archives.read_rows(database.path, "erased")) if "erased" in found else []
    if not database.exists() or database.version() < _LEDGER_SINCE:
        return []
    return ledger(database)


def count_forgotten(path: Path, manifest: Manifest, forgotten: Rows) -> int:
    """How many people of a ledger an archive (verified) still has, among its records or history."""
    uids = {row["uid"] for row in forgotten}
    found = {
        row["uid"]
        for row in archives.read_rows(path, "contact")
        if row["uid"] in uids and not (row["name"] == ERASED and row["deleted_at"])
    }
    for row in archives.read_rows(path, "change") if "change" in manifest.tables else ():
        if row["table_name"] == "contact" and row["operation"] == "delete":
            before = json.loads(row["before"])
            found |= {before["uid"]} & uids if before["name"] != ERASED else set()
    return len(found)


def bring_in(session: Session, path: Path) -> tuple[Manifest, int]:
    """Put all records of an export into a database that has none yet, with their ids and uids.

    Also says how many people of it were erased since, and are erased again. All is recorded as what
    this command added, so it can be undone. Raises BadContent for a bad archive, for one with a
    history, and when there are records already.
    """
    from crm_cli.migrations.spelling import SINCE, spell
    from crm_cli.services.forgetting import erase_again, ledger

    manifest = archives.verify(path)
    _check_names(path, manifest)
    if _HISTORY & manifest.tables.keys():
        raise BadContent(
            "{path} is a backup, its history included", hint="crm restore {path}", path=path
        )
    found = [name for name in tables() if name in manifest.tables]
    for table in found:
        taken = f"SELECT 1 AS found FROM {table} LIMIT 1"
        if table not in (*_FURNITURE, "erased") and session.rows(taken):
            raise BadContent(
                "{path} is an export of a whole database, and this one has records already",
                hint="take a new one: crm --db FILE import {path}",
                path=path,
            )
    _defer(session)
    own = ledger(session)
    for table in (*_FURNITURE, "erased"):
        session.rows(f"DELETE FROM {table}")
    for table in found:
        _fill_table(session, path, table)
        _compare(session, table, manifest.tables[table][0])
    if manifest.schema < SINCE:
        spell(session.rows, session.many, history=False)
    with _fitting(path, "its last ids are none"):
        _set_sequences(session, manifest)
    return manifest, erase_again(session, own, session.now)


def _defer(session: Session) -> None:
    """Let links be checked at the end of the transaction."""
    session.rows(
        "PRAGMA defer_foreign_keys=ON"
        if session.engine == "sqlite"
        else "SET CONSTRAINTS ALL DEFERRED"
    )


def _restore_postgres(
    database: Database, path: Path, manifest: Manifest, stamp: str, now: str, ledger: Rows
) -> Restored:
    from crm_cli import migrations
    from crm_cli.services.forgetting import clean

    kept = None
    if database.exists():
        kept = unused(path.with_name(f"{path.name}.before-restore-{stamp}"))
        back_up(database, kept, now)
    else:
        migrations.create(database)
    erased = _fill(database, path, manifest, ledger, now)
    try:
        if erased:
            clean(database)
    except CrmError as error:
        raise Partial(
            "it is restored, and who had been erased is erased again, but the database could not"
            " be written anew: {reason}",
            hint="run the same command again, so that nothing is left in free pages",
            reason=error.values.get("reason") or error,
        ) from error
    return Restored(manifest, kept, erased)


def tables() -> list[str]:
    """All tables that hold content, those that others point at first."""
    from crm_cli.models import load_all

    return [table.name for table in load_all().sorted_tables if table.name not in _LEFT_OUT]


def _fill(database: Database, path: Path, manifest: Manifest, ledger: Rows, now: str) -> int:
    """Replace the whole content of a database by the archive's, in one transaction.

    Returns how many people of the archive are in the ledger, and were erased.
    """
    from sqlalchemy import text

    from crm_cli.migrations.spelling import SINCE, spell
    from crm_cli.models import load_all
    from crm_cli.schema import drop_all, refresh
    from crm_cli.services.forgetting import erase_again
    from crm_cli.session import Session, make_engine

    database.close()
    with translated(database.label), Session(make_engine(database)) as session:
        session.engine = database.engine
        _defer(session)

        def execute(statement: str) -> None:
            session.connection().exec_driver_sql(
                statement.replace("%", "%%") if database.engine == "postgresql" else statement
            )

        # What is written here is history already; the triggers would record it as new.
        drop_all(session, execute)
        for table in reversed(tables()):
            session.execute(text(f"DELETE FROM {table}"))
        for table in (name for name in tables() if name in manifest.tables):
            _fill_table(session, path, table)
            _compare(session, table, manifest.tables[table][0])
        if manifest.schema < SINCE:
            spell(session.rows, session.many)
        with _fitting(path, "its last ids are none"):
            _set_sequences(session, manifest)
        erased = erase_again(session, ledger, now)
        refresh(session, execute, load_all())
        session.commit()
    return erased


def _fill_table(session: Session, path: Path, table: str) -> None:
    from crm_cli.models import load_all

    rows = archives.read_rows(path, table)
    known = load_all().tables[table].columns.keys()
    with _fitting(path, f"the table {table} has a value that does not fit"):
        while batch := list(islice(rows, _BATCH)):
            columns = list(batch[0]) if isinstance(batch[0], dict) else []
            same = all(isinstance(row, dict) and row.keys() == set(columns) for row in batch)
            if (
                not columns or not same or set(columns) - set(known)
            ):  # its seal may fit all the same
                raise archives.damaged(path, f"the table {table} has other columns")
            if not all(_KINDS.issuperset(map(type, row.values())) for row in batch):
                raise archives.damaged(path, f"the table {table} has a value that does not fit")
            listed, marks = ", ".join(columns), ", ".join(f":{column}" for column in columns)
            session.many(f"INSERT INTO {table} ({listed}) VALUES ({marks})", batch)


@contextmanager
def _fitting(path: Path, reason: str) -> Iterator[None]:
    """Tell of an archive that it is damaged where a driver refuses what it holds."""
    try:
        yield
    except CrmError:
        raise
    except Exception as error:
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if kinds & {"DataError", "ProgrammingError", "IntegrityError", "ValueError", "TypeError",
                    "OverflowError", "RecursionError"}:  # fmt: skip
            raise archives.damaged(path, reason) from error
        raise


def _check_names(path: Path, manifest: Manifest) -> None:
    """Raise BadContent for tables that no database of that schema has."""
    if manifest.schema == SCHEMA_VERSION and (strange := manifest.tables.keys() - set(tables())):
        raise archives.damaged(path, f"there is no table {min(strange)}")


def _compare(session: Session, table: str, expected: int) -> None:
    found = session.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
    if found != expected:
        raise Failure(
            "the table {table} came out with {found} rows, not {expected}; nothing was changed",
            hint="take another archive",
            table=table,
            found=found,
            expected=expected,
        )


def _set_sequences(session: Session, manifest: Manifest) -> None:
    """Ids that were given once are not given again, also those of rows that are gone."""
    for table, last in manifest.sequences.items():
        if last <= 0:
            continue
        if session.engine == "sqlite":
            session.rows("DELETE FROM sqlite_sequence WHERE name = :name", {"name": table})
            session.rows(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)",
                {"name": table, "last": last},
            )
        else:
            session.rows(
                "SELECT setval(pg_get_serial_sequence(CAST(:name AS TEXT), 'id'), :last)",
                {"name": table, "last": last},
            )


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
