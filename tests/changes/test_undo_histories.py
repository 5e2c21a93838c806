"""Undo and redo over random histories: what is promised of any sequence of commands."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm_cli.changes.log import next_to_redo, next_to_undo
from crm_cli.database import Command, Database
from crm_cli.errors import Conflict
from crm_cli.services import undoing
from crm_cli.session import transaction
from tests.changes.histories import (
    BEGINNING,
    OpenDatabase,
    Step,
    contents,
    histories,
    play,
    rows_of_all,
)
from tests.changes.rules import broken
from tests.servers import Server

# How many random histories on each engine; on PostgreSQL, which is slower, fewer by default.
HISTORIES = int(os.environ.get("CRM_TEST_HISTORIES", "8"))
ON_POSTGRES = int(os.environ.get("CRM_TEST_HISTORIES", "2"))

COMMON = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def fresh(request: pytest.FixtureRequest, engine: str) -> Iterator[Database]:
    """A fresh database for one example."""
    with ExitStack() as stack:
        if engine == "postgresql":
            server: Server = request.getfixturevalue("postgres")
            database = OpenDatabase(stack.enter_context(server.fresh()))
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            path = Path(folder) / "crm.db"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            database = OpenDatabase(str(path))
        stack.callback(database.end)
        yield database


def take_back(database: Database, kind: str, id: int) -> Any:
    """One undo or redo, as the command does it."""
    command = Command(f"{kind} {id}", "amy", "2026-11-20T11:00:00.000Z", "script", kind, id)
    with transaction(database, command) as session:
        return undoing.take_back(session, id)


def differing(when: str, found: Any, wanted: Any) -> list[str]:
    """The tables whose rows are not those that are wanted, as lines that say when."""
    return [f"{when}: {table}" for table in wanted if found[table] != wanted[table]]


def all_back_and_forth(database: Database, history: list[Step]) -> list[str]:
    """N steps and N undos are the start; N redos are the end. What is otherwise."""
    start = contents(database)
    made = play(database, history)
    end = contents(database)
    faults = []
    for expected in reversed(made):
        id = next_to_undo(database, "amy")
        faults += [f"#{id} is next, not #{expected}"] if id != expected else []
        plan = take_back(database, "undo", expected)
        faults += [f"undo of #{expected} kept {kept}" for kept in plan.kept]
    faults += differing("after the undos", contents(database), start)
    for number in made:
        id = next_to_redo(database, "amy")
        if id is None:
            return [*faults, f"nothing to redo for #{number}"]
        faults += [
            f"redo of #{number} kept {kept}" for kept in take_back(database, "redo", id).kept
        ]
    return faults + differing("after the redos", contents(database), end)


def any_one_alone(database: Database, history: list[Step]) -> list[str]:
    """Undoing any one changeset loses no later edit and breaks no rule, each by itself.

    What is otherwise.
    """
    made = play(database, history)
    before, wrong = contents(database), broken(database)
    faults = []
    for id in made:
        later = database.rows(
            "SELECT table_name, row_id, operation, after FROM change WHERE changeset_id > :id"
            " ORDER BY id",
            {"id": id},
        )
        database.close()
        command = Command(f"undo {id}", "amy", "2026-11-20T11:00:00.000Z", "script", "undo", id)
        try:
            with transaction(database, command, dry_run=True) as session:
                undoing.take_back(session, id)
                faults += [f"undo of #{id} lost {edit}"
                           for edit in lost_edits(later, before, rows_of_all(session))]  # fmt: skip
                faults += [f"undo of #{id} broke {rule}" for rule in broken(session) - wrong]
        except Conflict:
            pass
    return faults + differing("after dry runs", contents(database), before)


def lost_edits(later: list[dict[str, Any]], before: Any, after: Any) -> list[tuple[Any, ...]]:
    """The columns that a later changeset wrote and that do not hold what they held before.

    A row that it added and that is not there any more is one too.
    """
    was = {(table, dict(row)["id"]): dict(row) for table in before for row in before[table]}
    now = {(table, dict(row)["id"]): dict(row) for table in after for row in after[table]}
    lost: list[tuple[Any, ...]] = []
    for change in later:
        key = (change["table_name"], change["row_id"])
        if key not in was:
            continue
        # Derived; and an address is in the trash when its contact is: that follows whose it is.
        derived = {"updated_at", "search_text"}
        derived |= {"deleted_at"} if key[0] == "contact_email" else set()
        columns = json.loads(change["after"] or "{}").keys() - derived
        if key not in now:
            lost += [key] if columns or change["operation"] == "insert" else []
            continue
        lost += [(*key, name) for name in columns if now[key][name] != was[key][name]]
    return lost


@settings(COMMON, max_examples=HISTORIES)
@given(history=histories)
def test_undoing_all_is_the_start_and_redoing_all_the_end_on_sqlite(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "sqlite") as database:
        assert all_back_and_forth(database, history) == []


@settings(COMMON, max_examples=ON_POSTGRES)
@given(history=histories)
def test_undoing_all_is_the_start_and_redoing_all_the_end_on_postgresql(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "postgresql") as database:
        assert all_back_and_forth(database, history) == []


def both_ways(database: Database, history: list[Step], at: int) -> list[Any]:
    """What an undo leaves when rows that were only added go at once, and when each is planned.

    The first steps are one changeset, as an import would make it.
    """
    made = play(database, history, together=len(BEGINNING))
    id = made[at % len(made) if at % 2 else 0]
    found: list[Any] = []
    for large in (1, 1_000_000):
        command = Command(f"undo {id}", "amy", "2026-11-20T11:00:00.000Z", "script", "undo", id)
        with patch("crm_cli.changes.quiet.LARGE", large):
            try:
                with transaction(database, command, dry_run=True) as session:
                    plan = undoing.take_back(session, id)
                    lines = sorted(undoing.kept_lines(session, plan))
                    found.append((rows_of_all(session), lines, undoing.counts(plan)))
            except Conflict as error:
                found.append(type(error))
    return found


DELETED = [("delete_record", 0, 0, 0)] * 4


@settings(COMMON, max_examples=HISTORIES)
@given(history=histories, at=st.integers(0, 20))
@example([*BEGINNING, *DELETED, ("change_pipelines", 0, 0, 0), ("pipe_deal", 0, 1, 0)], 3)
def test_what_was_only_added_goes_at_once_on_sqlite(
    request: pytest.FixtureRequest, history: list[Step], at: int
) -> None:
    with fresh(request, "sqlite") as database:
        at_once, planned = both_ways(database, history, at)
        assert at_once == planned


@settings(COMMON, max_examples=ON_POSTGRES)
@given(history=histories, at=st.integers(0, 20))
def test_what_was_only_added_goes_at_once_on_postgresql(
    request: pytest.FixtureRequest, history: list[Step], at: int
) -> None:
    with fresh(request, "postgresql") as database:
        at_once, planned = both_ways(database, history, at)
        assert at_once == planned


@settings(COMMON, max_examples=HISTORIES)
@given(history=histories)
def test_undoing_any_one_alone_loses_no_later_edit_on_sqlite(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "sqlite") as database:
        assert any_one_alone(database, history) == []


@settings(COMMON, max_examples=ON_POSTGRES)
@given(history=histories)
def test_undoing_any_one_alone_loses_no_later_edit_on_postgresql(
    request: pytest.FixtureRequest, history: list[Step]
) -> None:
    with fresh(request, "postgresql") as database:
        assert any_one_alone(database, history) == []
