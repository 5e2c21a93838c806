"""Reading the history: what a changeset did to each row in the end, and what was done since.

A change of an insert has no values (see `triggers`), so a row as it was is always the row as it
is, rolled back by the changes that came after.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm_cli.database import Reader, Rows

# Made by us from other columns, or saying only that something was written.
DERIVED = frozenset({"updated_at", "search_text"})
_NOTHING: Mapping[str, Collection[int]] = {}


class RowKey(NamedTuple):
    """One row of one table."""

    table: str
    id: int


@dataclass(slots=True)
class Net:
    """What a changeset did to one row, all its statements together.

    An update has the columns that differ in `before` and `after`. A row that was deleted has all
    of its columns in `before`; of one that was inserted, only the row itself knows the values.
    """

    existed: bool
    exists: bool
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """insert, update, delete, or "" when nothing is left of it."""
        if self.existed and self.exists:
            return "update" if self.before else ""
        if self.exists:
            return "insert"
        return "delete" if self.existed else ""


@dataclass(slots=True)
class Since:
    """What later changesets did to a row.

    `left` has the values that the earlier one left behind, for the columns changed since. `by`
    says which changeset changed a column last, those that were taken back left aside: a column
    may hold the old value and still have been changed, and back. `existed` is whether the row was
    there then; None when nothing was done since.
    """

    existed: bool | None = None
    left: dict[str, Any] = field(default_factory=dict)
    by: dict[str, int] = field(default_factory=dict)
    last: int = 0


def net_changes(
    reader: Reader, changeset_id: int, without: Mapping[str, Collection[int]] = _NOTHING
) -> dict[RowKey, Net]:
    """What a changeset did, row by row, in the order in which rows were first touched.

    `without` are rows (ids by table) to leave out.
    """
    names = ("table_name", "row_id", "operation", "before", "after")
    sql = f"SELECT {', '.join(names)} FROM change WHERE changeset_id = :id"
    if any(without.values()):
        # Nothing but their insert happened to the rows to leave out. After an import these are
        # all inserts, most often, which then need not be read.
        inserts = reader.rows(
            "SELECT count(*) AS n FROM change WHERE changeset_id = :id AND operation = 'insert'",
            {"id": changeset_id},
        )
        if inserts[0]["n"] == sum(map(len, without.values())):
            sql += " AND operation <> 'insert'"
    return fold(
        [
            dict(zip(names, row, strict=True))
            for row in reader.tuples(f"{sql} ORDER BY id", {"id": changeset_id})
            if row[1] not in without.get(row[0], ())
        ]
    )


def fold(rows: Rows) -> dict[RowKey, Net]:
    """The net of changes, oldest first, for each row."""
    found: dict[RowKey, Net] = {}
    for row in rows:
        key = RowKey(row["table_name"], row["row_id"])
        net = found.get(key)
        if net is None:
            net = found[key] = Net(existed=row["operation"] != "insert", exists=True)
        if row["operation"] == "insert":
            net.exists = True
        elif row["operation"] == "delete":
            net.exists = False
            # What this changeset changed earlier was otherwise before it.
            net.before = {**json.loads(row["before"]), **net.before} if net.existed else {}
            net.after = {}
        elif net.existed:
            for column, value in json.loads(row["before"]).items():
                net.before.setdefault(column, value)
            net.after |= json.loads(row["after"])
    for key, net in list(found.items()):
        if net.existed and net.exists:
            for column in [name for name in net.before if net.before[name] == net.after.get(name)]:
                del net.before[column]
                net.after.pop(column, None)
        if not net.kind:
            del found[key]
    return found


def complete(
    nets: dict[RowKey, Net],
    since: Mapping[RowKey, Since],
    current: Mapping[RowKey, Mapping[str, Any]],
) -> None:
    """Find out what a changeset left in rows that it deleted and inserted again.

    The change of an insert has no values, so `fold` cannot know them: they are those of the row as
    it is, rolled back by what was done since.
    """
    for key, net in list(nets.items()):
        if net.kind != "update" or net.before.keys() <= net.after.keys():
            continue
        later = since.get(key)
        left = {**current.get(key, {}), **(later.left if later else {}), **net.after}
        for column, value in list(net.before.items()):
            if column in left and left[column] != value:
                net.after[column] = left[column]
            else:
                del net.before[column]
                net.after.pop(column, None)
        if not net.kind:
            del nets[key]


def changes_since(reader: Reader, changeset_id: int) -> dict[RowKey, Since]:
    """What was done since to the rows that a changeset touched."""
    rows = reader.rows(
        "SELECT c.changeset_id, c.table_name, c.row_id, c.operation, c.before, c.after"
        " FROM change c WHERE c.changeset_id > :id AND EXISTS (SELECT 1 FROM change o"
        "  WHERE o.table_name = c.table_name AND o.row_id = c.row_id AND o.changeset_id = :id)"
        " ORDER BY c.id",
        {"id": changeset_id},
    )
    return fold_since(rows, _cancelled(reader, changeset_id))


def _cancelled(reader: Reader, changeset_id: int) -> set[int]:
    """The later changesets that took each other back, so that nothing of them is in force."""
    cancelled: set[int] = set()
    for row in reader.rows(
        "SELECT id, undoes_id FROM changeset WHERE id > :id AND undoes_id > :id ORDER BY id DESC",
        {"id": changeset_id},
    ):
        if row["id"] not in cancelled:
            cancelled |= {row["id"], row["undoes_id"]}
    return cancelled


def fold_since(rows: Rows, cancelled: Container[int] = ()) -> dict[RowKey, Since]:
    """What changes, oldest first, did to each row: what was there before the first of them."""
    found: dict[RowKey, Since] = {}
    for row in rows:
        since = found.setdefault(RowKey(row["table_name"], row["row_id"]), Since())
        since.last = row["changeset_id"]
        if since.existed is None:
            since.existed = row["operation"] != "insert"
        if row["operation"] == "insert":
            continue
        for column, value in json.loads(row["before"]).items():
            if since.existed:
                since.left.setdefault(column, value)
            if row["changeset_id"] not in cancelled:
                since.by[column] = row["changeset_id"]
    return found


def rows_of(reader: Reader, table: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    """The rows of a table with these ids, by id; those that are gone are left out."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        names = {f"id{number}": id for number, id in enumerate(ids[start : start + 500])}
        listed = ", ".join(f":{name}" for name in names)
        for row in reader.rows(f"SELECT * FROM {table} WHERE id IN ({listed})", names):
            found[row["id"]] = row
    return found


