"""Many new or deleted rows at once are recorded and indexed as single ones, on both engines."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest

from crm_cli import batches, schema
from crm_cli.database import Command, Database
from crm_cli.models import load_all
from crm_cli.services import indexed
from crm_cli.session import Session, transaction

COLUMNS = ("id", "name", "uid", "created_at", "updated_at", "search_text")
STAMP = "2026-11-20T10:00:00.000Z"
MANY = 1000


def companies(ids: Sequence[int], *, uid: str = "") -> list[tuple[Any, ...]]:
    return [
        (id, f"Firm {id}", uid or f"uid {id}", STAMP, STAMP, f"firm {id}" if id % 2 else "")
        for id in ids
    ]


def changes(database: Database) -> list[tuple[Any, ...]]:
    """Every change: table, row, operation, and whether anything else stands in it."""
    found = database.rows("SELECT * FROM change ORDER BY id")
    return [
        (row["table_name"], row["row_id"], row["operation"], row["before"] or row["after"])
        for row in found
    ]


def whole(database: Database) -> list[str]:
    """What differs from the triggers as they should be."""
    found = schema.differences(database, load_all())
    database.close()
    return found


def test_many_rows_are_recorded_each(database: Database, command: Command) -> None:
    before = len(changes(database))
    with transaction(database, command) as session:
        batches.insert(session, "company", COLUMNS, companies(range(11, 11 + MANY)))
        tags = [("tag", id) for id in range(11, 11 + MANY)]
        batches.insert(session, "external_id", ("noun", "record_id", "source", "external_id"),
                       [("company", id, "x", str(id)) for _, id in tags])  # fmt: skip
        number = session.changeset_id
    found = changes(database)[before:]
    assert found[:MANY] == [("company", id, "insert", None) for id in range(11, 11 + MANY)]
    assert [row[0] for row in found[MANY:]] == ["external_id"] * MANY
    assert {row["changeset_id"] for row in database.rows("SELECT * FROM change")[before:]} == {
        number
    }
    assert not whole(database)


def test_rows_whose_ids_are_not_new_are_recorded_too(database: Database, command: Command) -> None:
    """As when an undo puts rows back."""
    with transaction(database, command) as session:
        batches.insert(session, "company", COLUMNS, companies([2 * MANY]))
        before = session.rows("SELECT count(*) AS n FROM change")[0]["n"]
        batches.insert(session, "company", COLUMNS, companies(range(1, MANY)))
        after = session.rows("SELECT count(*) AS n FROM change")[0]["n"]
    assert after - before == MANY - 1
    assert not whole(database)


def test_many_rows_are_found_by_their_text(database: Database, command: Command) -> None:
    if database.engine != "sqlite":
        pytest.skip("the index is SQLite's")
    with transaction(database, command) as session:
        batches.insert(session, "company", COLUMNS, companies(range(1, MANY + 1)))
    for id, there in ((1, True), (2, False), (MANY - 1, True)):
        assert indexed.has(database, "company", id, f"firm {id}") is there


def test_an_error_leaves_no_row_without_its_history(database: Database, command: Command) -> None:
    if database.engine != "sqlite":
        pytest.skip("an error ends PostgreSQL's transaction")
    rows = companies(range(1, MANY)) + companies([MANY], uid="uid 1")
    with transaction(database, command) as session:
        with pytest.raises(sqlite3.IntegrityError):
            batches.insert(session, "company", COLUMNS, rows)
        there = _ids(session, "SELECT id FROM company")
        recorded = _ids(session, "SELECT row_id AS id FROM change WHERE table_name = 'company'")
    assert there == recorded != []
    assert not whole(database)


def test_many_deleted_rows_are_recorded_whole(database: Database, command: Command) -> None:
    with transaction(database, command) as session:
        batches.insert(session, "company", COLUMNS, companies(range(1, MANY + 3)))
    rows = {row["id"]: row for row in database.rows("SELECT * FROM company")}
    ids = list(range(2, MANY + 2))
    with transaction(database, command) as session:
        batches.delete(session, "company", ids)
        number = session.changeset_id
    recorded = database.rows(
        "SELECT * FROM change WHERE changeset_id = :id ORDER BY id", {"id": number}
    )
    assert [row["row_id"] for row in recorded] == ids
    assert [json.loads(row["before"]) for row in recorded] == [rows[id] for id in ids]
    assert {(row["table_name"], row["operation"], row["after"]) for row in recorded} == {
        ("company", "delete", None)
    }
    assert _ids(database, "SELECT id FROM company") == [1, MANY + 2]
    if database.engine == "sqlite":
        for id, there in ((1, True), (3, False), (MANY - 1, False)):
            assert indexed.has(database, "company", id, f"firm {id}") is there
    assert not whole(database)


def _ids(session: Session | Database, sql: str) -> list[int]:
    return sorted(row["id"] for row in session.rows(sql))
