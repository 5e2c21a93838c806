"""Imports below the command: what does not depend on where a batch ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from crm_cli.database import Command, Database
from crm_cli.services.imports import Request, Summary, import_rows, make_plan, run
from crm_cli.session import transaction

HEADER = ["id", "name", "email", "company", "referred_by", "city", "owner", "tag"]
ROWS = [
    ["1", "Ann", "ann@x.example", "Acme", "Dan", "Rome", "bob", "a"],
    ["2", "Ben", "", "Beta", "", "", "bob", ""],
    ["", "Ann", "ann@x.example", "acme", "", "", "", "b"],  # completes the first
    ["", "Cat", "", "Gamma", "ann@x.example", "", "cy", ""],
    ["", "cat", "", "Gamma", "", "Oslo", "", ""],  # completes the one before
    ["", "Ann", "ann@x.example", "", "", "Oslo", "", ""],  # contradicts the first
    ["1", "Ann", "new@x.example", "", "", "", "", ""],
    ["3", "Ben", "", "Beta", "", "", "", ""],  # another id: another Ben
    ["", "Dan", "", "", "Nobody", "", "", ""],
    ["", "Dan", "", "Acme", "", "", "", ""],
]


@dataclass
class Rows:
    """A source of rows in memory."""

    columns: list[str]
    rows: list[list[str]]
    size: int | None = None
    position: int = 0

    def __iter__(self) -> Iterator[Any]:
        return iter([(line, cells) for line, cells in enumerate(self.rows, start=2)])


def bring_in(database: Database, command: Command, rows: list[list[str]]) -> Summary:
    request = Request("contact", maps=("id=external_id",))
    plan = make_plan(request, HEADER, [], file="people.csv")
    with transaction(database, command) as session:
        return import_rows(session, Rows(HEADER, rows), plan, on_reject=lambda *_: None)


def contacts(database: Database) -> list[tuple[Any, ...]]:
    found = database.rows(
        "SELECT name, emails, company, city, owner, tags, referred_by FROM contact_view ORDER BY id"
    )
    database.close()
    return [tuple(row.values()) for row in found]


@pytest.mark.parametrize("batch", [1, 2, 3, 5000])
def test_where_a_batch_ends_changes_nothing(
    database: Database, command: Command, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(run, "BATCH", batch)
    summary = bring_in(database, command, ROWS)
    assert contacts(database) == [
        ("Ann", "ann@x.example\x1f\nnew@x.example", "Acme", "Rome", "bob", "a\x1f\nb", "Dan"),
        ("Ben", None, "Beta", None, "bob", None, None),
        ("Cat", None, "Gamma", "Oslo", "cy", None, "Ann"),
        ("Ben", None, "Beta", None, None, None, None),
        ("Dan", None, "Acme", None, None, None, None),
    ]
    assert (summary.read, summary.rejected) == (10, 2)
    reasons = [(problem.line, problem.reason) for problem in summary.problems]
    assert reasons == [
        (7, "line 2 says Rome"),
        (10, "no contact Nobody; the rest is imported"),
    ]
    assert summary.made == {"company": 3, "user": 2}


def test_a_second_run_changes_nothing(database: Database, command: Command) -> None:
    good = [row for row in ROWS if row[4] != "Nobody" and row[1:6] != ROWS[5][1:6]]
    bring_in(database, command, good)
    before = contacts(database)
    summary = bring_in(database, command, good)
    assert contacts(database) == before
    assert (summary.created, summary.updated, summary.rejected) == (0, 0, 0)
    changesets = database.rows("SELECT count(*) AS n FROM changeset")[0]["n"]
    database.close()
    assert changesets == 2  # making the database, and the first import


def test_everything_is_in_the_history(database: Database, command: Command) -> None:
    bring_in(database, command, ROWS)
    tables = ("contact", "contact_email", "contact_tag", "company", "user_account", "external_id")
    for table in tables:
        rows = database.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
        known = database.rows(
            "SELECT count(*) AS n FROM change WHERE table_name = :table AND operation = 'insert'",
            {"table": table},
        )[0]["n"]
        assert (table, known) == (table, rows)
    database.close()


def test_nothing_is_left_when_it_is_broken_off(
    database: Database, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)

    def stop(rows: int) -> None:
        if rows >= 4:
            raise KeyboardInterrupt

    plan = make_plan(Request("contact"), HEADER, [], file="people.csv")
    with pytest.raises(KeyboardInterrupt), transaction(database, command) as session:
        import_rows(session, Rows(HEADER, ROWS), plan, on_reject=lambda *_: None, on_progress=stop)
    assert contacts(database) == []


def test_a_large_import_does_not_stay_in_memory(
    database: Database, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SQLite keeps of a transaction can only be lowered within it, not turned on."""
    if database.engine != "sqlite":
        pytest.skip("a setting of SQLite")
    monkeypatch.setattr(run, "_LARGE", 0)
    monkeypatch.setattr(run, "_SPILL", 10)
    told: list[str] = []
    before = database.path.stat().st_size
    rows = [["", f"Person {n}", f"p{n}@x.example", "", "", "x" * 200, "", ""] for n in range(2000)]
    plan = make_plan(Request("contact", maps=("id=external_id",)), HEADER, [], file="people.csv")
    with transaction(database, command, dry_run=True) as session:
        session.rows("PRAGMA cache_size=10")
        import_rows(
            session,
            Rows(HEADER, rows),
            plan,
            on_reject=lambda *_: None,
            on_large=lambda: told.append("large"),
        )
        assert database.path.stat().st_size > before + 500_000
    assert told == ["large"]
