"""Showing one record: every query goes through an index."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest

from crm_cli.book import load_book
from crm_cli.database import NOTHING, Database, Params, Rows
from crm_cli.services.showing import show_record
from tests.conftest import NOW, Crm

# Small tables, of which a scan costs nothing.
SMALL = ("stage", "pipeline", "field", "tag")


class Explaining:
    """A reader that notes how SQLite runs each query."""

    engine = "sqlite"

    def __init__(self, database: Database) -> None:
        self.database = database
        self.plans: list[tuple[str, str]] = []

    def rows(self, sql: str, params: Params = NOTHING) -> Rows:
        """The rows, after the plan was noted."""
        steps = self.database.rows(f"EXPLAIN QUERY PLAN {sql}", params)
        self.plans += [(sql, step["detail"]) for step in steps]
        return self.database.rows(sql, params)


@pytest.mark.parametrize("ref", ["C1", "O1", "D1", "K1", "I1", "U1"])
def test_no_table_is_scanned(crm_sqlite: Crm, ref: str) -> None:
    """To show one record, no other record's rows are read."""
    crm = crm_sqlite
    crm.ok("company", "add", "Acme", "--tag", "vip")
    crm.ok("contact", "add", "Jane", "--company", "Acme", "--tag", "vip", "--email", "j@x.com")
    crm.ok("field", "add", "contact", "size")
    crm.ok("deal", "add", "Website", "--company", "Acme", "--contact", "Jane")
    crm.ok("log", "call", "Jane", "hello", "--next", "send quote", "--deal", "D1")
    reader = Explaining(crm.database)
    noun = {"C": "contact", "O": "company", "D": "deal", "K": "task", "I": "interaction"}
    book = load_book(crm.database, _now())
    show_record(reader, noun.get(ref[0], "user"), int(ref[1:]), book)
    scans = [
        (detail, sql)
        for sql, detail in reader.plans
        if detail.startswith("SCAN") and not _harmless(sql, detail)
    ]
    assert scans == []


def _harmless(sql: str, detail: str) -> bool:
    name = detail.split()[1]
    # What a subquery gave, and tables of a few rows under their aliases.
    if name in ("x", "CONSTANT") or name.startswith(("(", "SUBQUERY")):
        return True
    return any(f" {table} {name}" in sql or name == table for table in SMALL)


def _now() -> datetime:
    """The moment of the tests."""

    return datetime.fromisoformat(NOW)


@pytest.mark.parametrize(
    "words", [["show", "C1"], ["contact", "show", "C1"], ["find", "jane"], ["tag", "list"]]
)
def test_reading_imports_no_models(crm_sqlite: Crm, words: list[str]) -> None:
    """Neither sqlmodel nor what comes with it, which costs 400 ms."""
    crm_sqlite.ok("contact", "add", "Jane", "--tag", "vip", "--phone", "+49 30 123456")
    code = (
        "import sys\nfrom crm_cli.cli import main\n"
        f"assert main({words!r}) == 0\n"
        "slow = 'sqlmodel sqlalchemy pydantic alembic questionary phonenumbers rapidfuzz'.split()\n"
        "sys.exit(', '.join(name for name in slow if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=crm_sqlite.environment,
        cwd=crm_sqlite.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
