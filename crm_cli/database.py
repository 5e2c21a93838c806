"""The database: rows to read on a plain connection, transactions to write in a session."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote

from crm_cli.connections import (
    APPLICATION_ID,
    NOT_OURS,
    NOT_OURS_HINT,
    label,
    open_postgres,
    open_sqlite,
    pyformat,
    translated,
)
from crm_cli.errors import BadContent, CrmError, NotFound, UsageError

# The newest file in migrations/versions. Compared with what the database says, so that Alembic
# is imported only when there is something to upgrade.
SCHEMA_VERSION = 11

Params = Mapping[str, Any]
NOTHING: Params = MappingProxyType({})
Rows = list[dict[str, Any]]


class Reader(Protocol):
    """What reads: a Database, or the Session of a running transaction."""

    engine: str

    @property
    def past(self) -> bool:
        """Whether it reads a past state, for which no index of the present can be asked."""
        ...

    def rows(self, sql: str, params: Params = NOTHING) -> Rows:
        """Run one SELECT and return its rows as dictionaries."""
        ...

    def tuples(self, sql: str, params: Params = NOTHING) -> list[tuple[Any, ...]]:
        """Run one SELECT and return its rows as they come: for very many of them."""
        ...


class Command(NamedTuple):
    """Who writes: for the changeset. `at` is UTC text, `source` terminal or script.

    An undo or redo has this as its `kind`, and in `undoes` the changeset that it takes back; what
    can never be taken back is `final`. Unless the moment is `fixed`, the changeset gets that at
    which its turn to write came.
    """

    line: str
    actor: str
    at: str
    source: str = "script"
    kind: str = "change"
    undoes: int | None = None
    fixed: bool = True


class SchemaBehind(CrmError):
    """The database was written by an older version and has to be upgraded first."""

    exit_code = 1


class Database:
    """One SQLite file or one PostgreSQL database; nothing is opened before it is needed.

    `password` is asked when a server is, and only then; without it, or when it gives None, libpq
    looks where it always does. One that somebody `named` has to be there to be read.
    """

    def __init__(
        self,
        url: str,
        password: Callable[[], str | None] = lambda: None,
        *,
        named: bool = False,
    ) -> None:
        self.url = url
        self.password = password
        self.named = named
        self.engine = "postgresql" if url.startswith(("postgresql://", "postgres://")) else "sqlite"
        self.path = Path() if self.engine == "postgresql" else _path(url)
        self._connection: Any = None
        self._shadowed = False

    @property
    def past(self) -> bool:
        """See `Reader`."""
        return self._shadowed

    @property
    def label(self) -> str:
        """Its name for people, without a password."""
        return label(self.url) if self.engine == "postgresql" else str(self.path)

    @property
    def files(self) -> list[Path]:
        """The file and those that SQLite keeps beside it; none on a server."""
        if self.engine == "postgresql":
            return []
        return [Path(f"{self.path}{ending}") for ending in ("", "-journal", "-wal", "-shm")]

    def exists(self) -> bool:
        """Whether there is a database: a file that is not empty, or our tables on the server.

        Raises UsageError for a device, a pipe or a socket, which must never be put away for a file.
        """
        if self.engine == "sqlite":
            if not self.path.exists():
                return False
            found = self.path.stat()
            if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
                raise UsageError(
                    "{path} is not a regular file", hint="name a file with --db", path=self.path
                )
            return stat.S_ISDIR(found.st_mode) or found.st_size > 0
        found = cursor(self.connect(), self.engine, "SELECT to_regclass('alembic_version')")
        return found.fetchone()[0] is not None

    def check_place(self) -> None:
        """Raise NotFound where the folder of a file that somebody named is not there."""
        if self.named and self.engine == "sqlite" and not self.path.parent.is_dir():
            raise NotFound(
                "there is no folder {folder} to make {name} in",
                hint="check the name, or make the folder first",
                folder=self.path.parent,
                name=self.path.name,
            )

    def connect(self) -> Any:
        """The plain connection, opened at the first call; its version is not checked."""
        if self._connection is None:
            if self.engine == "sqlite":
                if self.path.is_dir():
                    raise BadContent(NOT_OURS, hint=NOT_OURS_HINT, path=self.path)
                self._connection = open_sqlite(self.path)
            else:
                self._connection = open_postgres(self.url, password=self.password())
        return self._connection

    def again(self) -> Database:
        """The same database, for a connection of its own."""
        return Database(self.url, self.password)

    def hand_over(self) -> Any:
        """A plain connection for a session, which will close it: on SQLite the one that is open.

        Opening another would read the schema again, a tenth of what starting Python takes.
        """
        if self.engine == "postgresql":
            return open_postgres(self.url, autocommit=False, password=self.password())
        if self._shadowed:  # it shows the past, and never writes
            self.close()
        connection, self._connection = self.connect(), None
        return connection

    def close(self) -> None:
        """Close the plain connection, if it was opened."""
        if self._connection is not None:
            self._connection.close()
            self._connection, self._shadowed = None, False

    def check(self) -> None:
        """Make sure that the database is ours and of this version.

        Raises BadContent for another program's file or a schema newer than this program, and
        SchemaBehind for an older one.
        """
        version = self.version()
        if version > SCHEMA_VERSION:
            raise BadContent(
                "{name} was written by a newer crm (schema {found}, this one knows {known})",
                hint="upgrade crm on this machine, as its README says",
                name=self.label,
                found=version,
                known=SCHEMA_VERSION,
            )
        if version < SCHEMA_VERSION:
            raise SchemaBehind(
                "{name} has an older schema ({found}, this crm needs {known})",
                hint="crm db upgrade",
                name=self.label,
                found=version,
                known=SCHEMA_VERSION,
            )

    def version(self) -> int:
        """The schema version that the database says it has."""
        connection = self.connect()
        with translated(self.label):
            if self.engine == "postgresql":
                found = cursor(connection, self.engine, "SELECT version_num FROM alembic_version")
                return int(found.fetchone()[0])
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise BadContent(NOT_OURS, hint=NOT_OURS_HINT, path=self.path)
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def rows(self, sql: str, params: Params = NOTHING) -> Rows:
        """Run one SELECT (with `:name` parameters) and return its rows as dictionaries."""
        with translated(self.label):
            return run(self.connect(), self.engine, sql, params)

    def tuples(self, sql: str, params: Params = NOTHING) -> list[tuple[Any, ...]]:
        """Run one SELECT (with `:name` parameters) and return its rows as they come."""
        with translated(self.label):
            rows: list[tuple[Any, ...]] = cursor(
                self.connect(), self.engine, sql, params
            ).fetchall()
        return rows

    def execute(self, sql: str, params: Params = NOTHING) -> None:
        """Run one statement on the plain connection, for the shadow of the past."""
        self.rows(sql, params)

    def execute_many(self, sql: str, params: Sequence[Params]) -> None:
        """Run one statement for each mapping on the plain connection."""
        with translated(self.label):
            run_many(self.connect(), self.engine, sql, params)

    def columns(self, table: str) -> list[str]:
        """The columns of a table as the database has it."""
        found = cursor(self.connect(), self.engine, f"SELECT * FROM {table} WHERE 1 = 0")
        return [column[0] for column in found.description]

    def begin_shadow(self) -> None:
        """Begin a transaction that is never committed: what is made in it is seen by us alone.

        A temporary table needs one that may write, on PostgreSQL.
        """
        isolation = "" if self.engine == "sqlite" else " ISOLATION LEVEL REPEATABLE READ"
        cursor(self.connect(), self.engine, f"BEGIN{isolation}")
        self._shadowed = True

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one moment: what others commit meanwhile is not seen."""
        connection = self.connect()
        if self._shadowed:
            yield  # already in one transaction
            return
        kind = "" if self.engine == "sqlite" else " ISOLATION LEVEL REPEATABLE READ READ ONLY"
        cursor(connection, self.engine, f"BEGIN{kind}")
        try:
            yield
        except BaseException:
            self.close()  # after Ctrl-C, the PostgreSQL driver has done so already
            raise
        cursor(connection, self.engine, "ROLLBACK")


