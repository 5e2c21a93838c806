"""What a migration does to columns, done to the history as well.

A change holds a row's values under the names of their columns. Undo and the past read those of all
times with the schema of today, so a migration renames, adds and drops keys along with columns.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

# For each engine: whether a side of a change has a key, what is under it, and that side without
# the key, or with one more.
_SQL = {
    "sqlite": {
        "has": "json_type({side}, '$.{key}') IS NOT NULL",
        "value": "json_extract({side}, '$.{key}')",
        "number": "json_extract({side}, '$.{key}')",
        "without": "json_remove({side}, '$.{key}')",
        "with": "json_set({side}, '$.{key}', {value})",
    },
    "postgresql": {
        "has": "jsonb_exists({side}::jsonb, '{key}')",
        "value": "{side}::jsonb -> '{key}'",
        "number": "({side}::jsonb ->> '{key}')::bigint",
        "without": "({side}::jsonb - '{key}')::text",
        "with": "({side}::jsonb || jsonb_build_object('{key}', {value}))::text",
    },
}


def rename_column(table: str, old: str, new: str) -> None:
    """Give a column another name, in the table and in the history of its rows."""
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for side in ("before", "after"):
        value = _part("value", side=side, key=old)
        moved = _part("with", side=_part("without", side=side, key=old), key=new, value=value)
        _write(table, side, moved, _part("has", side=side, key=old))


def add_column(table: str, name: str, kind: Any, default: str | int | None = None) -> None:
    """Add a column; the rows have `default` in it, and had it in the past.

    So have those that were deleted, when they come back. Without a default it may be empty.
    """
    value = str(default) if isinstance(default, int) else _quoted(str(default))
    given = sa.text(value) if default is not None else None
    op.add_column(table, sa.Column(name, kind, server_default=given, nullable=given is None))
    if given is not None:
        whole = _part("with", side="before", key=name, value=value)
        _write(table, "before", whole, "operation = 'delete'")


def scale_column(table: str, name: str, factor: int) -> None:
    """Multiply the whole numbers of a column, and those that the rows had in the past."""
    op.execute(f"UPDATE {table} SET {name} = {name} * {factor}")
    for side in ("before", "after"):
        number = _part("number", side=side, key=name)
        scaled = _part("with", side=side, key=name, value=f"{number} * {factor}")
        _write(table, side, scaled, f"{number} IS NOT NULL")


def replace_check(table: str, name: str, old: str, new: str) -> None:
    """Put one CHECK in the place of another, which the rows keep: SQLite need not copy the table.

    See https://sqlite.org/lang_altertable.html, how to change a CHECK where no row is touched.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, new)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = :table"
        ),
        {"old": f"CHECK ({old})", "new": f"CHECK ({new})", "table": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")


def drop_column(table: str, name: str) -> None:
    """Drop a column; the history keeps nothing of it, so that what is left can be taken back."""
    op.drop_column(table, name)
    for side in ("before", "after"):
        _write(
            table, side, _part("without", side=side, key=name), _part("has", side=side, key=name)
        )


def _part(what: str, **names: str) -> str:
    return _SQL[op.get_bind().dialect.name][what].format(**names)


def _write(table: str, side: str, value: str, condition: str) -> None:
    op.get_bind().exec_driver_sql(
        f"UPDATE change SET {side} = {value} WHERE table_name = '{table}' AND {condition}"
    )


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
