"""`crm config`: the settings."""

from __future__ import annotations

from tests.conftest import Crm


def test_without_a_command_it_lists(crm_sqlite: Crm) -> None:
    bare = crm_sqlite.ok("config")
    assert bare.out == crm_sqlite.ok("config", "list").out
    assert "Europe/Berlin" in bare.out
    assert crm_sqlite.ok("config", "get", "currency").out == "EUR\n"
