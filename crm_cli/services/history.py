"""The history for people: the changesets, and in words what each of them did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.changes.log import (
    Net,
    RowKey,
    current_rows,
    fold_since,
    last_seen,
    net_changes,
    undone_by,
)
from crm_cli.changes.units import HISTORIES
from crm_cli.database import Reader
from crm_cli.nouns import NOUNS
from crm_cli.services.merge_words import merge_in_words
from crm_cli.services.wording import Parts, changed_values, field_name, owned_by
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import show_relative
from crm_cli.values.plurals import counted
from crm_cli.values.text import like, visible

if TYPE_CHECKING:
    from crm_cli.book import Book

# A changeset of more rows is counted, not told; of what is told, so many records at most.
TOLD_ROWS = 40
TOLD_PARTS = 8
# Where a row stands in a list, and what is made of its other columns.
UNTOLD = frozenset({"position", "key", "digits", "e164"})
MERGED_ROWS = 20_000  # a merge is told in one line, however much it moved
_TABLES = {noun.table: noun for noun in NOUNS.values()}

COLUMNS = [
    Column("changeset", title="id"),
    Column("when"),
    Column("who"),
    Column("what"),
    Column("at", "datetime", shown=False),
    Column("command", shown=False),
    Column("changes", shown=False),
    Column("rows", "integer", shown=False),
    Column("source", shown=False),
    Column("kind", shown=False),
    Column("undone_by", shown=False),
]


def changesets(
    reader: Reader,
    book: Book,
    *,
    id: int | None = None,
    since: str | None = None,
    until: str | None = None,
    actor: str | None = None,
    command: str | None = None,
    source: str | None = None,
    limit: int | None = None,
) -> Table:
    """The changesets, newest first, or one. `since` and `until` are UTC texts (until not included);
    `command` is a part of the command line. `total` counts what the limit left out.
    """
    conditions = {
        "s.id = :id": id,
        "s.at >= :since": since,
        "s.at < :until": until,
        "s.actor = :actor": actor,
        "lower(s.command) LIKE :command ESCAPE '\\'": f"%{like(command.lower())}%"
        if command
        else None,
        "s.source = :source": source,
    }
    chosen = [sql for sql, value in conditions.items() if value is not None]
    params = {
        sql.rpartition(":")[2].partition(" ")[0]: value
        for sql, value in conditions.items()
        if value is not None
    }
    where = " AND ".join(chosen) or "1 = 1"
    cut = f" LIMIT {int(limit)}" if limit is not None else ""
    found = reader.rows(
        "SELECT s.id, s.at, s.actor, s.command, s.source, s.kind,"
        " (SELECT count(*) FROM change c WHERE c.changeset_id = s.id) AS changes"
        f" FROM changeset s WHERE {where} ORDER BY s.id DESC{cut}",
        params,
    )
    rows = [_row(reader, book, row) for row in found]
    total = None
    if limit is not None:
        counted = f"SELECT count(*) AS n FROM changeset s WHERE {where}"
        total = int(reader.rows(counted, params)[0]["n"])
    hint = "none is so: crm history shows all" if chosen else "nothing was written yet"
    return Table(COLUMNS, rows, noun="changeset", total=total, hint=hint)


def _row(reader: Reader, book: Book, row: Mapping[str, Any]) -> Row:
    command = row["command"].removeprefix("crm ")
    most = MERGED_ROWS if " merge " in row["command"] else TOLD_ROWS
    words = in_words(reader, book, row["id"], row["changes"], most)
    undoer = undone_by(reader, row["id"])
    return (
        f"#{row['id']}",
        show_relative(row["at"], book.now),
        row["actor"] or None,
        f"[undone by #{undoer}] " * bool(undoer)
        + "  · ".join(part for part in (command, words) if part),
        row["at"],
        command,
        words,
        row["changes"],
        row["source"],
        row["kind"],
        f"#{undoer}" if undoer else None,
    )


def in_words(reader: Reader, book: Book, id: int, changes: int, most: int = TOLD_ROWS) -> str:
    """What a changeset did: "D12 Relaunch: stage negotiation → won, closed 2026-11-20".

    Of more changes than `most` it says only how many.
    """
    if changes > most:
        return _counted(reader, id)
    nets = net_changes(reader, id)
    current = current_rows(reader, nets)
    added = {key for key, net in nets.items() if net.kind == "insert"}
    merge = merge_in_words(reader, nets, current)
    parts = Parts([merge.words] if merge else [])
    rows = {key: row_then(reader, id, key, net, current.get(key)) for key, net in nets.items()}
    for key, net in nets.items():
        if merge and key in merge.rows:
            continue
        row = rows[key]
        if key.table in (*HISTORIES, "external_id") or (
            net.kind == "insert" and owned_by(key, row) in added
        ):
            continue  # told by the record's own fields, or came with it
        if key.table not in _TABLES and "deleted_at" in net.before and net.kind == "update":
            continue  # went with its record
        if key.table == "tag" and _is_used(key.id, net.kind, nets, rows):
            continue  # told with the record that has it
        parts.tell(reader, key, net, row, [] if net.kind != "update" else
                   _told(reader, book, key, net, row))  # fmt: skip
    return parts.joined(TOLD_PARTS) or _noted(sum(key.table == "external_id" for key in nets))


def _noted(records: int) -> str:
    """What an import did that found everything as it is, and never saw this source before."""
    if not records:
        return ""
    return f"what the file says of {records:,} record{'s' * (records > 1)} noted"


def _is_used(tag: int, kind: str, nets: Mapping[RowKey, Net], rows: Mapping[RowKey, Any]) -> bool:
    """Whether one of these changes gives a record a tag that was made, or takes a gone one away."""
    return kind != "update" and any(
        net.kind == kind and rows[key].get("tag_id") == tag for key, net in nets.items()
    )


def row_then(
    reader: Reader, changeset: int, key: RowKey, net: Net, current: Mapping[str, Any] | None
) -> dict[str, Any]:
    """A row for its name and its context: as it is; one that is gone, as it was last.

    A row beside a record is as the changeset left it: what it holds is what there is to tell.
    """
    row = {**(current or last_seen(reader, key)), **({} if current else net.before)}
    if key.table in _TABLES or net.kind != "insert":
        return row
    later = reader.rows(
        "SELECT changeset_id, table_name, row_id, operation, before FROM change"
        " WHERE table_name = :table AND row_id = :id AND changeset_id > :changeset ORDER BY id",
        {"table": key.table, "id": key.id, "changeset": changeset},
    )
    since = fold_since(later).get(key)
    return {**row, **since.left} if since else row


def _told(reader: Reader, book: Book, key: RowKey, net: Net, row: Mapping[str, Any]) -> list[str]:
    """The changed fields of a row: "stage negotiation → won"."""
    if "deleted_at" in net.before:
        return ["moved to the trash" if net.after["deleted_at"] else "taken from the trash"]
    told = []
    for column, old, new in changed_values(reader, key, net, row, book):
        if column in UNTOLD:
            continue
        if column == "value":  # the row has the name of what it is the value of
            told.append(f"{old} → {new}")
            continue
        name = field_name(key.table, column)
        told.append(f"{name} {old} → {new}" if old and new else f"{name} {new or 'emptied'}")
    return told


def _counted(reader: Reader, id: int) -> str:
    rows = reader.rows(
        # A row may be changed twice, which takes sorting; it is added or removed once.
        "WITH made AS MATERIALIZED"
        " (SELECT table_name, operation, row_id FROM change WHERE changeset_id = :id)"
        " SELECT table_name, operation, count(*) AS n FROM made WHERE operation <> 'update'"
        " GROUP BY table_name, operation"
        " UNION ALL SELECT table_name, 'update', count(DISTINCT row_id) FROM made"
        " WHERE operation = 'update' GROUP BY table_name ORDER BY table_name, operation",
        {"id": id},
    )
    words = {"insert": "added", "update": "changed", "delete": "removed"}
    parts = [
        f"{counted(row['n'], noun.name, noun.plural)} {words[row['operation']]}"
        for row in rows
        if (noun := _TABLES.get(row["table_name"]))
    ]
    rest = sum(row["n"] for row in rows if row["table_name"] not in _TABLES)
    if not parts:
        parts = [counted(rest, "row")]
    return visible(", ".join(parts))
