"""What the PostgreSQL driver does not do by itself: our SQL, COPY, and an ear for signals."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.connections import copy_rows, pyformat
from crm_cli.database import Command, Database
from crm_cli.errors import Conflict, Failure
from crm_cli.session import transaction
from tests.conftest import NOW, Crm, make_crm
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


BOOK = (
    "init", "company add Acme", "deal add A --company Acme --amount 5000 --stage lead",
    "config set stale_days 9", "deal move D1 won", "contact add Jane --email jane@example.com",
)  # fmt: skip


@pytest.fixture
def crm_on(tmp_path: Path) -> Callable[[str], Crm]:
    """`crm` on the database of a URL."""
    return lambda url: make_crm(url, tmp_path)


def test_a_book_is_in_the_first_schema(postgres: Server, crm_on: Callable[[str], Crm]) -> None:
    """That of one's own name goes first by default; a name may need quotes."""
    with postgres.fresh(empty=True) as url:
        admin = Database(url)
        [(database,)] = admin.tuples("SELECT current_database()")
        admin.execute('CREATE SCHEMA "Own Book"')
        admin.execute(f'ALTER DATABASE {database} SET search_path = "Own Book", public')
        admin.close()
        crm = crm_on(url)
        for line in BOOK:
            crm.ok(*line.split(), environment={"CRM_NOW": NOW})
        crm.ok("undo", 6, environment={"CRM_NOW": "2026-11-21T10:00:00.000Z"})
        later = {"CRM_NOW": "2026-11-22T10:00:00.000Z"}
        assert {row["state"] for row in crm.ok("doctor", "--json").json} == {"ok"}
        then = crm.ok("contact", "list", "--as-of", "2026-11-20", "--json", environment=later)
        assert [row["ref"] for row in then.json] == ["C1"]
        assert crm.ok("contact", "list", "--json", environment=later).json == []
        crm.ok("report", "diff", "2026-11-20", "2026-11-21", environment=later)
        crm.ok("db", "upgrade", "--repair")
        crm.ok("backup", "x.crm")
        crm.ok("contact", "add", "Bob", "--email", "bob@example.com")
        crm.ok("contact", "forget", "Bob", "--yes")
        crm.ok("restore", "x.crm", "--yes")
        assert crm.rows(
            "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
        ) == [("Own Book",)]
        assert (
            crm.rows(
                "SELECT DISTINCT proconfig[1] FROM pg_proc p JOIN pg_namespace n"
                " ON n.oid = p.pronamespace WHERE nspname = 'Own Book' AND prosecdef"
            )
            != []
        )
        paths = "SELECT DISTINCT unnest(proconfig) AS path FROM pg_proc WHERE prosecdef"
        assert ('search_path="Own Book", pg_temp',) in crm.rows(paths)
        # A schema that comes to stand before the one of the book, and is empty, changes nothing.
        admin = Database(url)
        admin.execute("CREATE SCHEMA another")
        admin.execute(f'ALTER DATABASE {database} SET search_path = nowhere, another, "Own Book"')
        admin.close()
        assert crm.ok("deal", "list", "--json").json[0]["ref"] == "D1"
        admin = Database(url)
        admin.execute(f"ALTER DATABASE {database} SET search_path = nowhere")
        admin.close()
        refused = crm("deal", "list")
        assert (refused.code, "has no schema that is there" in refused.err) == (1, True)


def test_no_session_setting_of_others_counts(
    postgres: Server, crm_on: Callable[[str], Crm]
) -> None:
    """Whatever the server, the database or the role has set, the same is read and written."""
    with postgres.fresh(empty=True) as url:
        admin = Database(url)
        [(database,)] = admin.tuples("SELECT current_database()")
        for setting in (
            "standard_conforming_strings = off", "DateStyle = 'German, DMY'",
            "TimeZone = 'Asia/Shanghai'", "bytea_output = 'escape'", "client_encoding = 'LATIN1'",
            "transform_null_equals = on", "default_transaction_isolation = 'serializable'",
            "default_transaction_deferrable = on", "extra_float_digits = -10",
            "IntervalStyle = 'sql_standard'", "enable_seqscan = off",
        ):  # fmt: skip
            admin.execute(f"ALTER DATABASE {database} SET {setting}")
        admin.close()
        crm = crm_on(url)
        for line in BOOK:
            crm.ok(*line.split())
        crm.ok("contact", "add", r"Zoë \n 'O''Hara' 王芳")
        for word in (r"zoë \n", "'o''hara'", "王芳"):
            assert crm.ok("find", word, "--json").json[0]["ref"] == "C2", word
        for words in ("report wins", "report pipeline", "today", "report quality"):
            crm.ok(*words.split())
        crm.database.execute("UPDATE company SET city = 'Rome'")  # outside, by the triggers
        assert crm.rows(
            "SELECT abs(extract(epoch FROM CAST(at AS timestamptz) - now())) < 60 FROM changeset"
            " WHERE source = 'outside'"
        ) == [(True,)]
        assert {row["state"] for row in crm.ok("doctor", "--json").json} == {"ok"}


def test_a_database_of_another_encoding_is_left_as_it_is(
    postgres: Server, crm_on: Callable[[str], Crm]
) -> None:
    with postgres.fresh(encoding="LATIN1") as url:
        crm = crm_on(url)
        for words in ("init", "contact list", "contact add Jane", "db upgrade", "doctor"):
            refused = crm(*words.split())
            assert (refused.code, refused.out) == (4, "")
            assert "keeps text as LATIN1, not as UTF8" in refused.err
        with postgres.fresh() as source:
            moved = crm_on(source)("db", "move", url)
            assert (moved.code, "LATIN1" in moved.err) == (4, True)
        import psycopg2

        connection = psycopg2.connect(url)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            )
            assert cursor.fetchone() == (0,)
        connection.close()


def test_two_connections_are_enough(crm: Crm) -> None:
    """And of a server that gives none any more, this is told."""
    from crm_cli import connections, database

    opened: list[Any] = []
    most = 0
    name = "open_sqlite" if crm.database.engine == "sqlite" else "open_postgres"
    real = getattr(connections, name)

    def counting(*given: Any, **more: Any) -> Any:
        nonlocal most
        opened.append(real(*given, **more))
        most = max(most, sum(_is_open(one) for one in opened))
        return opened[-1]

    crm.ok("deal", "add", "A")
    with patch.object(database, name, counting):
        for words in ("2026-11-20", "2026-11-19 2026-11-20", "2026-11-19 --as-of 2026-11-20"):
            crm.ok("report", "diff", *words.split())
    assert most == 2


def _is_open(connection: Any) -> bool:
    if hasattr(connection, "closed"):
        return not connection.closed
    try:
        connection.total_changes  # noqa: B018
    except sqlite3.ProgrammingError:
        return False
    return True


def test_a_server_that_gives_no_more_connections_is_told(
    postgres: Server, crm_on: Callable[[str], Crm], server_url: str
) -> None:
    admin = Database(server_url)
    role = f"crm_many_{os.getpid()}"
    admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x' CONNECTION LIMIT 0")
    try:
        parts = urlsplit(server_url)
        url = urlunsplit(parts._replace(netloc=f"{role}:x@{parts.netloc.rpartition('@')[2]}"))
        refused = crm_on(url)("contact", "list")
    finally:
        admin.execute(f"DROP ROLE {role}")
        admin.close()
    assert (refused.code, "takes no more connections now" in refused.err) == (7, True)
