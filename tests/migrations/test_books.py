"""A book of schema 6, asked about its past, exported and restored by the program of today."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from crm_cli.database import Database
from crm_cli.services import archives, restoring
from tests.conftest import Crm
from tests.migrations.older import old_book, old_postgres
from tests.servers import Server

# Changeset #n was made on November n, at nine.
DAYS = (
    "UPDATE changeset SET at = '2026-11-' || substr('0' || id, length('0' || id) - 1)"
    " || 'T08:00:00.000Z'"
)


def dated(path: Path) -> Path:
    """The file of a program of schema 6."""
    old_book(path, 6)
    with sqlite3.connect(path) as connection:
        connection.execute(DAYS)
    return path


def archive(folder: Path, *, history: bool) -> Path:
    """The backup, or the export of all, that the program of then would have made of it."""
    database, path = Database(str(dated(folder / "old.db"))), folder / "old.crm"
    without = () if history else ("changeset", "change")
    wanted = [name for name in restoring.tables() if name not in without]
    with patch.object(archives, "SCHEMA_VERSION", 6):
        archives.write(database, path, wanted, "2026-11-19T10:00:00.000Z")
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql", "restored"])
def book(request: pytest.FixtureRequest, crm_sqlite: Crm, tmp_path: Path) -> Iterator[Crm]:
    """The program on that book, upgraded on either engine, or restored from its archive."""
    crm = crm_sqlite
    if request.param == "restored":
        crm.ok("restore", archive(tmp_path, history=True), "--yes")
        yield crm
        return
    if request.param == "sqlite":
        crm.database.close()
        crm.database.path.unlink()
        dated(crm.database.path)
        yield crm
        return
    server: Server = request.getfixturevalue("postgres")
    with server.fresh(empty=True) as url:
        crm.database = Database(url)
        old_postgres(crm.database, 6)
        crm.database.close()
        crm.environment["CRM_DATABASE_URL"] = url
        crm.database.rows(DAYS)
        crm.database.close()
        crm.ok("db", "upgrade")
        yield crm
        crm.database.close()


def names(crm: Crm, noun: str, *words: str) -> list[Any]:
    return [row["name"] for row in crm.ok(noun, "list", *words, "--sort", "id", "--json").json]


def test_the_past_before_and_after_the_upgrade(book: Crm) -> None:
    book.ok("contact", "edit", "C2", "--name", "曾大静")
    book.ok("tag", "edit", "vip", "--keep-in-touch", "30")
    days = {"2026-11-02": [], "2026-11-03": ["张伟"], "2026-11-11": ["张伟", "曾静"],
            "2026-11-12": ["张伟", "曾小静"], "2026-11-20": ["张伟", "曾大静"]}  # fmt: skip
    assert {day: names(book, "contact", "--as-of", day) for day in days} == days
    title = {
        day: book.ok("contact", "show", "C1", "--as-of", day, "--json").json["job_title"]
        for day in ("2026-11-08", "2026-11-09")
    }
    assert title == {"2026-11-08": None, "2026-11-09": "CTO"}
    stages = {
        day: book.ok("deal", "show", "D1", "--as-of", day, "--json").json["stage"]
        for day in ("2026-11-04", "2026-11-05")
    }
    assert stages == {"2026-11-04": "lead", "2026-11-05": "proposal"}
    # By sound, which the program of then did not know: under the name of that day.
    found = book.ok("contact", "show", "zengjing", "--as-of", "2026-11-11", "--json").json
    assert found["name"] == "曾静"
    assert book("contact", "show", "zxj", "--as-of", "2026-11-11").code == 3
    assert book.ok("doctor").code == 0


def test_what_was_done_then_is_taken_back_and_all_exported(book: Crm, tmp_path: Path) -> None:
    book.ok("undo", "12", "--yes")
    assert names(book, "contact") == ["张伟", "曾静"]
    book.ok("export", "--all", tmp_path / "all.crm")
    other = Crm(Database(str(tmp_path / "other.db")), book.folder, dict(book.environment))
    other.environment["CRM_DATABASE_URL"] = str(tmp_path / "other.db")
    other.ok("import", tmp_path / "all.crm")
    nouns = ("company", "contact", "deal", "interaction", "task", "ticket", "survey", "tag")
    for noun in nouns:
        wanted = book.ok(noun, "list", "--json").json
        assert other.ok(noun, "list", "--json").json == wanted != []
    other.database.close()


def test_an_export_of_then_is_brought_in(crm: Crm, tmp_path: Path) -> None:
    crm.ok("import", archive(tmp_path, history=False))
    assert names(crm, "contact") == ["张伟", "曾小静"]
    for typed, name in (("zhangwei", "张伟"), ("zengxiaojing", "曾小静")):
        assert crm.ok("contact", "show", typed, "--json").json["name"] == name
    shown = crm.ok("deal", "show", "D1", "--json").json
    assert (shown["amount"], shown["stage"]) == ("12000.00", "proposal")
    crm.ok("undo", crm.ok("history", "--json").json[0]["changeset"].lstrip("#"), "--yes")
    assert names(crm, "contact") == []
    assert crm.ok("doctor").code == 0
