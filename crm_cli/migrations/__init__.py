"""Making and upgrading the schema. Alembic is imported here, and only when there is work for it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.connections import APPLICATION_ID, make_private, translated, unused
from crm_cli.database import SCHEMA_VERSION, Database, sqlite_backup
from crm_cli.errors import Conflict
from crm_cli.private import claimed, remove_left

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = Path(__file__).parent
_BESIDE = ".new-"  # between the name of a database and the number of the process that makes it


def create(database: Database) -> None:
    """Make the database with the newest schema; nothing half made is ever seen under its name.

    Raises Conflict when another process was faster.
    """
    with building(database):
        pass


@contextmanager
def building(database: Database) -> Iterator[Database]:
    """A new database with the newest schema, to be written to before anybody sees it.

    On SQLite it is a file beside, which takes the name at the end, and is gone after an error; on
    PostgreSQL it is the database itself. Raises Conflict when another process was faster.
    """
    if database.engine == "postgresql":
        _migrate(database)
        yield database
        return
    database.check_place()
    remove_left(database.path)
    beside = Database(str(database.path.with_name(f"{database.path.name}{_BESIDE}{os.getpid()}")))
    beside.path.unlink(missing_ok=True)
    make_private(beside.path)
    try:
        with claimed(beside.path):
            _migrate(beside)
            yield beside
            beside.close()
            _publish(beside.path, database)
    finally:
        beside.close()
        beside.path.unlink(missing_ok=True)
    database.close()


def _publish(made: Path, database: Database) -> None:
    """Give the finished file its name, unless somebody else's has it."""
    try:
        if database.path.exists() and _replaced_empty(database.path, made):
            return
        os.link(made, database.path)
    except FileExistsError:
        raise Conflict(
            "another crm made {path} meanwhile; nothing was written",
            hint="run it again",
            path=database.label,
        ) from None
    except OSError:  # a file system without hard links
        made.replace(database.path)


def _replaced_empty(path: Path, made: Path) -> bool:
    """Put the finished file where an empty one is, as `touch` makes it, once nobody else does."""
    with path.open("rb") as empty:
        with suppress(OSError):  # a file system without such locks
            fcntl.flock(empty, fcntl.LOCK_EX)
        if path.stat().st_size or not os.path.samestat(os.fstat(empty.fileno()), path.stat()):
            return False
        made.replace(path)
    return True


def upgrade(database: Database, now: datetime) -> Path | None:
    """Bring an older database up to date, in one transaction.

    A SQLite file is copied first; returns the copy's path.
    """
    backup = None
    if database.engine == "sqlite":
        stamp = f"{now:%Y%m%d-%H%M%S}"
        name = f"{database.path.name}.before-{SCHEMA_VERSION:04}-{stamp}"
        backup = unused(database.path.with_name(name))
        sqlite_backup(database.path, backup)
    database.close()
    _migrate(database)
    # An index that was made again is without statistics, and a query may then read whole tables.
    # That is slow and no failure: the upgrade is done, whatever becomes of them.
    with suppress(Exception):
        database.execute("ANALYZE")
    return backup


def repair(database: Database) -> None:
    """Drop all triggers and views of a database and make them again, in one transaction."""
    from crm_cli.session import make_engine

    database.close()
    with translated(database.label), make_engine(database).begin() as connection:
        _finish(connection)


def _migrate(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    from crm_cli.session import make_engine

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    engine = make_engine(database)
    with translated(database.label), engine.connect() as connection:
        if database.engine == "sqlite":
            # Outside a transaction: a batch migration drops and renames tables that others
            # point at. The check at the end of the migration stands in for the rule.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with connection.begin():
            _begin(connection)
            config.attributes["connection"] = connection
            config.attributes["finish"] = _finish
            command.upgrade(config, "head")
    engine.dispose()


def _begin(connection: Connection) -> None:
    """What every migration begins with: views would stand in its way, triggers record it."""
    from crm_cli.schema import drop_all

    drop_all(_Reading(connection), _executing(connection))


def _finish(connection: Connection) -> None:
    """What every migration ends with, inside its transaction."""
    from crm_cli.models import load_all
    from crm_cli.schema import refresh

    reader = _Reading(connection)
    refresh(reader, _executing(connection), load_all())
    if reader.engine == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration would break {len(broken)} links")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def _executing(connection: Connection) -> Callable[[str], object]:
    return lambda statement: connection.exec_driver_sql(_escaped(connection, statement))


def _escaped(connection: Connection, statement: str) -> str:
    return statement.replace("%", "%%") if connection.dialect.name == "postgresql" else statement


class _Reading:
    """A `Reader` on a migration's own connection."""

    past = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.engine = "postgresql" if connection.dialect.name == "postgresql" else "sqlite"

    def rows(self, sql: str, params: Any = None) -> list[dict[str, Any]]:
        """See `database.Reader`."""
        result = self._connection.exec_driver_sql(_escaped(self._connection, sql))
        return [dict(row._mapping) for row in result]

    def tuples(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        """See `database.Reader`."""
        result = self._connection.exec_driver_sql(_escaped(self._connection, sql))
        return [tuple(row) for row in result]
