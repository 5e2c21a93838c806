"""Opening the plain DB-API connections, and what both engines need to run the same SQL text."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from crm_cli.errors import BadContent, Conflict, CrmError, Failure, NotFound
from crm_cli.private import make_folder

if TYPE_CHECKING:
    from psycopg2.extensions import connection as PostgresConnection  # noqa: N812 - a class

APPLICATION_ID = 0x43524D31  # "CRM1", so that `file` and we know our own databases
LOCK_SECONDS = 30
T = TypeVar("T")
RULE_BROKEN = "that would break a rule of the data: {reason}"
RULE_BROKEN_HINT = "nothing was changed; crm doctor checks the database"
NOT_OURS = "{path} is not a crm database"
NOT_OURS_HINT = "name another file with --db, or import its data: crm import --help"


def make_private(path: Path) -> None:
    """Make the file `path`, readable by its owner alone, in a folder of the same kind.

    Done before SQLite opens it, so that there is no moment at which others could read it.
    Raises Failure where the folder cannot be made or written.
    """
    try:
        make_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise Failure(
            "cannot make {path}: {reason}",
            hint="name a place that can be written: crm --db FILE …",
            path=path,
            reason=error.strerror,
        ) from error


def unused(path: Path) -> Path:
    """The path, or a name like it that no file has, not even one that another process makes now."""
    return path if not path.exists() else path.with_name(f"{path.name}.{os.getpid()}")


SPILL = 30_000  # pages of 4 KB, 130 MB; 100,000 contacts with their history are about as many


def open_sqlite(path: Path) -> sqlite3.Connection:
    """Open an existing database file in autocommit mode, with the settings that keep it safe.

    `synchronous=EXTRA` and a rollback journal survive a power loss. A transaction stays in memory
    up to `SPILL` pages, so that readers need not wait while it grows; with the rest of the program
    that is 230 MB, whatever its size. OFF could not be changed any more within the transaction.
    A file that cannot be written is opened for reading.
    """
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    with translated(path):
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=LOCK_SECONDS)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=EXTRA")
        connection.execute(f"PRAGMA cache_spill={SPILL}")
        connection.execute("PRAGMA secure_delete=ON")
        if _json_is_trusted():
            connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _json_is_trusted() -> bool:
    # Up to SQLite 3.40, JSON functions in triggers fail when the schema is not trusted.
    return sqlite3.sqlite_version_info >= (3, 41)


def open_postgres(
    url: str, *, autocommit: bool = True, password: str | None = None
) -> PostgresConnection:
    """Open a PostgreSQL connection; without a password, libpq looks for one (~/.pgpass …).

    Raises Failure when the driver is missing or the server cannot be reached; no message holds
    the password.
    """
    try:
        import psycopg2
        from psycopg2.extensions import set_wait_callback
    except ImportError as error:
        raise Failure(
            "PostgreSQL needs a driver that is not installed",
            hint="pip install psycopg2-binary",
        ) from error
    try:
        set_wait_callback(None)  # libpq itself keeps to connect_timeout, and tries several hosts
        connection, schema = interruptible(lambda: _connected(url, password))
    except psycopg2.Error as error:
        if re.search(_NO_MORE, str(error)):
            raise Conflict(
                "the server of {label} takes no more connections now",
                hint="try again in a moment; its limit is max_connections, or that of the pool",
                label=label(url),
            ) from None
        if re.search(r'database "[^"]*" does not exist', str(error)):
            raise NotFound(
                "there is no database at {label}",
                hint="check its name, or let somebody make it: createdb NAME",
                label=label(url),
            ) from None
        raise Failure(
            "cannot reach the database {label}: {reason}",
            hint="check its address (crm db url), that the server runs, and the password",
            label=label(url),
            reason=_first_line(error, url, password),
        ) from None  # what it was raised from may hold the password
    encoding = connection.get_parameter_status("server_encoding")
    if encoding != "UTF8":
        connection.close()
        raise BadContent(
            "the database {label} keeps text as {encoding}, not as UTF8",
            hint="make another: createdb --encoding UTF8 --template template0 NAME",
            label=label(url),
            encoding=encoding,
        )
    if not schema.strip('"'):
        connection.close()
        raise Failure(
            "the search_path of {label} has no schema that is there",
            hint="ALTER ROLE … SET search_path = public, or make the schema",
            label=label(url),
        )
    connection.autocommit = autocommit
    set_wait_callback(_wait)
    return connection


_NO_MORE = "too many (clients|connections)|connection slots|no more connections|query_wait_timeout"
# Whatever the server, the database or the role has set. Temporary tables, the shadow of the past,
# still come before those of the schema: the one that has the book, else the first one.
_PINNED = {
    "standard_conforming_strings": "on", "DateStyle": "ISO, YMD", "TimeZone": "UTC",
    "bytea_output": "hex", "transform_null_equals": "off",
    "default_transaction_isolation": "read committed",
}  # fmt: skip
_PIN = f"""SELECT set_config('search_path', quote_ident(coalesce((
  SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = to_regclass('alembic_version')), current_schema(), '')), false),
{", ".join(f"set_config('{name}', '{value}', false)" for name, value in _PINNED.items())}"""


def _connected(url: str, password: str | None) -> tuple[PostgresConnection, str]:
    """A connection whose settings are known, and the schema that it works in, quoted."""
    import psycopg2

    connection = psycopg2.connect(
        url, application_name="crm", password=password, client_encoding="UTF8"
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(_PIN)
        row = cursor.fetchone()
    return connection, row[0] if row else ""


def interruptible(work: Callable[[], T]) -> T:
    """What a function of C gives, without being deaf to Ctrl-C and other signals meanwhile."""
    from threading import Thread

    done: list[T | BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            done.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    if isinstance(done[0], BaseException):
        raise done[0]
    return done[0]


def _wait(connection: PostgresConnection) -> None:
    """Wait for the server where a signal is heard; the waiting of libpq goes on after one."""
    from select import select

    from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE

    try:
        while (state := connection.poll()) != POLL_OK:
            select(
                [connection] if state == POLL_READ else [],
                [connection] if state == POLL_WRITE else [],
                [],
            )
    except BaseException:
        with suppress(Exception):  # the connection may be gone
            connection.cancel()
        raise


_IN_COPY = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(
    connection: PostgresConnection, into: str, rows: Iterable[Sequence[str | int | None]]
) -> None:
    """Write rows by COPY into `table (columns)`."""
    from io import StringIO

    from psycopg2.extensions import set_wait_callback

    def field(value: str | int | None) -> str:
        return r"\N" if value is None else str(value).translate(_IN_COPY)

    lines = StringIO("".join("\t".join(map(field, row)) + "\n" for row in rows))
    set_wait_callback(None)  # COPY cannot use it
    try:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {into} FROM STDIN", lines)
    finally:
        set_wait_callback(_wait)


# Greedy: a password may hold what should have been written as %40 or %2F.
_IN_ADDRESS = re.compile(r"(://[^@/:?]*):([^\s]*)@")
_IN_QUERY = re.compile(r"([?&](?:ssl)?password=)([^&\s]*)")


def label(url: str) -> str:
    """The URL without its password, for messages."""
    return _IN_QUERY.sub(r"\1…", _IN_ADDRESS.sub(r"\1@", url))


def has_password(url: str) -> bool:
    """Whether a URL says the password itself."""
    return bool(_IN_ADDRESS.search(url) or _IN_QUERY.search(url))


def _first_line(error: BaseException, url: str = "", password: str | None = None) -> str:
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    found = [*_IN_ADDRESS.findall(url), *_IN_QUERY.findall(url), ("", password or "")]
    for secret in {form for _, word in found for form in (word, unquote(word))} - {""}:
        text = text.replace(secret, "…")
    return text


_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | --[^\n]* | /\*.*?\*/ | :: | :([A-Za-z_]\w*) | %""",
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=256)
def pyformat(sql: str) -> str:
    """The statement with `:name` as `%(name)s`, and every other `%` doubled.

    Leaves quoted text, comments and `::` casts as they are.
    """

    def style(match: re.Match[str]) -> str:
        return f"%({match[1]})s" if match[1] else match[0].replace("%", "%%")

    return _TOKEN.sub(style, sql)


