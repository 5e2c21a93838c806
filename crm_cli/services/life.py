"""One record's life: which of its fields changed when, by whom, from what to what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.changes.log import Net, RowKey, fold, rows_of
from crm_cli.database import Reader
from crm_cli.nouns import NOUNS
from crm_cli.services.history import row_then
from crm_cli.services.wording import changed_values, field_name, held
from crm_cli.tables import Column, Row, Table
from crm_cli.values.references import read_reference

if TYPE_CHECKING:
    from crm_cli.book import Book

# The kinds of rows beside a record, as the names of their tables end.
BESIDE = ("tag", "field", "email", "phone", "handle", "contact", "link", "score", "distinct")
_COLUMNS = [
    Column("changeset"),
    Column("at", "datetime"),
    Column("who"),
    Column("field"),
    Column("before"),
    Column("after"),
    Column("command", shown=False),
]


class Step(NamedTuple):
    """A field before and after a changeset; where the record was made or removed, no field."""

    field: str | None
    before: str | None
    after: str | None


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
    rows: list[Row] = []
    for key in [RowKey(NOUNS[noun].table, id), *_beside(reader, noun, id)]:
        for changeset in reader.rows(
            "SELECT s.id, s.at, s.actor, s.command FROM changeset s WHERE s.id IN"
            " (SELECT changeset_id FROM change WHERE table_name = :table AND row_id = :id)",
            {"table": key.table, "id": key.id},
        ):
            head = (f"#{changeset['id']}", changeset["at"], changeset["actor"] or None)
            steps = steps_of(reader, book, key, changeset["id"], noun, id)
            rows += [(*head, *step, changeset["command"]) for step in steps]
    rows.sort(key=lambda row: int(str(row[0])[1:]), reverse=True)
    return Table(list(_COLUMNS), rows, noun="change", title=f"{NOUNS[noun].letter}{id}")


def steps_of(
    reader: Reader, book: Book, key: RowKey, changeset: int, noun: str, id: int
) -> list[Step]:
    """What a changeset did to a record, `key` being its row or one beside it."""
    changes = reader.rows(
        "SELECT table_name, row_id, operation, before, after FROM change"
        " WHERE changeset_id = :changeset AND table_name = :table AND row_id = :id ORDER BY id",
        {"changeset": changeset, "table": key.table, "id": key.id},
    )
    net = fold(changes).get(key)
    if net is None:
        return []
    row = row_then(reader, changeset, key, net, rows_of(reader, key.table, [key.id]).get(key.id))
    if key.table != NOUNS[noun].table:
        step = _step_beside(reader, key, net, row, changeset, noun, id)
        return [step] if step else []
    if net.kind == "insert":
        return [Step(None, None, "added")]
    if net.kind == "delete":
        return [Step(None, "there", "removed")]
    return [
        Step(field_name(key.table, column), old, new)
        for column, old, new in changed_values(reader, key, net, row, book)
    ]


def _step_beside(
    reader: Reader,
    key: RowKey,
    net: Net,
    row: Mapping[str, Any],
    changeset: int,
    noun: str,
    id: int,
) -> Step | None:
    """What became of a row beside the record, which is a value of it: an address, a tag."""
    what, value = held(reader, key, row)
    owner = f"{noun}_id"
    if net.kind != "update":
        if _owner_then(reader, key, changeset, owner) not in (None, id):
            return None
        return Step(what, None, value) if net.kind == "insert" else Step(what, value, None)
    if owner in net.before:  # a merge moved it
        was = value if net.before[owner] == id else None
        now = value if net.after[owner] == id else None
        return Step(what, was, now)
    if "value" in net.before:
        was = held(reader, key, {**row, **net.before})[1]
        return Step(what, was, held(reader, key, {**row, **net.after})[1])
    return None  # its place in the list, or what is made of it


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
    # The first of each by the index, where DISTINCT would read all changes.
    touched = " UNION ALL ".join(
        f"SELECT '{noun}_{kind}' AS name WHERE"
        f" (SELECT min(row_id) FROM change WHERE table_name = '{noun}_{kind}') IS NOT NULL"
        for kind in BESIDE
    )
    return [row["name"] for row in reader.rows(touched)]
