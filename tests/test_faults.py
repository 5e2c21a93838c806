"""A short form of the trials in tests/faults, so that each is run with the other tests."""

from __future__ import annotations

import os
import random
import signal
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from crm_cli import connections, session
from crm_cli.changes import past
from crm_cli.database import Command, Database
from crm_cli.errors import Conflict
from crm_cli.session import transaction
from tests.conftest import ENGINES, NOW, Crm
from tests.faults import crowd, disk, kill, power

SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDED = [(engine, case) for engine in ENGINES for case in kill.CASES]


@pytest.mark.parametrize(("engine", "case"), ENDED, ids=lambda one: getattr(one, "name", one))
def test_what_is_ended_is_done_whole_or_not_at_all(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path, case: kill.Case
) -> None:
    server = request.getfixturevalue("postgres") if engine == "postgresql" else None
    dice = random.Random(case.name)
    found = kill.run(case, server, tmp_path, 1, dice, rows=30, signals=SIGNALS)
    assert found["nothing"] + found["all"] == 1
    assert not found["in between"]
    assert not found["broken"]


@pytest.mark.parametrize("case", [kill.CASES[0], kill.CASES[1]], ids=lambda case: case.name)
def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, case: kill.Case) -> None:
    found = disk.run(case, tmp_path, 2, random.Random(7))
    assert (found["tried"], found["lost"]) == (2, 0)


@pytest.mark.parametrize("limit", [0, 4096, 300_000])
def test_a_full_disk_is_said_in_two_lines(crm_sqlite: Crm, limit: int) -> None:
    url = crm_sqlite.database.url
    before = kill.state(url)
    done = disk.run_with(["company", "add", "Acme"], url, crm_sqlite.folder, [], limit=limit)
    assert disk.judge(done, url, before, {}) == []
    assert done.returncode == 1
    assert kill.state(url) == before


def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    if not disk.has_strace():
        pytest.skip("there is no strace here")
    found = power.run(tmp_path, 25, random.Random(7), commands=[kill.ADD, ("undo", "2")])
    assert (found["fine"], found["lost"]) == (25, 0)


def test_writers_at_once_lose_nothing(database: Database, tmp_path: Path) -> None:
    database.close()
    with patch.dict(os.environ, {}):
        found = crowd.crowd(database.url, tmp_path, writers=3, count=5)
    assert found.wrong == []
    assert found.commands >= 15
    assert found.raises > 0


def test_what_is_written_while_the_past_is_made_up_is_not_in_it(crm: Crm) -> None:
    crm.ok("company", "add", "Acme", environment={"CRM_NOW": "2026-11-18T10:00:00Z"})
    crm.ok("company", "edit", "O1", "--city", "Berlin")
    fold = past.fold_since

    def meanwhile(rows: Any) -> Any:
        other = Database(crm.database.url)
        # On SQLite who writes has to wait until the past was read.
        refused = pytest.raises(Conflict) if other.engine == "sqlite" else nullcontext()
        with refused, transaction(other, Command("crm test", "tom", NOW)) as running:
            running.rows("UPDATE company SET industry = 'steel' WHERE id = 1")
        return fold(rows)

    with (
        patch.object(past, "fold_since", meanwhile),
        patch.object(connections, "LOCK_SECONDS", 0.1),
        patch.object(session, "LOCK_SECONDS", 0.1),
    ):
        shown = crm.ok("company", "show", "O1", "--as-of", "2026-11-19", "--json").json
    assert (shown["city"], shown["industry"]) == (None, None)
    now = crm.ok("company", "show", "O1", "--json").json["industry"]
    assert now == (None if crm.database.engine == "sqlite" else "steel")


def test_who_waits_too_long_for_others_is_told(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    other = Database(crm.database.url)
    with (
        transaction(other, Command("crm test", "tom", NOW), dry_run=True) as running,
        patch.object(connections, "LOCK_SECONDS", 1),
        patch.object(session, "LOCK_SECONDS", 1),
    ):
        running.rows("SELECT 1 AS x")
        result = crm("company", "add", "Beta")
    assert result.code == 7
    assert result.err.splitlines()[0].endswith("is locked by another program")
    assert result.err.splitlines()[1].startswith("hint: try again")
    assert len(crm.ok("company", "list", "--json").json) == 1
