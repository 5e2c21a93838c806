"""The past and undo across migrations that rename and add a column.

What a later program would be is made here: two migrations, its metadata, its views.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from hypothesis import given, settings

from crm_cli import migrations
from crm_cli.changes import units
from crm_cli.changes.past import show_past
from crm_cli.database import SCHEMA_VERSION, Command, Database
from crm_cli.errors import CrmError
from crm_cli.models import load_all
from crm_cli.services import companies, deals, search, undoing
from crm_cli.session import Session, transaction
from crm_cli.views import view_selects
from tests.changes.histories import Step, contents, histories, take
from tests.changes.test_past import differing, seen
from tests.changes.test_undo_histories import COMMON, HISTORIES, fresh

RENAME = """
from crm_cli.migrations.history import rename_column
revision, down_revision = "{0:04}", "{1:04}"

def upgrade():
    rename_column("deal", "reason", "why")
"""
ADD = """
import sqlalchemy as sa
from crm_cli.migrations.history import add_column
revision, down_revision = "{0:04}", "{1:04}"

def upgrade():
    add_column("company", "mood", sa.String(), "it's fine")
    add_column("company", "stars", sa.Integer(), 3)
    add_column("company", "slogan", sa.String())
"""
DROP = """
from crm_cli.migrations.history import drop_column
revision, down_revision = "{0:04}", "{1:04}"

def upgrade():
    drop_column("company", "size")
"""


@contextmanager
def later(metadata: sa.MetaData, column: tuple[str, str], *scripts: str) -> Iterator[None]:
    """A later program: its metadata, what a view has for a column, and its migrations."""
    number = SCHEMA_VERSION + len(scripts)
    views = {name: sql.replace(*column) for name, sql in view_selects().items()}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory())) / "migrations"
        shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for step, text in enumerate(scripts, SCHEMA_VERSION + 1):
            path = folder / "versions" / f"{step:04}_later.py"
            path.write_text(text.format(step, step - 1), encoding="utf-8")
        for target, value in {
            "crm_cli.migrations.FOLDER": folder,
            "crm_cli.migrations.SCHEMA_VERSION": number,
            "crm_cli.database.SCHEMA_VERSION": number,
            "crm_cli.models.load_all": lambda: metadata,
            "crm_cli.changes.undo.load_all": lambda: metadata,
            "crm_cli.schema.view_selects": lambda: views,
            "crm_cli.changes.past.view_selects": lambda: views,
        }.items():
            stack.enter_context(patch(target, value))
        yield


def copied() -> sa.MetaData:
    """The metadata of today, to be changed."""
    metadata = sa.MetaData(naming_convention=load_all().naming_convention)
    for table in load_all().sorted_tables:
        table.to_metadata(metadata)
    return metadata


@contextmanager
def later_program() -> Iterator[None]:
    """The program two versions on: a deal's reason is `why`, a company has three more columns."""
    metadata = copied()
    metadata.tables["deal"].c.reason.name = "why"
    for name in ("mood", "stars", "slogan"):
        metadata.tables["company"].append_column(sa.Column(name, sa.String()))
    groups = units.GROUPS["deal"]
    with (
        later(metadata, ("d.reason", "d.why AS reason"), RENAME, ADD),
        patch.dict(groups, {"why": groups["reason"]}),
        patch.dict(search._COLUMNS, deal=("why", "competitor", "campaign")),
    ):
        yield


def upgrade(database: Database) -> None:
    """Bring the database to the later program's schema; the copy that is made is not kept."""
    copy = migrations.upgrade(database, datetime(2026, 12, 20, tzinfo=UTC))
    if copy is not None:
        copy.unlink()
    database.check()


