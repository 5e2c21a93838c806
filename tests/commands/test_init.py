"""`crm init`: make a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Crm


@pytest.fixture
def bare(crm_sqlite: Crm) -> Iterator[Crm]:
    """A home without a database."""
    crm_sqlite.environment["CRM_DATABASE_URL"] = str(crm_sqlite.folder / "new.db")
    yield crm_sqlite


def test_unattended_it_takes_the_locales_and_prints_them(bare: Crm) -> None:
    said = bare.ok("init", environment={"LANG": "de_DE.UTF-8", "TZ": "Europe/Berlin"})
    assert said.lines[0] == "made new.db for amy".replace("new.db", str(bare.folder / "new.db"))
    assert said.lines[1].startswith("  currency EUR, time zone Europe/Berlin, phone region DE")
    assert (bare.folder / "new.db").stat().st_mode & 0o777 == 0o600
    assert bare.ok("config", "get", "timezone").lines == ["Europe/Berlin"]


def test_what_is_said_counts(bare: Crm) -> None:
    bare.ok("init", "--currency", "cny", "--timezone", "Asia/Shanghai", "--user", "wei")
    assert bare.ok("config", "get", "currency").lines == ["CNY"]
    users = bare.ok("user", "list", "--json", environment={"CRM_USER": "wei"}).json
    assert [user["handle"] for user in users] == ["wei"]


def test_a_dry_run_makes_nothing(bare: Crm) -> None:
    said = bare.ok("init", "--dry-run", "--currency", "USD")
    assert said.lines[0].startswith("dry run, nothing written: made ")
    assert "  currency USD, time zone Europe/Berlin" in said.lines[1]
    told = bare.ok("init", "--dry-run", "--json").json
    assert (told["dry_run"], told["changeset"]) == (True, None)
    assert list(bare.folder.iterdir()) == []


def test_a_second_time_is_a_conflict_and_a_wrong_currency_makes_nothing(bare: Crm) -> None:
    wrong = bare("init", "--currency", "XXZ")
    assert (wrong.code, wrong.err.splitlines()[0]) == (2, 'error: no currency "XXZ"')
    assert list(bare.folder.iterdir()) == []
    bare.ok("init")
    assert bare("init").code == 7