def current_rows(reader: Reader, keys: Iterable[RowKey]) -> dict[RowKey, dict[str, Any]]:
    """Rows of any tables as they are now; those that are not there are left out."""
    tables: dict[str, list[int]] = {}
    for key in keys:
        tables.setdefault(key.table, []).append(key.id)
    return {
        RowKey(table, id): row
        for table, ids in tables.items()
        for id, row in rows_of(reader, table, ids).items()
    }


def last_seen(reader: Reader, key: RowKey) -> dict[str, Any]:
    """A row that is gone by now, as it was when it was removed."""
    rows = reader.rows(
        "SELECT before FROM change WHERE table_name = :table AND row_id = :id"
        " AND operation = 'delete' ORDER BY id DESC LIMIT 1",
        {"table": key.table, "id": key.id},
    )
    found: dict[str, Any] = json.loads(rows[0]["before"]) if rows else {}
    return found


def changeset(reader: Reader, id: int) -> dict[str, Any] | None:
    """The changeset with this number, with how many rows it changed; None when there is none."""
    rows = reader.rows(
        "SELECT s.*, (SELECT count(*) FROM change c WHERE c.changeset_id = s.id) AS changes"
        " FROM changeset s WHERE s.id = :id",
        {"id": id},
    )
    return rows[0] if rows else None


def undone_by(reader: Reader, id: int) -> int | None:
    """The undo of this changeset that is in force, if it is taken back at the moment.

    An undo that was itself taken back (by a redo) is not in force, and so on.
    """
    for row in reader.rows(
        "SELECT id FROM changeset WHERE undoes_id = :id ORDER BY id DESC", {"id": id}
    ):
        if undone_by(reader, row["id"]) is None:
            return int(row["id"])
    return None


def next_to_undo(reader: Reader, actor: str) -> int | None:
    """The newest changeset of this person that is not taken back; None when there is none."""
    for row in reader.rows(
        "SELECT id FROM changeset WHERE actor = :actor AND kind = 'change' AND source <> 'outside'"
        " ORDER BY id DESC LIMIT 1000",
        {"actor": actor},
    ):
        if undone_by(reader, row["id"]) is None:
            return int(row["id"])
    return None


def next_to_redo(reader: Reader, actor: str) -> int | None:
    """The newest undo of this person that is in force, unless they did something new since."""
    for row in reader.rows(
        "SELECT id, kind FROM changeset WHERE actor = :actor AND kind <> 'final'"
        " ORDER BY id DESC LIMIT 1000",
        {"actor": actor},
    ):
        if row["kind"] == "change":
            return None
        if row["kind"] == "undo" and undone_by(reader, row["id"]) is None:
            return int(row["id"])
    return None
