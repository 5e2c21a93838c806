"""What tests share: a fresh database on either engine, and `crm` as the shell would run it.

The team of every database: currency EUR, time zone Europe/Berlin, region DE, one colleague, amy.
It is Friday, 2026-11-20, 10:00 UTC (11:00 in Berlin).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings

from crm_cli.book import Book, load_book
from crm_cli.database import Command, Database
from crm_cli.session import transaction
from tests.servers import Server, serve

# The databases of the tests live in memory where that can be: each commit waits for the disk
# otherwise, and tests make thousands.
_MEMORY = Path("/dev/shm")
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2**31:
    os.environ.setdefault("TMPDIR", str(_MEMORY))
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
    tempfile.tempdir = None

# How long an example takes says nothing about it on a machine that is busy.
settings.register_profile("crm", deadline=None)
settings.load_profile("crm")

NOW = "2026-11-20T10:00:00.000Z"
SETTINGS = {"currency": "EUR", "timezone": "Europe/Berlin", "phone_region": "DE"}
ENGINES = ["sqlite", "postgresql"]


def make(database: Database) -> None:
    """Make a database as `crm init` does."""
    from crm_cli import migrations
    from crm_cli.services.setup import furnish

    migrations.create(database)
    with transaction(database, Command("crm init", "amy", NOW)) as session:
        furnish(session, SETTINGS, {"handle": "amy"})


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a database just made, to be copied."""
    path = tmp_path_factory.mktemp("template") / "crm.db"
    database = Database(str(path))
    make(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The PostgreSQL server, started when the first test asks for it."""
    with serve(make) as server:
        yield server


def fresh_database(
    request: pytest.FixtureRequest, engine: str, folder: Path, stack: ExitStack
) -> str:
    """The URL of a fresh database, until the stack is closed."""
    if engine == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        return stack.enter_context(server.fresh())
    path = folder / "crm.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    path.chmod(0o600)
    return str(path)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The engines, one after the other."""
    return str(request.param)


@pytest.fixture
def database(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Database]:
    """A fresh database, once on each engine."""
    with ExitStack() as stack:
        found = Database(fresh_database(request, engine, tmp_path, stack))
        stack.callback(found.close)
        yield found


@pytest.fixture
def command() -> Command:
    """Who writes, for `transaction(database, command)`."""
    return Command("crm test", "amy", NOW)


@pytest.fixture
def book(database: Database) -> Book:
    """The team's settings and the moment, as the database has them."""
    return load_book(database, datetime.fromisoformat(NOW))


@dataclass(frozen=True)
class Result:
    """What one run gave: the exit code, and what stood on stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """stdout as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """The lines of stdout."""
        return self.out.splitlines()


@dataclass
class Crm:
    """Runs the program in this process, in an environment and a folder of its own.

    `environment` and `folder` may be changed; `database` is the one that it works on.
    """

    database: Database
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(
        self,
        *words: str | Path | int,
        stdin: str | bytes = b"",
        environment: Mapping[str, str] | None = None,
    ) -> Result:
        """Run `crm` with these words; nothing is a terminal."""
        from crm_cli.cli import main

        given = stdin.encode() if isinstance(stdin, str) else stdin
        streams = [
            io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=newline)
            for content, newline in ((given, None), (b"", ""), (b"", ""))
        ]
        before = Path.cwd()
        with ExitStack() as stack:
            variables = self.environment | dict(environment or {})
            stack.enter_context(patch.dict(os.environ, variables, clear=True))
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                stack.enter_context(patch.object(sys, name, stream))
            stack.callback(os.chdir, before)
            os.chdir(self.folder)
            code = main([str(word) for word in words])
        return Result(code, _written(streams[1]), _written(streams[2]))

    def without_database(self) -> None:
        """Go on with the default database, which is not there."""
        self.environment["CRM_DATABASE_URL"] = ""
        self.database = Database(f"{self.environment['CRM_DATA_DIR']}/crm.db")

    def ok(self, *words: str | Path | int, **options: Any) -> Result:
        """Run `crm`, which has to succeed."""
        result = self(*words, **options)
        assert result.code == 0, f"exit code {result.code}\n{result.out}{result.err}"
        return result

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the database, which is let go of again."""
        found = self.database.rows(sql)
        self.database.close()
        return [tuple(row.values()) for row in found]


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def make_crm(url: str, folder: Path) -> Crm:
    for name in ("config", "data", "home", "work"):
        (folder / name).mkdir(exist_ok=True)
    variables = {
        "CRM_DATABASE_URL": url,
        "CRM_CONFIG_DIR": str(folder / "config"),
        "CRM_DATA_DIR": str(folder / "data"),
        "CRM_USER": "amy",
        "CRM_NOW": NOW,
        "HOME": str(folder / "home"),
        "PATH": os.environ.get("PATH", ""),
        "TZ": "Europe/Berlin",
    }
    return Crm(Database(url), folder / "work", variables)


def _running(request: pytest.FixtureRequest, engine: str, folder: Path) -> Iterator[Crm]:
    with ExitStack() as stack:
        crm = make_crm(fresh_database(request, engine, folder, stack), folder)
        stack.callback(crm.database.close)
        yield crm


@pytest.fixture
def crm(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Crm]:
    """`crm("contact", "list", "--json")` on a fresh database, once on each engine."""
    yield from _running(request, engine, tmp_path)


@pytest.fixture
def crm_sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crm]:
    """As `crm`, on SQLite alone: for what does not depend on the engine."""
    yield from _running(request, "sqlite", tmp_path)