@contextmanager
def translated(path: Path | str) -> Iterator[None]:
    """Turn an error of either driver, or one that SQLAlchemy wrapped, into ours."""
    try:
        yield
    except CrmError:
        raise
    except Exception as error:
        known = translate(error, path)
        if known is None:
            raise
        raise known from error


def translate(error: BaseException, path: Path | str) -> CrmError | None:
    """The CrmError that a database driver's error means; None when it is not one we know."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, sqlite3.Error):
        return _translate_sqlite(original, path)
    if type(original).__module__.startswith("psycopg2"):
        return _translate_postgres(original, path)
    return None


def _translate_sqlite(  # noqa: PLR0911 - a return for each kind
    error: sqlite3.Error, path: Path | str
) -> CrmError | None:
    text = str(error)
    if "locked" in text or "busy" in text:
        return Conflict(
            "{path} is locked by another program", hint="try again in a moment", path=path
        )
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return Failure(
            "{path} cannot be written ({reason})",
            hint="check the rights of the file and its folder, or name another with --db",
            path=path,
            reason=text,
        )
    if "full" in text or "disk I/O" in text:
        return Failure(
            "cannot write {path}: {reason}; {left}",
            hint="make room on the disk, or look after it, and run the command again",
            path=path,
            reason=text,
            left="nothing was changed",
        )
    if "no such module" in text:
        return Failure(
            "{path} has an index that this SQLite cannot keep ({reason})",
            hint="run crm with a Python whose sqlite3 has FTS5, as nearly all have",
            path=path,
            reason=text,
        )
    if "not a database" in text or "malformed" in text:
        return BadContent(NOT_OURS + " ({reason})", hint=NOT_OURS_HINT, path=path, reason=text)
    if isinstance(error, sqlite3.IntegrityError):
        return BadContent(RULE_BROKEN, hint=RULE_BROKEN_HINT, reason=text)
    return None


def _translate_postgres(error: BaseException, path: Path | str) -> CrmError | None:
    import psycopg2.errors

    where, reason = label(str(path)), _first_line(error, str(path))
    if isinstance(error, psycopg2.errors.LockNotAvailable | psycopg2.errors.DeadlockDetected):
        return Conflict("{path} is locked by another program", hint="try again", path=where)
    if isinstance(error, psycopg2.errors.InsufficientPrivilege):
        return Failure("the database refused: {reason}", hint="ask for the rights", reason=reason)
    if isinstance(error, psycopg2.errors.ReadOnlySqlTransaction):
        return Failure(
            "the database refused: {reason}",
            hint="a standby takes no writes and no --as-of: name the main server with --db",
            reason=reason,
        )
    # Taking back what was begun finds the connection closed, where the server went away meanwhile.
    if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        return Failure(
            "the database {path} failed: {reason}",
            hint="check that the server runs, and its address in --db or CRM_DATABASE_URL",
            path=where,
            reason=reason,
        )
    if isinstance(error, psycopg2.IntegrityError):
        return BadContent(RULE_BROKEN, hint=RULE_BROKEN_HINT, reason=reason)
    return None