def written(database: Database, now: str, step: Step, kind: str) -> None:
    """One step in a changeset of its own; one that breaks a rule leaves nothing."""
    command = Command(f"{kind} {step}", "amy", now)
    try:
        if kind == "undo":
            ids = database.rows("SELECT id FROM changeset WHERE kind = 'change' ORDER BY id")[1:]
            id = ids[step[1] * 10 % len(ids) + step[2] % 3]["id"]
            with transaction(database, command._replace(kind="undo", undoes=id)) as session:
                undoing.take_back(session, id)
            return
        with transaction(database, command) as session:
            if kind == "take":
                take(session, step)
            elif kind == "before":
                deals.edit(session, step[1] % 3 + 1, {"reason": f"reason {step[2]}"})
            else:
                value = {"value": f"later {step[2]}", "id": step[1] % 3 + 1}
                session.rows("UPDATE deal SET why = :value WHERE id = :id", value)
                session.rows("UPDATE company SET mood = :value WHERE id = :id", value)
    except (CrmError, LookupError):
        pass


# Steps with deals go through a model, which this program has with the old name.
WITH_DEALS = {
    *("add_deal", "edit_deal", "people_of_deal", "move_deal", "win_deal", "reopen_deal"),
    *("date_deal", "pipe_deal", "own_record", "edit_many", "fill_field", "import_deals"),
    *("delete_record", "delete_many", "restore_record", "tag_record", "tag_many"),
}


