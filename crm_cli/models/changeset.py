"""The history: who changed what, when, by which command. Triggers write it; nothing else does."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from crm_cli.models.base import TABLE_OPTIONS, link, moments, one_of, some_rows, uuid7

SOURCES = ("terminal", "script", "outside")
OPERATIONS = ("insert", "update", "delete")
KINDS = ("change", "undo", "redo", "final")


class Changeset(SQLModel, table=True):
    """All the changes of one command.

    `source` is `outside` for rows written by a stranger's SQL. An undo or redo says in `undoes_id`
    which changeset it takes back; a `final` one cannot be taken back.
    """

    __table_args__ = (
        one_of("changeset", "source", SOURCES),
        one_of("changeset", "kind", KINDS),
        *moments("changeset", "at"),
        TABLE_OPTIONS,
    )
    __tablename__ = "changeset"

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=uuid7, unique=True)
    at: str
    actor: str
    command: str
    source: str
    kind: str = "change"
    undoes_id: int | None = link("changeset")


class Change(SQLModel, table=True):
    """One row's before and after, as JSON objects.

    For an update they hold the columns that differ; for a delete `before` is the whole row; for
    an insert both are empty, because the row itself (or its later changes) has the values.
    """

    __table_args__ = (
        Index("change_row", "table_name", "row_id"),
        some_rows("change_not_insert", "table_name, row_id", "operation <> 'insert'"),
        one_of("change", "operation", OPERATIONS),
        TABLE_OPTIONS,
    )
    __tablename__ = "change"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    changeset_id: int = Field(foreign_key="changeset.id", index=True)
    table_name: str
    row_id: int
    operation: str
    before: str | None = None
    after: str | None = None


class Running(SQLModel, table=True):
    """One row: the changeset of the command that is writing now (SQLite)."""

    __table_args__ = (TABLE_OPTIONS,)
    __tablename__ = "running"

    id: int | None = Field(default=None, primary_key=True)
    changeset_id: int | None = None


class WriteLock(SQLModel, table=True):
    """Locked by whoever writes (PostgreSQL), so that changesets follow the order of commits."""

    __table_args__ = (TABLE_OPTIONS,)
    __tablename__ = "write_lock"

    id: int | None = Field(default=None, primary_key=True)
