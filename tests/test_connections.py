"""What the PostgreSQL driver does not do by itself: our SQL, COPY, and an ear for signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.connections import copy_rows, pyformat
from crm_cli.database import Command, Database
from crm_cli.errors import Conflict, Failure
from crm_cli.session import transaction
from tests.conftest import NOW
from tests.faults.kill import start
from tests.servers import Server


@pytest.fixture
def server_url(postgres: Server) -> Iterator[str]:
    """The URL of a fresh database on the server."""
    with postgres.fresh() as url:
        yield url


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SELECT :a, :b2", "SELECT %(a)s, %(b2)s"),
        ("SELECT ':a', \":b\" -- :c\n, :d", "SELECT ':a', \":b\" -- :c\n, %(d)s"),
        ("SELECT :a::text /* :b */ LIKE '5%'", "SELECT %(a)s::text /* :b */ LIKE '5%%'"),
        ("SELECT 'it''s :a' % :b", "SELECT 'it''s :a' %% %(b)s"),
    ],
)
def test_names_become_the_drivers_but_not_in_texts(ours: str, theirs: str) -> None:
    assert pyformat(ours) == theirs


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.integers(-(2**62), 2**62), st.none() | WORDS), max_size=5))
def test_what_is_copied_and_bound_comes_back(
    server_url: str, rows: list[tuple[int, str | None]]
) -> None:
    database = Database(server_url)
    database.execute("CREATE TEMPORARY TABLE box (place BIGSERIAL, number BIGINT, word TEXT)")
    copy_rows(database.connect(), "box (number, word)", [*rows, (0, "\\N"), (1, "a\\\tb\r\nc")])
    found = database.tuples("SELECT number, word FROM box ORDER BY place")
    assert found == [*rows, (0, "\\N"), (1, "a\\\tb\r\nc")]
    for _, word in rows:
        assert database.tuples("SELECT CAST(:word AS TEXT)", {"word": word}) == [(word,)]
    database.close()


@pytest.mark.parametrize("words", ["company add Beta", "report pipeline", "report weekly"])
def test_ctrl_c_is_heard_while_a_server_waits(server_url: str, tmp_path: Path, words: str) -> None:
    other = Database(server_url)
    watcher = Database(server_url)
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    other.execute("BEGIN")
    other.execute("LOCK TABLE write_lock, deal, task IN ACCESS EXCLUSIVE MODE")
    process = start(server_url, tmp_path, tuple(words.split()), {"CRM_USER": "amy"})
    end = time.monotonic() + 30
    while not watcher.tuples(waiting) and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=10)[1].decode()  # a lock would be waited for for 30 s
    assert (process.returncode, error) == (130, "interrupted: nothing was changed\n")
    assert watcher.tuples(waiting) == []  # nor does the server go on waiting
    other.close()
    watcher.close()


def test_ctrl_c_is_heard_while_a_server_does_not_answer(tmp_path: Path) -> None:
    program = (
        "import socket\ns = socket.create_server(('127.0.0.1', 0))\n"
        "print(s.getsockname()[1], flush=True)\nimport time\ntime.sleep(60)"
    )
    deaf = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert deaf.stdout is not None
    port = deaf.stdout.readline().strip()
    url = f"postgresql://amy@127.0.0.1:{port}/crm"
    process = start(url, tmp_path, ("contact", "list"), {"CRM_USER": "amy", **_plain()})
    time.sleep(1.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    try:
        error = process.communicate(timeout=10)[1].decode()
    finally:
        deaf.kill()
        deaf.communicate()
    assert process.returncode == 130
    assert "Traceback" not in error


def _plain() -> dict[str, str]:
    return {"HOME": os.devnull, "PGSSLMODE": "disable"}


def test_a_server_that_goes_away_is_told(server_url: str) -> None:
    database, killer = Database(server_url), Database(server_url)
    [(pid,)] = database.tuples("SELECT pg_backend_pid()")
    killer.execute("SELECT pg_terminate_backend(:pid)", {"pid": pid})
    killer.close()
    with pytest.raises(Failure, match="failed: "):
        database.rows("SELECT 1 AS x")
    database.close()


@pytest.mark.parametrize("then", ["SELECT 1 AS x", ""], ids=["within", "at the end"])
def test_a_server_that_goes_away_while_writing_is_told(server_url: str, then: str) -> None:
    database, killer = Database(server_url), Database(server_url)
    with (
        pytest.raises(Failure, match="failed: "),
        transaction(database, Command("crm test", "amy", NOW)) as session,
    ):
        [(pid,)] = session.tuples("SELECT pg_backend_pid()")
        killer.execute("SELECT pg_terminate_backend(:pid)", {"pid": pid})
        if then:
            session.rows(then)
    assert killer.tuples("SELECT count(*) FROM changeset WHERE command = 'crm test'") == [(0,)]
    killer.close()
    database.close()


def test_a_lock_of_a_stranger_is_a_conflict(server_url: str) -> None:
    stranger, ours = Database(server_url), Database(server_url)
    stranger.execute("BEGIN")
    stranger.execute("LOCK TABLE company IN ACCESS EXCLUSIVE MODE")
    ours.execute("SET lock_timeout = '50ms'")
    with pytest.raises(Conflict, match="locked by another program"):
        ours.rows("SELECT 1 AS x FROM company")
    ours.close()
    stranger.execute("ROLLBACK")
    stranger.close()