def days(database: Database, history: list[Step], first: int, own: str) -> dict[str, Any]:
    """Two steps a day, and what is seen at the end of each."""
    kept: dict[str, Any] = {}
    for number, step in enumerate(history):
        day = date(2026, 12, first) + timedelta(days=number // 2)
        kind = "take"
        if step[0] in ("change_rates", "change_setting") or (
            own == "after" and step[0] in WITH_DEALS
        ):
            kind = "undo" if step[3] % 2 else own
        written(database, f"{day}T{10 + number % 2}:00:00.000Z", step, kind)
        kept[f"{day}T22:59:59.999Z"] = seen(database, f"{day}T22:59:59.999Z")
    database.close()
    return kept


def days_shown_otherwise(database: Database, before: list[Step], after: list[Step]) -> list[Any]:
    """Every day's end before and after the upgrade is asked about when all is over.

    What is not the same.
    """
    kept = days(database, before, 1, "before")
    count = rows(database, "SELECT count(*) AS n FROM changeset")
    faults: list[Any] = []
    with later_program():
        upgrade(database)
        if rows(database, "SELECT count(*) AS n FROM changeset") != count:
            faults.append("the upgrade has a changeset")
        later = days(database, after, 21, "after")
        for moment, expected in {**kept, **later}.items():
            past = Database(database.url)
            show_past(past, moment)
            faults += differing(moment, seen(past, moment), expected)
            added = rows(past, "SELECT mood, stars, slogan FROM company")
            if moment in kept and not {*added} <= {("it's fine", 3, None)}:
                faults.append((moment, added))
            past.close()
    return faults


@settings(COMMON, max_examples=max(HISTORIES // 2, 2))
@given(before=histories, after=histories)
def test_every_days_end_is_shown_again_on_sqlite(
    request: pytest.FixtureRequest,
    before: list[Step],
    after: list[Step],
) -> None:
    with fresh(request, "sqlite") as database:
        assert days_shown_otherwise(database, before, after) == []


@settings(COMMON, max_examples=max(HISTORIES // 8, 1))
@given(before=histories, after=histories)
def test_every_days_end_is_shown_again_on_postgresql(
    request: pytest.FixtureRequest,
    before: list[Step],
    after: list[Step],
) -> None:
    with fresh(request, "postgresql") as database:
        assert days_shown_otherwise(database, before, after) == []


def change(database: Database, step: Any, kind: str = "change", undoes: int | None = None) -> int:
    """One changeset; its number."""
    command = Command("test", "amy", "2026-12-01T10:00:00.000Z", "script", kind, undoes)
    with transaction(database, command) as session:
        step(session)
    assert session.changeset_id is not None
    return session.changeset_id


def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    found = [tuple(row.values()) for row in database.rows(sql)]
    database.close()
    return found


def test_what_was_done_before_can_be_taken_back_after(database: Database) -> None:
    """An edit and a closing of a deal, with the renamed column in them."""
    change(
        database, lambda s: deals.add(s, {"title": "Relaunch", "stage": "lost", "reason": "price"})
    )
    edited = change(database, lambda s: deals.edit(s, 1, {"reason": 'trust, "it\'s" 价格 \\ %'}))
    won = change(database, lambda s: deals.move(s, 1, "won", texts={"reason": "speed"}))
    sql = (
        "SELECT s.name, d.why, d.closed_at FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE d.id = 1"
    )
    with later_program():
        upgrade(database)
        assert rows(database, sql) == [("won", "speed", "2026-12-01")]
        change(database, lambda s: undoing.take_back(s, won), "undo", won)
        assert rows(database, sql) == [("lost", 'trust, "it\'s" 价格 \\ %', "2026-12-01")]
        change(database, lambda s: undoing.take_back(s, edited), "undo", edited)
        assert rows(database, sql) == [("lost", "price", "2026-12-01")]


def test_what_was_deleted_before_comes_back_after(database: Database) -> None:
    """An undo takes a record away with all it had; its redo, after the upgrade, puts it back."""

    def make(session: Session) -> None:
        deals.add(session, {"title": "Relaunch", "stage": "lost", "reason": "price"})
        companies.add(session, {"name": "Acme", "city": "Berlin"})

    added = change(database, make)
    before = contents(database)
    taken = change(database, lambda s: undoing.take_back(s, added), "undo", added)
    with later_program():
        upgrade(database)
        change(database, lambda s: undoing.take_back(s, taken), "redo", taken)
        after = contents(database)
        assert rows(database, "SELECT mood, stars, slogan, city FROM company") == [
            ("it's fine", 3, None, "Berlin")
        ]
    renamed = [tuple(("why" if name == "reason" else name, value) for name, value in row)
               for row in before["deal"]]  # fmt: skip
    assert after["deal"] == renamed
    assert after["stage_move"] == before["stage_move"]


def test_a_dropped_column_leaves_the_history(database: Database) -> None:
    """What else a changeset did can be taken back; its past is shown without the column."""
    change(database, lambda s: companies.add(s, {"name": "Acme", "city": "Berlin", "size": "5"}))
    edited = change(database, lambda s: companies.edit(s, 1, {"city": "Rome", "size": "9"}))
    metadata = copied()
    metadata.tables["company"]._columns.remove(metadata.tables["company"].c.size)
    with later(metadata, ("c.size", "NULL AS size"), DROP):
        upgrade(database)
        change(database, lambda s: undoing.take_back(s, edited), "undo", edited)
        assert rows(database, "SELECT name, city FROM company") == [("Acme", "Berlin")]


def test_values_come_through_a_rename_as_they_were(database: Database) -> None:
    """Numbers stay numbers, nothing stays nothing, and no other table's key is touched."""
    change(database, lambda s: deals.add(s, {"title": "One", "stage": "lost", "reason": "12"}))
    change(database, lambda s: deals.edit(s, 1, {"reason": ""}))
    change(database, lambda s: deals.edit(s, 1, {"reason": "x", "probability": "70"}))
    sql = (
        "SELECT before, after FROM change WHERE table_name = 'deal' AND before LIKE '%{}%'"
        " ORDER BY id"
    )

    def read(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        found = rows(database, sql.format(name))
        return [(json.loads(before), json.loads(after)) for before, after in found]

    old = read("reason")
    with later_program():
        upgrade(database)
        new = read("why")
        assert rows(database, sql.format("reason")) == []
    assert new == [
        tuple({("why" if k == "reason" else k): v for k, v in side.items()} for side in sides)
        for sides in old
    ]
    assert new[1][0]["probability"] is None
    assert new[1][1]["probability"] == 7000
