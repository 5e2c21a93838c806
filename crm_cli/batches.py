"""Many rows at once, on both engines: ids, inserts, updates, and looking up many keys.

Never ORM objects, which take six times as long. PostgreSQL gets COPY, so that its triggers, which
are for each statement, run once for a batch. On SQLite a trigger that runs a hundred thousand
times costs more than the rows: those of the table are taken away while many are written, in the
same transaction, and what they are for (the history, the search index) is written set by set.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from crm_cli.connections import copy_rows
from crm_cli.database import Reader, Rows
from crm_cli.nouns import INDEXED, NOUNS, index_start

if TYPE_CHECKING:
    from sqlalchemy import Table

    from crm_cli.session import Session

_RESERVED = 1000  # ids taken from a PostgreSQL sequence at a time
_TOGETHER = 100  # rows; SQLite takes 32,766 values in a statement
_MANY = 500  # rows: from here on it pays to go without triggers
_UIDS = 500
PAGE = 20_000

# By the end of a trigger's name: what it does, for the rows of {table} after the one of id :last.
_SETS = {
    "_insert": (
        "INSERT INTO change (changeset_id, table_name, row_id, operation)"
        " SELECT :changeset, '{table}', id, 'insert' FROM {table} WHERE id > :last ORDER BY id"
    ),
    "_index_insert": (
        "INSERT INTO search_index (rowid, text)"
        " SELECT id + {start}, search_text || char(10, 10) FROM {table}"
        " WHERE id > :last AND search_text <> '' ORDER BY id"
    ),
}
_DELETED = {
    "_delete": (
        "INSERT INTO change (changeset_id, table_name, row_id, operation, before)"
        " SELECT :changeset, '{table}', r.id, 'delete', {row} FROM {table} r"
        " WHERE r.id {among} ORDER BY r.id"
    ),
    "_index_delete": (
        "INSERT INTO search_index (search_index, rowid, text)"
        " SELECT 'delete', r.id + {start}, r.search_text || char(10, 10) FROM {table} r"
        " WHERE r.id {among} AND r.search_text <> '' ORDER BY r.id"
    ),
}
_STARTS = {NOUNS[noun].table: index_start(noun) for noun in INDEXED}


class Ids:
    """Ids for rows that are about to be written; none is given twice, none was used before."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tables: dict[str, Iterator[int]] = {}

    def take(self, table: str) -> int:
        """The next id of a table."""
        ids = self._tables.get(table)
        if ids is None:
            ids = self._tables[table] = self._iterate(table)
        return next(ids)

    def _iterate(self, table: str) -> Iterator[int]:
        if self._session.engine == "sqlite":
            # Nobody else can write now, and an insert with an id moves the sequence along.
            rows = self._session.rows(
                "SELECT seq AS last FROM sqlite_sequence WHERE name = :table", {"table": table}
            )
            return count((rows[0]["last"] if rows else 0) + 1)
        return self._from_sequence(table)

    def _from_sequence(self, table: str) -> Iterator[int]:
        while True:
            rows = self._session.rows(
                "SELECT nextval(pg_get_serial_sequence(:table, 'id')) AS id"
                " FROM generate_series(1, :count)",
                {"table": table, "count": _RESERVED},
            )
            yield from sorted(row["id"] for row in rows)


def uids() -> Iterator[str]:
    """Endless `uuid7`s, ten times as fast as one by one."""
    while True:
        now = f"{time.time_ns() // 1_000_000:012x}"
        start = f"{now[:8]}-{now[8:]}-7"
        random = os.urandom(10 * _UIDS).hex()
        for at in range(0, len(random), 20):
            variant = "89ab"[int(random[at + 3], 16) & 3]
            yield (
                f"{start}{random[at : at + 3]}-{variant}{random[at + 4 : at + 7]}"
                f"-{random[at + 7 : at + 19]}"
            )


def insert(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Write new rows; each has the values of `columns` in their order."""
    if not rows:
        return
    session.flush()
    if session.engine == "sqlite":
        if len(rows) < _MANY:
            _insert(session, table, columns, rows)
        else:
            _insert_many(session, table, columns, rows)
        return
    copy_rows(session.driver, f"{table} ({', '.join(columns)})", rows)


def _insert(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Write rows on SQLite, many in a statement.

    A trigger makes it keep a journal for each statement, which would cost more than the rows and
    their history together.
    """
    names, marks = ", ".join(columns), f"({', '.join('?' * len(columns))})"
    for start in range(0, len(rows), _TOGETHER):
        part = rows[start : start + _TOGETHER]
        sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([marks] * len(part))}"
        session.driver.execute(sql, list(chain.from_iterable(part)))


