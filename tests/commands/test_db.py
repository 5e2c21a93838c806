"""`crm db`: the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg2
import pytest

from crm_cli.connections import label
from crm_cli.database import SCHEMA_VERSION, Command, Database
from crm_cli.session import transaction
from tests.commands.test_backup import everything, fill
from tests.conftest import NOW, Crm
from tests.migrations.older import old_book


def test_an_upgrade_can_be_tried(crm_sqlite: Crm, tmp_path: Path) -> None:
    """A dry run says what it would do, and copies and changes nothing."""
    book = old_book(tmp_path / "old.db", 1)
    before = book.read_bytes()
    tried = crm_sqlite.ok("--db", book, "db", "upgrade", "--dry-run", "--json").json
    assert tried["dry_run"] is True
    assert tried["message"] == f"upgraded {book} from schema 1 to {SCHEMA_VERSION}"
    assert book.read_bytes() == before
    assert list(tmp_path.glob("old.db.*")) == []
    done = crm_sqlite.ok("--db", book, "db", "upgrade", "--json").json
    assert (done["dry_run"], done["message"]) == (False, tried["message"])
    assert len(list(tmp_path.glob("old.db.before-*"))) == 1


def test_an_upgrade_is_done_whatever_becomes_of_its_statistics(
    crm_sqlite: Crm, tmp_path: Path
) -> None:
    book = old_book(tmp_path / "old.db", 1)
    with patch.object(Database, "execute", side_effect=OSError("no room")):
        done = crm_sqlite.ok("--db", book, "db", "upgrade")
    assert done.out.startswith(f"upgraded {book} from schema 1 to {SCHEMA_VERSION}")


def test_a_repair_can_be_tried(crm: Crm) -> None:
    result = crm.ok("db", "upgrade", "--repair", "--dry-run")
    assert result.out.startswith("dry run, nothing written: would have made the triggers, views")
    assert crm.ok("doctor").code == 0


COMMAND = Command("crm test", "amy", NOW)
SECRET = "s3cr/et@x"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"postgresql://amy:{SECRET}@host/crm", "postgresql://amy@host/crm"),
        ("postgresql://amy:a%40b@host:5/crm", "postgresql://amy@host:5/crm"),
        (
            "postgresql://host/crm?user=amy&password=abc",
            "postgresql://host/crm?user=amy&password=…",
        ),
        ("postgresql://amy@host/crm", "postgresql://amy@host/crm"),
        ("postgresql:///crm?host=/tmp/x", "postgresql:///crm?host=/tmp/x"),
        ("book.db", "book.db"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert label(url) == shown


def test_the_address_of_the_database(crm: Crm) -> None:
    shown = crm.ok("db", "url")
    assert shown.lines == [crm.database.label]
    assert crm.ok("db", "url", "--json").json == [{"url": crm.database.label}]


@pytest.fixture
def other(request: pytest.FixtureRequest, crm: Crm, tmp_path: Path) -> Iterator[str]:
    """Where there is nothing yet, on the other engine."""
    if crm.database.engine == "postgresql":
        yield str(tmp_path / "book.db")
        return
    with request.getfixturevalue("postgres").fresh(empty=True) as url:
        yield url


def test_a_book_is_moved_to_the_other_engine_whole(crm: Crm, other: str) -> None:
    fill(crm)
    crm.database.close()
    before = everything(crm.database)
    tried = crm.ok("db", "move", other, "--dry-run", "--json").json
    moved = crm.ok("db", "move", other, "--json").json
    assert moved["message"] == tried["message"]
    assert moved["details"][1].startswith("use it from now on: crm config set database.url ")
    assert "CRM_DATABASE_URL" in moved["details"][2]
    there = Database(other)
    assert everything(there) == before
    there.close()
    assert everything(crm.database) == before
    crm.database.close()
    crm.ok("undo", "8", environment={"CRM_DATABASE_URL": other})
    again = crm("db", "move", other)
    assert (again.code, again.err.splitlines()[0][-17:]) == (7, "has a book already"[-17:])


def test_a_book_is_not_moved_onto_itself(crm: Crm) -> None:
    crm.ok("company", "add", "Acme")
    result = crm("db", "move", crm.database.url)
    assert result.code == 2
    assert "the database that is used now" in result.err


def test_nobody_writes_to_the_old_one_while_it_is_moved(crm: Crm, other: str) -> None:
    from crm_cli.services import moving

    fill(crm)
    compare = moving._compare

    def meanwhile(*given: Any) -> None:
        with patch("crm_cli.session.LOCK_SECONDS", 0.2):
            assert crm("company", "add", "Late").code == 7
        compare(*given)

    with patch.object(moving, "_compare", meanwhile):
        crm.ok("db", "move", other)
    assert crm.ok("company", "add", "Later").code == 0


def test_what_came_out_otherwise_is_told(crm: Crm, other: str) -> None:
    fill(crm)
    fresh = Database(other)
    from crm_cli.services import restoring

    real = restoring.restore

    def lossy(database: Database, *given: Any) -> Any:
        done = real(database, *given)
        with transaction(database, COMMAND) as session:
            session.rows("UPDATE company SET city = 'Elsewhere'")
        return done

    with patch.object(restoring, "restore", lossy):
        result = crm("db", "move", other)
    fresh.close()
    assert result.code == 1
    assert "came out otherwise than it was; go on with the old database" in result.err


class _Refused:
    """A server that takes no password, and repeats it."""

    def __init__(self) -> None:
        self.passwords: list[str | None] = []

    def __call__(self, url: str, *, password: str | None = None, **_: Any) -> None:
        self.passwords.append(password)
        raise psycopg2.OperationalError(f'failed: "{password}" is wrong, as is {url}')


def test_a_password_command_gives_the_password_and_nobody_sees_it(crm_sqlite: Crm) -> None:
    url = "postgresql://amy@nowhere.example/crm"
    crm_sqlite.ok("config", "set", "database.password_command", f"echo '{SECRET}'")
    server = _Refused()
    with patch("psycopg2.connect", server):
        result = crm_sqlite("--debug", "--db", url, "contact", "list")
    assert server.passwords == [SECRET]
    assert result.code == 1
    assert SECRET not in result.out + result.err
    with patch("psycopg2.connect", server):
        said = crm_sqlite(
            "--debug", "--db", "postgresql://amy:o%2Fwn@h.example/crm", "contact", "list"
        )
        crm_sqlite("--db", url, "contact", "list", environment={"PGPASSWORD": "env"})
    assert server.passwords[1:] == [None, None]
    assert "o%2Fwn" not in said.err
    assert "o/wn" not in said.err


def test_a_password_command_that_fails_is_told(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("config", "set", "database.password_command", f"echo {SECRET}; exit 3")
    result = crm_sqlite("--db", "postgresql://amy@nowhere.example/crm", "contact", "list")
    assert result.code == 1
    first = "error: the command of database.password_command failed (exit code 3)"
    assert result.err.splitlines()[0] == first
    assert SECRET not in result.err
    assert crm_sqlite.ok("contact", "list").code == 0  # a file needs no password


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://amy:s3cr/et@host/crm", "written otherwise"),
        ("postgresql://amy:s3cr@et@host/crm", "written otherwise"),
        ("postgresql://amy:s3cr%yet@host/crm", "written otherwise"),
        ("postgresql:amy:s3cr@host/crm", "neither a file nor an address"),
        ("host=db.example user=amy password=s3cr", "neither a file nor an address"),
        ("oracle://amy:s3cr@host/crm", "no way to reach a database at oracle://"),
    ],
)
def test_no_part_of_a_password_that_is_misread_is_shown(
    crm_sqlite: Crm, url: str, reason: str
) -> None:
    for words in (
        ("--debug", "--db", url, "contact", "list"),
        ("--db", url, "contact", "add", "Jane"),
        ("db", "move", url),
        ("config", "set", "database.url", url),
    ):
        result = crm_sqlite(*words)
        assert (result.code, "s3cr" in result.out + result.err) == (2, False), words
        assert reason in result.err
    assert list(crm_sqlite.folder.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://amy:s3cr%2Fet@host/crm",
        "postgresql://host:5432/crm?user=amy@server",
        "postgresql://[::1]:5432/crm",
        "postgresql:///crm?host=/tmp/x&user=amy",
        "my book.db",
        "/a/b=c/crm.db",
    ],
)
def test_an_address_that_is_one_is_taken(crm_sqlite: Crm, url: str) -> None:
    assert crm_sqlite("config", "set", "database.url", url).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "list", "postgresql://amy:s3cr@host/crm"),
        ("contact", "show", "postgresql://host/crm?user=amy&password=s3cr"),
        ("contact", "list", "--bd=postgresql://amy:s3cr@host/crm"),
        ("postgresql://amy:s3cr@host/crm", "contact", "list"),
    ],
)
def test_an_address_in_the_wrong_place_is_shown_without_its_password(
    crm_sqlite: Crm, words: Any
) -> None:
    result = crm_sqlite("--debug", *words)
    assert result.code in (2, 3)
    assert "s3cr" not in result.err


# What a role may do on the server ----------------------------------------------------------

GRANTS = """
CREATE ROLE {role} LOGIN;
GRANT USAGE ON SCHEMA public TO {role};
GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
"""


@pytest.fixture
def as_role(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A function that gives the URL of a furnished database for a role with these rights."""
    made: list[str] = []
    with request.getfixturevalue("postgres").fresh() as url:

        def make(rights: str) -> str:
            role = f"crm_role_{len(made)}_{abs(hash(url)) % 10**8}"
            _as_admin(url, GRANTS.format(role=role, rights=rights))
            made.append(role)
            return f"{url}{'&' if '?' in url else '?'}user={role}"

        yield make
        for role in made:
            _as_admin(url, f"DROP OWNED BY {role}; DROP ROLE {role}")


