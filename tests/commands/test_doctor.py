"""`crm doctor`: exit code 1 and what to do, whatever is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.conftest import Crm
from tests.migrations.older import old_book


def test_all_is_well(crm: Crm) -> None:
    checks = crm.ok("doctor", "--json").json
    assert {row["state"] for row in checks} == {"ok"}
    assert {"schema", "integrity", "history", "settings"} <= {row["check"] for row in checks}


def test_a_newer_schema(crm_sqlite: Crm) -> None:
    with sqlite3.connect(crm_sqlite.database.path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    result = crm_sqlite("doctor", "--json")
    assert result.code == 1
    (row,) = result.json
    assert (row["check"], row["state"]) == ("schema", "wrong")
    assert "was written by a newer crm (schema 99" in row["found"]
    assert row["advice"] == "upgrade crm on this machine, as its README says"


def test_an_older_schema_is_left_as_it_is(crm_sqlite: Crm, tmp_path: Path) -> None:
    book = old_book(tmp_path / "old.db", 1)
    before = book.read_bytes()
    result = crm_sqlite("--db", book, "doctor")
    assert result.code == 1
    assert "crm db upgrade" in result.out
    assert book.read_bytes() == before


def test_a_damaged_file(crm_sqlite: Crm) -> None:
    """The first page is gone, or one in the middle."""
    path = crm_sqlite.database.path
    whole = path.read_bytes()
    for start in (0, 4096 * 20):
        path.write_bytes(whole[:start] + b"\xaa" * 8192 + whole[start + 8192 :])
        result = crm_sqlite("doctor")
        assert result.code == 1, result.err
        assert "restore the last backup" in result.out
