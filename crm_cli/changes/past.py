"""The past as a shadow: temporary tables and views of the same names, rolled back by the history.

An unqualified name finds a temporary relation first, on both engines. So every list, `show` and
report can be asked about a past moment, and none has code for it. Only tables that changed since
get a shadow: the rows untouched since, and those that were touched, as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.changes.log import RowKey, fold_since, rows_of
from crm_cli.database import Database
from crm_cli.errors import UsageError
from crm_cli.views import view_selects

if TYPE_CHECKING:
    from crm_cli.book import Book


class Past(NamedTuple):
    """A past moment that can be read: the database as it was, and when the recording began."""

    reader: Database
    moment: str
    recorded_since: str | None


def past_moment(text: str, book: Book) -> str:
    """The moment that a past day or time means (UTC text): a day means its end in the team's zone.

    Today means now. Raises UsageError for a moment that is yet to come.
    """
    from crm_cli.values.dates import day_start, from_utc_text, instant, read_when, utc_text

    when = read_when(text, now=book.now, prefer="past")
    if when.time is None and when.day == book.today:
        return book.stamp
    if when.time is None:
        midnight = from_utc_text(day_start(when.day + timedelta(days=1), book.zone))
        moment = utc_text(midnight - timedelta(milliseconds=1))
    else:
        moment = instant(when, book.zone)
    if moment > book.stamp:
        raise UsageError(
            "{text!r} is yet to come, so nothing of it is recorded",
            hint="give a past date, as in 2026-09-30",
            text=text,
        )
    return moment


@contextmanager
def opened(database: Database, moment: str) -> Iterator[Past]:
    """The same database as it was recorded by `moment`, on a connection of its own."""
    reader = database.again()
    try:
        yield Past(reader, moment, show_past(reader, moment))
    finally:
        reader.close()


def show_past(database: Database, moment: str) -> str | None:
    """Make the database's connection read what was recorded by `moment` (UTC text).

    The connection must not write any more; closing it takes the shadow away. Returns when the
    first changeset was recorded, None when there is none.
    """
    database.begin_shadow()  # first: what others write from here on is not seen
    first = database.rows("SELECT min(at) AS at FROM changeset")[0]["at"]
    cut = database.rows(
        "SELECT coalesce(max(id), 0) AS id FROM changeset WHERE at <= :moment", {"moment": moment}
    )[0]["id"]
    since = fold_since(
        database.rows(
            "SELECT changeset_id, table_name, row_id, operation, before FROM change"
            " WHERE changeset_id > :cut ORDER BY id",
            {"cut": cut},
        )
    )
    touched: dict[str, list[RowKey]] = {}
    for key in since:
        touched.setdefault(key.table, []).append(key)
    rolled_back = {table: _rows_then(database, keys, since) for table, keys in touched.items()}
    for table, rows in rolled_back.items():
        _shadow(database, table, [key.id for key in touched[table]], rows)
    if touched:
        for name, select in view_selects().items():
            database.execute(f"CREATE TEMPORARY VIEW {name} AS\n{select}")
    return str(first) if first else None


def _rows_then(database: Database, keys: list[RowKey], since: Any) -> list[dict[str, Any]]:
    """The rows as they were: what is there now, overlaid with the values that were there then."""
    now = rows_of(database, keys[0].table, [key.id for key in keys])
    return [
        {**now.get(key.id, {}), **since[key].left, "id": key.id}
        for key in keys
        if since[key].existed
    ]


def _shadow(database: Database, table: str, touched: list[int], rows: list[dict[str, Any]]) -> None:
    schema = "main"
    if database.engine == "postgresql":
        schema = database.rows("SELECT quote_ident(current_schema()) AS name")[0]["name"]
    columns = database.columns(table)
    listed = ", ".join(columns)
    database.execute(f"CREATE TEMPORARY TABLE past__{table}_touched (id INTEGER PRIMARY KEY)")
    database.execute_many(
        f"INSERT INTO past__{table}_touched (id) VALUES (:id)", [{"id": id} for id in touched]
    )
    view = (
        f"CREATE TEMPORARY VIEW {table} AS"
        f" SELECT {listed} FROM {schema}.{table} r WHERE NOT EXISTS"
        f" (SELECT 1 FROM past__{table}_touched t WHERE t.id = r.id)"
    )
    if not rows:  # all were added since, as steps and interactions are: the table's indexes serve
        database.execute(view)
        return
    database.execute(
        f"CREATE TEMPORARY TABLE past__{table} AS SELECT {listed} FROM {schema}.{table} WHERE 1 = 0"
    )
    marks = ", ".join(f":{column}" for column in columns)
    database.execute_many(
        f"INSERT INTO past__{table} ({listed}) VALUES ({marks})",
        [{column: row.get(column) for column in columns} for row in rows],
    )
    for column in columns:
        if column == "id" or column.endswith("_id"):
            database.execute(f"CREATE INDEX past__{table}_{column} ON past__{table} ({column})")
    database.execute(f"{view} UNION ALL SELECT {listed} FROM past__{table}")