def _as_admin(url: str, sql: str) -> None:
    database = Database(url)
    database.execute(sql)
    database.close()


def test_a_colleague_needs_four_rights(crm_sqlite: Crm, as_role: Any) -> None:
    team = {"CRM_DATABASE_URL": as_role("SELECT, INSERT, UPDATE, DELETE")}
    crm_sqlite.environment |= team
    fill(crm_sqlite)
    crm_sqlite.ok("undo", "8", environment=team)
    crm_sqlite.ok("redo", environment=team)
    path = crm_sqlite.folder / "people.csv"
    path.write_text("name,email\nJane,jane@x.example\n")
    crm_sqlite.ok("import", path.name, "--as", "contacts", environment=team)
    crm_sqlite.ok("contact", "list", "--as-of", "2026-11-19", environment=team)
    assert "jane@x.example" in crm_sqlite.ok("contact", "list", environment=team).out
    assert crm_sqlite.ok("backup", "b.crm", "--json", environment=team).code == 0
    assert (crm_sqlite.folder / "b.crm").stat().st_size > 0


def test_an_erasure_by_who_does_not_own_the_tables_is_done_in_part(
    crm_sqlite: Crm, as_role: Any
) -> None:
    """Nothing is left in any row, but only the owner can have the tables written anew."""
    team = {"CRM_DATABASE_URL": as_role("SELECT, INSERT, UPDATE, DELETE")}
    crm_sqlite.ok("contact", "add", "Jane", "--email", "jane@x.example", environment=team)
    result = crm_sqlite("contact", "forget", "C1", "--yes", environment=team)
    assert result.code == 6
    assert "as the owner of the tables" in result.err
    assert "jane" not in crm_sqlite.ok("history", "--json", environment=team).out.lower()


def test_who_may_only_read_reads(crm_sqlite: Crm, as_role: Any) -> None:
    reader = {"CRM_DATABASE_URL": as_role("SELECT")}
    crm_sqlite.ok("contact", "list", environment=reader)
    crm_sqlite.ok("report", "pipeline", "--as-of", "2026-11-19", environment=reader)
    result = crm_sqlite("company", "add", "Acme", environment=reader)
    assert result.code == 1
    assert result.err.splitlines()[0].startswith("error: the database refused: ")


def test_a_standby_is_read(crm_sqlite: Crm, as_role: Any) -> None:
    """A standby takes no write at all; a session that may only read stands in for one."""
    url = as_role("SELECT, INSERT, UPDATE, DELETE")
    standby = {"CRM_DATABASE_URL": f"{url}&options=-c%20default_transaction_read_only%3Don"}
    crm_sqlite.ok("contact", "list", environment=standby)
    crm_sqlite.ok("report", "weekly", environment=standby)
    for words in (("company", "add", "Acme"), ("contact", "list", "--as-of", "2026-11-19")):
        result = crm_sqlite(*words, environment=standby)
        assert result.code == 1, words
        assert "read-only transaction" in result.err
        assert "a standby takes no writes and no --as-of" in result.err