def _path(url: str) -> Path:
    text = unquote(url.removeprefix("sqlite://")) if url.startswith("sqlite://") else url
    if url.startswith("sqlite:///"):
        text = text[1:]  # sqlite:///relative, sqlite:////absolute, as SQLAlchemy has it
    path = Path(text).expanduser()
    # What a link points at: a file that is made beside, and takes the name, leaves the link.
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def cursor(connection: Any, engine: str, sql: str, params: Params = NOTHING) -> Any:
    """Run one statement on a plain connection of either engine; the cursor that has its rows."""
    if engine == "sqlite":
        return connection.execute(sql, dict(params))
    found = connection.cursor()
    found.execute(pyformat(sql), dict(params))
    return found


def run(connection: Any, engine: str, sql: str, params: Params) -> Rows:
    """Run one statement on a plain connection of either engine; its rows, if it has any."""
    found = cursor(connection, engine, sql, params)
    if not found.description:
        return []
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def run_many(connection: Any, engine: str, sql: str, params: Iterable[Params]) -> None:
    """Run one statement for each mapping; on PostgreSQL many of them in each message."""
    if engine == "sqlite":
        connection.cursor().executemany(sql, params)
        return
    from psycopg2.extras import execute_batch

    with connection.cursor() as found:
        execute_batch(found, pyformat(sql), params, page_size=500)


def unnamed_copy(source: Path, beside: Path) -> Database:
    """A copy of a database file to read from, as it was at one moment, also while others write.

    It stands in the folder of `beside` under no name, and is gone when it is closed or we are
    killed.
    """
    from crm_cli.connections import make_private

    make_private(beside)
    copy = Database(str(beside))
    try:
        writing = copy._connection = sqlite3.connect(beside, isolation_level=None)
        writing.execute("PRAGMA journal_mode=OFF")  # it would have a name
    finally:
        beside.unlink()
    reading = open_sqlite(source)
    try:
        with translated(beside):
            reading.backup(writing)
    except BaseException:
        copy.close()
        raise
    finally:
        reading.close()
    return copy


def sqlite_backup(source: Path, target: Path, *, over: bool = False) -> None:
    """Copy a database file, also while others write to it.

    The target is a new file, or with `over` a database that becomes the other in one transaction.
    """
    from crm_cli.connections import make_private

    if not over:
        make_private(target)
    reading, writing = open_sqlite(source), open_sqlite(target) if over else sqlite3.connect(target)
    try:
        with translated(target):
            reading.backup(writing)
    finally:
        reading.close()
        writing.close()