def _insert_many(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Write rows on SQLite, and their history in one statement where their ids are new.

    What was inserted before an error is recorded too.
    """
    last = session.rows(f"SELECT coalesce(max(id), 0) AS last FROM {table}")[0]["last"]
    at = columns.index("id") if "id" in columns else None
    if at is not None and min(row[at] for row in rows) <= last:
        _insert(session, table, columns, rows)
        return
    triggers = _dropped(session, table, _SETS)
    try:
        _insert(session, table, columns, rows)
    finally:
        if session.driver.in_transaction:  # else SQLite has taken everything back
            for name, sql in triggers.items():
                statement = _SETS[name.removeprefix(table)]
                session.rows(
                    statement.format(table=table, start=_STARTS.get(table)),
                    {"changeset": session.changeset_id, "last": last},
                )
                session.rows(sql)


def _dropped(session: Session, table: str, sets: Mapping[str, str]) -> dict[str, str]:
    """Drop those triggers of the table that `sets` stands in for; how they were made, by name."""
    found = session.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
        {"table": table},
    )
    names = {table + end for end in sets}
    triggers = {row["name"]: row["sql"] for row in found if row["name"] in names}
    for name in triggers:
        session.rows(f"DROP TRIGGER {name}")
    return triggers


def update(
    session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Change rows; each has the new values of `columns`, and then its id."""
    if not rows:
        return
    session.flush()
    if session.engine == "sqlite":
        changes = ", ".join(f"{column} = ?" for column in columns)
        session.driver.executemany(f"UPDATE {table} SET {changes} WHERE id = ?", rows)
        return
    of = dict(zip([*columns, "id"], zip(*rows, strict=True), strict=True))
    # A column of nothing but NULL has no type that could be told from its values.
    given = {name: values for name, values in of.items() if any(v is not None for v in values)}
    changes = ", ".join(f"{name} = {f'v.{name}' if name in given else 'NULL'}" for name in columns)
    names, values = ", ".join(given), list(given.values())
    kinds = ", ".join(
        "%s::bigint[]" if any(isinstance(value, int) for value in column) else "%s::text[]"
        for column in values
    )
    with session.driver.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {changes} FROM unnest({kinds}) AS v({names}) WHERE t.id = v.id",
            [list(column) for column in values],
        )


def delete(session: Session, table: str, ids: Sequence[int]) -> None:
    """Delete the rows of these ids, all together: one by one they take three times as long."""
    if session.engine == "sqlite" and len(ids) >= _MANY:
        _delete_many(session, table, ids)
    else:
        among(session, f"DELETE FROM {table} WHERE id {{among}}", ids)


def _delete_many(session: Session, table: str, ids: Sequence[int]) -> None:
    """Delete rows, recorded and taken out of the index before they go."""
    from crm_cli.models import load_all

    triggers = _dropped(session, table, _DELETED)
    for name in triggers:
        statement = _DELETED[name.removeprefix(table)].format(
            table=table,
            row=whole_row(load_all().tables[table], "r"),
            start=_STARTS.get(table),
            among="{among}",
        )
        among(session, statement, ids, changeset=session.changeset_id)
    among(session, f"DELETE FROM {table} WHERE id {{among}}", ids)
    for sql in triggers.values():
        session.rows(sql)


def whole_row(table: Table, row: str) -> str:
    """The SQL of a whole row as JSON, on SQLite; `row` is what stands for it in the statement."""
    names = ["id", *(column.name for column in table.columns if column.name != "id")]
    pairs = ", ".join(f"'{name}', {row}.{name}" for name in names)
    return f"json_object({pairs})"


def among(reader: Reader, sql: str, values: Sequence[Any], **params: Any) -> Rows:
    """The rows of a statement in which `{among}` stands for "is one of these values"."""
    if not values:
        return []
    if reader.engine == "sqlite":
        text = sql.format(among="IN (SELECT value FROM json_each(:among))")
        return reader.rows(text, params | {"among": json.dumps(list(values))})
    text = sql.format(among="= ANY(:among)")
    return reader.rows(text, params | {"among": list(values)})


def pages(session: Session, sql: str, **params: Any) -> Iterator[Rows]:
    """The rows of a SELECT in parts; it has `id > :last`, and `id` first among its columns."""
    last = 0
    while True:
        rows = session.rows(f"{sql} ORDER BY id LIMIT {PAGE}", params | {"last": last})
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]
