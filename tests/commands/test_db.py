"""`crm db`: the database itself."""

from __future__ import annotations

from pathlib import Path

from crm_cli.database import SCHEMA_VERSION
from tests.conftest import Crm
from tests.migrations.test_migrations import old_book


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


def test_a_repair_can_be_tried(crm: Crm) -> None:
    result = crm.ok("db", "upgrade", "--repair", "--dry-run")
    assert result.out.startswith("dry run, nothing written: made the triggers, views")
    assert crm.ok("doctor").code == 0
