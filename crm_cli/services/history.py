"""The history for people: changesets in words, and one record's life field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from crm_cli.changes.log import (
    DERIVED,
    Net,
    RowKey,
    fold,
    fold_since,
    last_seen,
    net_changes,
    rows_of,
    undone_by,
)
from crm_cli.changes.units import HISTORIES
from crm_cli.database import Reader
from crm_cli.nouns import NOUNS
from crm_cli.services.merge_words import merge_in_words
from crm_cli.services.references import like
from crm_cli.services.wording import Parts, field_name, held, owned_by, value_text
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import show_relative
from crm_cli.values.references import read_reference

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
        "  · ".join(part for part in (command, words) if part),
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
    current = _current(reader, nets)
    added = {key for key, net in nets.items() if net.kind == "insert"}
    merge = merge_in_words(reader, nets, current)
    parts = Parts([merge.words] if merge else [])
    rows = {key: _row_then(reader, id, key, net, current.get(key)) for key, net in nets.items()}
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


def _row_then(
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
    for column in net.before:
        if column in (DERIVED | UNTOLD) or (column == "currency" and _moneys(net)):
            continue
        before, after = {**row, **net.before}, {**row, **net.after}
        old = value_text(reader, key.table, column, net.before[column], before, book)
        new = value_text(reader, key.table, column, net.after[column], after, book)
        name = field_name(key.table, column)
        if column == "value":  # the row has the name of what it is the value of
            told.append(f"{old} → {new}")
            continue
        told.append(f"{name} {old} → {new}" if old and new else f"{name} {new or 'emptied'}")
    return told


def _moneys(net: Net) -> bool:
    """Whether an amount changed, which is told with its currency."""
    return "amount_minor" in net.before or "value" in net.before


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
    from crm_cli.values.text import visible

    parts = [
        f"{row['n']:,} {_TABLES[row['table_name']].plural} {words[row['operation']]}"
        for row in rows
        if row["table_name"] in _TABLES
    ]
    rest = sum(row["n"] for row in rows if row["table_name"] not in _TABLES)
    if not parts:
        parts = [f"{rest:,} rows"]
    return visible(", ".join(parts))


def _current(reader: Reader, keys: Mapping[RowKey, Any]) -> dict[RowKey, dict[str, Any]]:
    tables: dict[str, list[int]] = {}
    for key in keys:
        tables.setdefault(key.table, []).append(key.id)
    return {
        RowKey(table, id): row
        for table, ids in tables.items()
        for id, row in rows_of(reader, table, ids).items()
    }


def recorded(reader: Reader, text: str) -> tuple[str, int] | None:
    """The noun and id that a typed reference (D12) means, if anything of it is recorded."""
    typed = read_reference(text.strip())
    if typed is None or typed.noun not in NOUNS:
        return None
    found = reader.rows(
        "SELECT 1 AS found FROM change WHERE table_name = :table AND row_id = :id LIMIT 1",
        {"table": NOUNS[typed.noun].table, "id": typed.id},
    )
    return (typed.noun, typed.id) if found else None


def life_of(reader: Reader, noun: str, id: int, book: Book) -> Table:
    """One record's life, newest first: who changed which field, when, from what to what."""
    keys = [RowKey(NOUNS[noun].table, id), *_beside(reader, noun, id)]
    rows: list[Row] = []
    for key in keys:
        for changeset in reader.rows(
            "SELECT s.id, s.at, s.actor, s.command FROM changeset s WHERE s.id IN"
            " (SELECT changeset_id FROM change WHERE table_name = :table AND row_id = :id)",
            {"table": key.table, "id": key.id},
        ):
            rows += life_rows(reader, book, key, changeset, RowKey(noun, id))
    rows.sort(key=lambda row: int(str(row[0])[1:]), reverse=True)
    columns = [
        Column("changeset"),
        Column("at", "datetime"),
        Column("who"),
        Column("field"),
        Column("before"),
        Column("after"),
        Column("command", shown=False),
    ]
    return Table(columns, rows, noun="change", title=f"{NOUNS[noun].letter}{id}")


