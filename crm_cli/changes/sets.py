"""Many new or deleted rows on SQLite: what triggers would do for each is done for all at once.

A trigger that runs a hundred thousand times costs more than the rows. So those of the table are
taken away for as long as the statements here run, in the same transaction, and what they are for
(the history, the index of the search text) is written set by set. PostgreSQL's triggers are for
each statement anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crm_cli.batches import among
from crm_cli.changes.triggers import whole_row
from crm_cli.nouns import INDEXED, NOUNS, index_start

if TYPE_CHECKING:
    from crm_cli.session import Session

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


@contextmanager
def together(session: Session, table: str) -> Iterator[None]:
    """What is inserted into the table within, under ids that are new, is recorded at the end.

    So is what was inserted before an error. Only inserts into this one table may happen within.
    """
    last = _last(session, table)
    triggers = _dropped(session, table, _SETS)
    try:
        yield
    finally:
        if session.driver.in_transaction:  # else SQLite has taken everything back
            for name, sql in triggers.items():
                statement = _SETS[name.removeprefix(table)]
                session.rows(
                    statement.format(table=table, start=_STARTS.get(table)),
                    {"changeset": session.changeset_id, "last": last},
                )
                session.rows(sql)


def delete(session: Session, table: str, ids: Sequence[int]) -> None:
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


def follows(session: Session, table: str, id: int) -> bool:
    """Whether an id comes after all that are there."""
    return id > _last(session, table)


def _last(session: Session, table: str) -> int:
    return int(session.rows(f"SELECT coalesce(max(id), 0) AS last FROM {table}")[0]["last"])
