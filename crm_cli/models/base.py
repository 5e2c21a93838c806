"""What every table shares: keys, stamps, and the rules that make one schema run on both engines.

Columns are TEXT, INTEGER and BIGINT only; a time is TEXT `YYYY-MM-DDTHH:MM:SS.mmmZ`, a day TEXT
`YYYY-MM-DD` (a birthday without its year `--MM-DD`), each with a CHECK, so that the same SQL
compares them on SQLite and PostgreSQL.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String
from sqlalchemy import text as sql
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, SQLModel

TIME_PATTERN = "____-__-__T__:__:__.___Z"
DAY_PATTERN = "____-__-__"

# STRICT makes SQLite refuse a value of the wrong type; AUTOINCREMENT never gives an id again.
TABLE_OPTIONS = {"sqlite_strict": True, "sqlite_autoincrement": True}

SQLModel.metadata.naming_convention = {
    "ix": "%(table_name)s_%(column_0_N_name)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_unique",
    "ck": "%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_link",
    "pk": "%(table_name)s_key",
}


@compiles(BigInteger, "sqlite")
@compiles(Integer, "sqlite")
def _integer(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "INTEGER"  # STRICT knows no BIGINT, and only INTEGER can be a row id


@compiles(String, "sqlite")
@compiles(String, "postgresql")
def _text(_element: Any, _compiler: Any, **_options: Any) -> str:
    return "TEXT"


def uuid7() -> str:
    """A new UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def link(target: str) -> Any:
    """An optional, indexed foreign key to `target`.id.

    `models.load_all` makes every foreign key deferrable: undo needs that.
    """
    return Field(default=None, foreign_key=f"{target}.id", index=True)


def required_link(target: str) -> Any:
    """Like `link`, for a row that cannot be without its target."""
    return Field(foreign_key=f"{target}.id", index=True)


# The indexes below say their condition to SQLite alone: saying it to PostgreSQL too would import
# its dialect into every command that writes, a twentieth of the time of `crm log`.
# `models.portable` says it to both, for making migrations.


def live_unique(table: str, *columns: str) -> Index:
    """A unique rule that holds among live rows only, so that the trash never blocks a name."""
    live = sql("deleted_at IS NULL")
    name = f"live_{table}_{'_'.join(columns)}"
    return Index(name, *columns, unique=True, sqlite_where=live)


def live_rows(table: str) -> Index:
    """A small index of the live rows, for counting and paging through a large table.

    It has the condition's column as well: SQLite would read each row to see that it is met.
    """
    live = sql("deleted_at IS NULL")
    return Index(f"live_{table}", "id", "deleted_at", sqlite_where=live)


def some_rows(name: str, columns: str, condition: str) -> Index:
    """An index of the few rows that meet a condition, for what is asked every day."""
    few = sql(condition)
    return Index(name, *columns.split(", "), sqlite_where=few)


def moments(table: str, *columns: str) -> list[CheckConstraint]:
    """CHECKs that the columns hold UTC times as text."""
    return [
        CheckConstraint(f"{column} LIKE '{TIME_PATTERN}'", name=f"{table}_{column}_time")
        for column in columns
    ]


def days(table: str, *columns: str) -> list[CheckConstraint]:
    """CHECKs that the columns hold plain days as text."""
    return [
        CheckConstraint(f"{column} LIKE '{DAY_PATTERN}'", name=f"{table}_{column}_day")
        for column in columns
    ]


def one_of(table: str, column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A CHECK that the column holds one of `values` (or nothing)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{table}_{column}_choice")


def noun_args(table: str, *rules: Any) -> tuple[Any, ...]:
    """The `__table_args__` of a noun: its rules, those of the stamps, and the table options."""
    return (*rules, *moments(table, "created_at", "updated_at", "deleted_at"), TABLE_OPTIONS)


class Recorded(SQLModel):
    """A noun: a record that people refer to, with a portable uid, stamps and a trash.

    The stamps say when the row was recorded, never when something happened in the business.
    """

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=uuid7, unique=True)
    created_at: str = ""
    updated_at: str = ""
    deleted_at: str | None = None


class Linked(SQLModel):
    """A row that belongs to a record (an address, a tag on it): an id, and no life of its own."""

    id: int | None = Field(default=None, primary_key=True)
