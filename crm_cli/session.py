"""The write side: a SQLModel session on our own connection, one changeset for each transaction."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlmodel
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from crm_cli.book import Book, load_book
from crm_cli.connections import LOCK_SECONDS, translated
from crm_cli.database import NOTHING, Command, Database, Params, Rows, cursor, run, run_many
from crm_cli.errors import BadContent, CrmError, Failure
from crm_cli.models.base import uuid7
from crm_cli.values.dates import from_utc_text, utc_text


class Session(sqlmodel.Session):
    """A SQLModel session that can also run the plain SQL of the reading side.

    `now` is the moment of the command (UTC text); `actor` is the handle of who runs it;
    `changeset_id` its number, None after the end when nothing changed.
    `unrecorded` says that something was written of which the history tells nothing. `warnings`
    are what the command should say on stderr, and in its JSON.
    """

    engine: str
    past: bool = False
    now: str
    actor: str
    changeset_id: int | None
    unchanged: bool = False  # after the end: nothing changed, or in a dry run would have
    unrecorded: bool = False
    notes: list[str]
    warnings: list[str]
    _book: Book | CrmError

    @property
    def book(self) -> Book:
        """The team's settings. Raises BadContent where one cannot be read."""
        if isinstance(self._book, CrmError):
            raise self._book
        return self._book

    def rows(self, sql: str, params: Params = NOTHING) -> Rows:
        """Run one statement inside the transaction; pending models are written first."""
        self.flush()
        return run(self.driver, self.engine, sql, params)

    def tuples(self, sql: str, params: Params = NOTHING) -> list[tuple[Any, ...]]:
        """Run one SELECT inside the transaction and return its rows as they come."""
        self.flush()
        rows: list[tuple[Any, ...]] = cursor(self.driver, self.engine, sql, params).fetchall()
        return rows

    def many(self, sql: str, params: Iterable[Mapping[str, Any]]) -> None:
        """Run one statement for each mapping (executemany), for imports and other bulk work."""
        self.flush()
        run_many(self.driver, self.engine, sql, params)

    def note(self, text: str) -> None:
        """Remember a line that the command should say under what it did."""
        self.notes.append(text)

    @property
    def driver(self) -> Any:
        """The plain DB-API connection under the session."""
        return self.connection().connection.driver_connection


def make_engine(database: Database) -> Engine:
    """An engine that opens connections as the reading side does."""
    if database.engine == "postgresql":
        return create_engine(
            "postgresql+psycopg2://",
            creator=database.hand_over,
            poolclass=NullPool,
            use_native_hstore=False,  # it would ask each connection for a type that we have not
        )
    engine = create_engine("sqlite://", creator=database.hand_over, poolclass=NullPool)

    # pysqlite opens no transaction before SELECT or DDL, so lost updates would be possible:
    # the driver is in autocommit mode, and we begin.
    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        _begin_sqlite(connection.connection.driver_connection)

    return engine


def _begin_sqlite(connection: sqlite3.Connection) -> None:
    """Begin to write, once nobody else does; the error of the driver after half a minute.

    SQLite's own waiting looks ten times a second after a while, and at once for who came last: of
    many who write all the time, one may then never have its turn.
    """
    end = time.monotonic() + LOCK_SECONDS
    connection.execute("PRAGMA busy_timeout=0")
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        else:
            break
        time.sleep(random.uniform(0.002, 0.02))
    connection.execute(f"PRAGMA busy_timeout={round(LOCK_SECONDS * 1000)}")


@contextmanager
def transaction(
    database: Database, command: Command, *, dry_run: bool = False
) -> Iterator[Session]:
    """A session whose changes are one changeset: all of them at the end, or none.

    With `dry_run`, everything is done and then taken back. Raises Conflict when another program
    holds the lock for longer than half a minute.
    """
    if database.engine == "postgresql":
        database.close()
    engine = make_engine(database)
    with (
        translated(database.label),
        Session(engine, expire_on_commit=False) as session,
        _ended(session),
    ):
        session.engine = database.engine
        session.now, session.actor = command.at, command.actor
        session.notes, session.warnings = [], []
        uid = uuid7()
        session.changeset_id = _start_changeset(session, command, uid)
        try:
            session._book = load_book(session, from_utc_text(command.at))
        except BadContent as error:  # what mends it has to write
            session._book = error
        yield session
        session.flush()
        changed = session.rows(
            "SELECT 1 AS found FROM change WHERE changeset_id = :id LIMIT 1",
            {"id": session.changeset_id},
        )
        session.unchanged = not (changed or session.unrecorded)
        if dry_run or session.unchanged:
            session.rollback()
            session.changeset_id = None
            return
        if database.engine == "sqlite":
            session.rows("UPDATE running SET changeset_id = NULL")
        _commit(session, database, uid)


@contextmanager
def _ended(session: Session) -> Iterator[None]:
    """Close the connection on Ctrl-C, which takes all back; PostgreSQL's driver has closed it."""
    try:
        yield
    except KeyboardInterrupt:
        session.invalidate()
        raise


def _commit(session: Session, database: Database, uid: str) -> None:
    """Commit; what fails at the very end, when all is written, is told as what it is."""
    try:
        session.commit()
    except Exception as error:
        session.close()
        if not _is_there(database, uid):
            raise
        raise Failure(
            "{path}: {reason}; what the command did is done, but may not survive a power cut",
            hint="look after the disk, then see what is there: crm history --limit 1",
            path=database.label,
            reason=str(getattr(error, "orig", None) or error).splitlines()[0],
        ) from error


def _is_there(database: Database, uid: str) -> bool:
    """Whether a changeset was committed, although an error says otherwise."""
    looking = database.again()
    try:
        return bool(looking.rows("SELECT 1 AS x FROM changeset WHERE uid = :uid", {"uid": uid}))
    except Exception:
        return False
    finally:
        looking.close()


def _start_changeset(session: Session, command: Command, uid: str) -> int:
    # One writer at a time, on both engines, so that changesets follow the order of commits. On
    # SQLite the lock is taken here too: the moment is read when it is had.
    session.connection()
    if session.engine == "postgresql":
        session.rows(
            f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s';"
            " LOCK TABLE write_lock IN EXCLUSIVE MODE; SET LOCAL lock_timeout = 0"
        )
    rows = session.rows(
        "INSERT INTO changeset (uid, at, actor, command, source, kind, undoes_id)"
        " VALUES (:uid, :at, :actor, :command, :source, :kind, :undoes) RETURNING id",
        {
            "uid": uid,
            "at": command.at if command.fixed else utc_text(datetime.now(UTC)),
            "actor": command.actor,
            "command": command.line,
            "source": command.source,
            "kind": command.kind,
            "undoes": command.undoes,
        },
    )
    changeset_id = int(rows[0]["id"])
    if session.engine == "postgresql":
        session.rows(
            "SELECT set_config('crm.changeset', CAST(:id AS TEXT), true)", {"id": changeset_id}
        )
    else:
        session.rows("UPDATE running SET changeset_id = :id", {"id": changeset_id})
    return changeset_id