def life_rows(
    reader: Reader, book: Book, key: RowKey, changeset: Mapping[str, Any], record: RowKey
) -> list[Row]:
    changes = reader.rows(
        "SELECT table_name, row_id, operation, before, after FROM change"
        " WHERE changeset_id = :changeset AND table_name = :table AND row_id = :id ORDER BY id",
        {"changeset": changeset["id"], "table": key.table, "id": key.id},
    )
    net = fold(changes).get(key)
    if net is None:
        return []
    current = rows_of(reader, key.table, [key.id]).get(key.id)
    row = _row_then(reader, changeset["id"], key, net, current)
    head = (f"#{changeset['id']}", changeset["at"], changeset["actor"] or None)
    if key.table not in _TABLES:
        # A row beside the record is a value of it: an address, a tag.
        what, value = held(reader, key, row)
        was = value if net.kind != "insert" else None
        now = value if net.kind != "delete" else None
        owner = f"{record.table}_id"
        if net.kind != "update" and _owner_then(reader, key, changeset["id"], owner) not in (
            None,
            record.id,
        ):
            return []
        if net.kind == "update" and owner in net.before:  # a merge moved it
            was = value if net.before[owner] == record.id else None
            now = value if net.after[owner] == record.id else None
        elif net.kind == "update" and "value" in net.before:
            was = held(reader, key, {**row, **net.before})[1]
            now = held(reader, key, {**row, **net.after})[1]
        elif net.kind == "update" and was == now:
            return []  # its place in the list, or what is made of it
        return [(*head, what, was, now, changeset["command"])]
    if net.kind != "update":
        ends = (None, "added") if net.kind == "insert" else ("there", "removed")
        return [(*head, None, *ends, changeset["command"])]
    rows: list[Row] = []
    for column in net.before:
        if column in DERIVED or (column == "currency" and _moneys(net)):
            continue
        before, after = {**row, **net.before}, {**row, **net.after}
        old = value_text(reader, key.table, column, net.before[column], before, book)
        new = value_text(reader, key.table, column, net.after[column], after, book)
        rows.append((*head, field_name(key.table, column), old, new, changeset["command"]))
    return rows


def _owner_then(reader: Reader, key: RowKey, changeset: int, owner: str) -> int | None:
    """Whose a row was right after a changeset, where a merge moved it later; else None."""
    for row in reader.rows(
        "SELECT before FROM change WHERE table_name = :table AND row_id = :id"
        " AND changeset_id > :changeset AND operation = 'update' ORDER BY id",
        {"table": key.table, "id": key.id, "changeset": changeset},
    ):
        before = json.loads(row["before"])
        if owner in before:
            return int(before[owner])
    return None


def _beside(reader: Reader, noun: str, id: int) -> list[RowKey]:
    """The rows beside a record (addresses, tags, moves), also those that are gone or elsewhere."""
    column = f"{noun}_id"
    found: list[RowKey] = []
    for table in _tables_beside(reader, noun):
        found += [
            RowKey(table, row["id"])
            for row in reader.rows(f"SELECT id FROM {table} WHERE {column} = :id", {"id": id})
        ]
        marks = {
            f"mark{number}": f'%"{column}":{blank}{id}{end}%'
            for number, (blank, end) in enumerate(product(("", " "), ",}"))
        }
        said = " OR ".join(f"{side} LIKE :{mark}" for side in ("before", "after") for mark in marks)
        found += [
            RowKey(table, row["row_id"])
            for row in reader.rows(
                "SELECT DISTINCT row_id FROM change WHERE table_name = :table"
                f" AND operation <> 'insert' AND ({said})",
                {"table": table, **marks},
            )
        ]
    return list(dict.fromkeys(found))


def _tables_beside(reader: Reader, noun: str) -> list[str]:
    kinds = ("tag", "field", "email", "phone", "handle", "contact", "link", "score", "distinct")
    # The first of each by the index, where DISTINCT would read all changes.
    touched = " UNION ALL ".join(
        f"SELECT '{noun}_{kind}' AS name WHERE"
        f" (SELECT min(row_id) FROM change WHERE table_name = '{noun}_{kind}') IS NOT NULL"
        for kind in kinds
    )
    return [row["name"] for row in reader.rows(touched)]
